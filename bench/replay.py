"""`make bench ARGS=replay`: archived captures read anew, beside a live crawl of the same pages.

Crawls of saved pages, and `corpus replay` of what each archived; then replays with a bad extractor, and,
with `--captures N`, of an archive of so many captures made from these. Prints a table and writes the same
figures to bench-results/.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from bench.choice import DEFAULT_PAGES, Source, default_source, load_pages
from bench.crawl import crawl, environment
from bench.machine import machine
from bench.pages import PROJECT
from bench.processes import measure
from bench.repeated import repeat
from bench.web import web_of_pages
from pipelines.archive import open_store

_WORSE = "bench.first_paragraphs:first_paragraphs"
_TIMEOUT_S = 7200.0
_ENDED_WELL = (0, 3)


class Measured(NamedTuple):
    """One run: pages are all that were fetched, or captures that were read; `wall_s` with the start."""

    name: str
    pages: int
    wall_s: float
    cpu_s: float
    peak_pss_mb: float | None
    report: dict[str, Any] | None = None

    @property
    def pages_per_s(self) -> float:
        return self.pages / self.wall_s

    @property
    def cpu_ms_per_page(self) -> float:
        return 1000 * self.cpu_s / self.pages


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where everything ran, whatever the figures."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-replay-") as scratch:
        runs = list(_runs(options.source, options.pages, options.captures, options.rounds, Path(scratch)))
    print("\n".join(_table(runs)))
    print(f"\nFigures: {_write(runs, options.results)}")
    return 0


def _runs(source: Source, count: int, captures: int, rounds: int, folder: Path) -> Iterator[Measured]:
    pages = load_pages(source, count)
    with web_of_pages(source, count) as proxy:
        for place in range(rounds):
            crawled = crawl(pages, proxy, folder / str(place), threshold=0.0, timeout_s=_TIMEOUT_S)
            usage = crawled.usage
            yield _said(
                Measured("crawl", crawled.record.fetched, usage.wall_s, usage.cpu_s, _mb(usage.peak_pss))
            )
            yield _said(_replayed("replay", crawled.archive, folder / str(place)))
    yield _said(_replayed("worse", folder / "0" / "archive", folder / "0", "--with", _WORSE))
    if captures:
        repeat(open_store(str(folder / "0" / "archive")), open_store(str(folder / "large")), captures)
        yield _said(_replayed("large", folder / "large", folder / "0"))


def _replayed(name: str, archive: Path, configured: Path, *options: str) -> Measured:
    """Raises RuntimeError where the command failed."""
    output = configured / f"{name}.jsonl"
    command = [sys.executable, "-m", "pipelines.cli", "replay", "--json", *options]
    with output.open("wb") as file:
        usage = measure(
            command,
            cwd=PROJECT,
            env=environment("", str(archive), configured),
            output=file,
            timeout_s=_TIMEOUT_S,
        )
    said = output.read_text(encoding="utf-8")
    if usage.exit_code not in _ENDED_WELL:
        raise RuntimeError(f"corpus replay ended with exit code {usage.exit_code}:\n{said[-1500:]}")
    report = json.loads(said.splitlines()[-1])
    read = report["total"]["looked_at"]
    return Measured(name, read, usage.wall_s, usage.cpu_s, _mb(usage.peak_pss), report)


def _table(runs: Sequence[Measured]) -> Iterator[str]:
    yield f"{'':<10}{'pages':>8}{'wall s':>9}{'pages/s':>9}{'CPU s':>9}{'CPU ms/page':>13}{'peak MB':>9}"
    for run in runs:
        peak = "-" if run.peak_pss_mb is None else f"{run.peak_pss_mb:.0f}"
        rates = f"{run.pages_per_s:>9.1f}{run.cpu_s:>9.1f}{run.cpu_ms_per_page:>13.1f}{peak:>9}"
        yield f"{run.name:<10}{run.pages:>8}{run.wall_s:>9.1f}{rates}"
    for run in runs:
        if run.report is not None:
            yield f"{run.name}: {_found(run.report)}"


def _found(report: dict[str, Any]) -> str:
    total = report["total"]
    ends = ", ".join(f"{total[name]} {name}" for name in ("same", "changed", "rejected", "failed", "left"))
    if total["similarity"] is None:
        return ends
    characters = f"{total['characters_before']} → {total['characters_after']} characters"
    return f"{ends}; changed texts {total['similarity']:.2f} alike, {characters}"


def _mb(size: int | None) -> float | None:
    return None if size is None else size / 2**20


def _said(run: Measured) -> Measured:
    print(f"{run.name}: {run.pages} pages, {run.pages_per_s:.1f} pages/s", file=sys.stderr, flush=True)
    return run


def _write(runs: Sequence[Measured], folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    time = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    file = folder / f"replay-{time}.json"
    result = {"time": time, "machine": machine(), "runs": [run._asdict() for run in runs]}
    file.write_text(json.dumps(result, indent=2, default=str) + "\n", encoding="utf-8")
    return file


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench replay", description=__doc__)
    parser.add_argument("--source", choices=("shared", "local"), default=default_source())
    parser.add_argument("--pages", type=int, default=DEFAULT_PAGES, help="crawled (default: %(default)s)")
    parser.add_argument("--captures", type=int, default=0, help="of a large archive made from these")
    parser.add_argument("--rounds", type=int, default=2, help="of crawl and replay (default: %(default)s)")
    parser.add_argument("--results", type=Path, default=PROJECT / "bench-results")
    return parser.parse_args(arguments)
