"""One run of one side, in figures."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.choice import Choice
from bench.crawl import CrawlFailed
from bench.kept import Kept, Truth
from bench.pages import PROJECT
from bench.processes import Usage, measure
from bench.sides import Place, Side
from bench.web import Asked, asked, first_asked

TIMEOUT_S = 900.0


@dataclass(frozen=True, slots=True)
class Run:
    """`phase`: first, again, killed, resumed. `web`: all (every page is wanted) or mixed.

    `store`: folder, s3, or none.

    `work_s` is from the first page to the end, `wall_s` has the start of all processes in it. `pages` are
    requests for pages, `distinct` those pages, `others` requests for anything else; `bytes` those of all
    bodies. Documents, copies, others kept and F1: bench/kept.py. Memory is that of all processes together.
    """

    side: str
    phase: str
    web: str
    store: str
    wall_s: float
    work_s: float
    cpu_s: float
    peak_pss_mb: float | None
    peak_rss_mb: float
    processes: int
    pages: int
    distinct: int
    others: int
    bytes: int
    documents: int
    copies: int
    others_kept: int
    f1: float | None
    stored: tuple[str, ...] = ()
    asked_for: tuple[str, ...] = ()


def run(
    side: Side,
    place: Place,
    truth: Truth,
    *,
    phase: str = "first",
    web: str = "all",
    kill_when: Callable[[], bool] | None = None,
) -> Run:
    """Starts `side` at `place` and waits for its end. Raises CrawlFailed or TookTooLong."""
    place.prepare()
    asked(place.proxy), first_asked(place.proxy)
    log = place.folder / f"{phase}.log"
    with log.open("wb") as output:
        usage = measure(
            side.command(place),
            cwd=PROJECT,
            env=side.environment(place),
            output=output,
            timeout_s=TIMEOUT_S,
            kill_when=kill_when,
        )
    if usage.exit_code not in side.ends and kill_when is None:
        told = log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
        raise CrawlFailed("\n".join([f"{side.label} ended with exit code {usage.exit_code}:", *told]))
    work_s = usage.ended - (first_asked(place.proxy) or usage.started)
    kept = () if phase == "killed" else tuple(side.kept(place))
    store = "s3" if place.bucket else "folder"
    return figures((side.name, phase, web, store), usage, work_s, asked(place.proxy), truth, kept)


def alone(processes: int, choice: Choice, scratch: Path, *, web: str = "all") -> tuple[Run, dict[str, str]]:
    """trafilatura alone over the same pages, and the texts that it found, by URL."""
    said, texts = scratch / f"alone-{processes}.log", scratch / f"alone-{processes}.json"
    command = [sys.executable, "-m", "bench.alone", str(processes), str(texts), *choice.arguments()]
    with said.open("wb") as output:
        usage = measure(command, cwd=PROJECT, env=None, output=output, timeout_s=TIMEOUT_S)
    lines = said.read_text(encoding="utf-8").splitlines()
    if usage.exit_code:
        raise CrawlFailed(
            "\n".join([f"trafilatura alone ended with exit code {usage.exit_code}:", *lines[-15:]])
        )
    found: dict[str, str] = json.loads(texts.read_text(encoding="utf-8"))
    pages, work_s = choice.pages(), json.loads(lines[-1])["work_s"]
    truth = Truth(pages, found)
    kept = tuple(Kept(url, text) for url, text in found.items())
    about = (f"alone-{processes}", "first", web, "none")
    seen = Asked(tuple(page.url for page in pages), 0, 0)
    return figures(about, usage, work_s, seen, truth, kept), found


def figures(
    about: tuple[str, str, str, str],
    usage: Usage,
    work_s: float,
    seen: Asked,
    truth: Truth,
    kept: tuple[Kept, ...],
) -> Run:
    """`about`: side, phase, web, store."""
    judged = truth.judge(kept)
    return Run(
        *about,
        wall_s=usage.wall_s,
        work_s=work_s,
        cpu_s=usage.cpu_s,
        peak_pss_mb=None if usage.peak_pss is None else usage.peak_pss / 2**20,
        peak_rss_mb=usage.peak_rss / 2**20,
        processes=usage.processes,
        pages=len(seen.pages),
        distinct=len(set(seen.pages)),
        others=seen.others,
        bytes=seen.sent,
        documents=judged.documents,
        copies=judged.copies,
        others_kept=judged.others,
        f1=judged.f1,
        stored=tuple(sorted(judged.pages)),
        asked_for=seen.pages,
    )
