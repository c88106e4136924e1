"""`make bench`: the whole pipeline beside trafilatura alone, in turns, in one run.

Then the harvest of a web whose truth is known (harvest.py), which `make bench ARGS=harvest` measures alone.
`ARGS=history` reads WARC files, `ARGS=polls` simulates poll intervals, `ARGS=commits` measures writers side
by side, `ARGS=scale` large archives, `ARGS=aliases` what the entities of a page cost.

Prints a table and writes the same figures to bench-results/<time>.json. However slow: the exit code is 0
where everything ran.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import aliases, commits, harvest, history, poll_intervals, scale
from bench.crawl import Crawled, CrawlFailed, crawl
from bench.pages import PROJECT, spread
from bench.processes import TookTooLong, Usage, measure
from bench.report import table
from bench.stage_times import stage_times
from bench.web import DEFAULT_PAGES, Source, default_source, load_pages, web_of_pages
from pipelines.assembly import software_versions

RESULTS = PROJECT / "bench-results"

_OTHERS = {
    "aliases": aliases.main,
    "commits": commits.main,
    "harvest": harvest.main,
    "history": history.main,
    "polls": poll_intervals.main,
    "scale": scale.main,
}
_ROUNDS = 2
_TIMED_PAGES = 160
_BUDGET_S = 280.0
_SLOWEST_RUN_S = 110.0


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where both sides ran, whatever the figures; 1 where one of them failed."""
    said = sys.argv[1:] if arguments is None else arguments
    if said and said[0] in _OTHERS:
        return _OTHERS[said[0]](said[1:])
    options = _options(said)
    try:
        result = run(options.source, options.pages, options.rounds)
    except (CrawlFailed, TookTooLong) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(table(result))
    print(f"\nFigures: {_write(result, options.results)}\n")
    return harvest.main(["--results", str(options.results)]) if options.harvest else 0


def run(source: Source, count: int, rounds: int) -> dict[str, Any]:
    """Every figure, as it goes into the file. Stops before a round that could outlast the time budget."""
    began = time.monotonic()
    pages = load_pages(source, count)
    _say(f"{len(pages)} pages ({_described(source)}), {rounds} rounds, {_cores()} cores")
    times = stage_times(spread(pages, _TIMED_PAGES))
    alone: list[dict[str, float]] = []
    whole: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch, web_of_pages(source, count) as proxy:
        for place in range(rounds):
            round_began = time.monotonic()
            folder = Path(scratch) / str(place)
            alone.append(_alone(source, count, Path(scratch)))
            _say(f"round {place + 1}: trafilatura alone, {alone[-1]['pages_per_s']:.1f} pages/s")
            whole.append(_whole(crawl(pages, proxy, folder, threshold=0.0, timeout_s=_SLOWEST_RUN_S)))
            _say(f"round {place + 1}: the whole pipeline, {whole[-1]['pages_per_s']:.1f} pages/s")
            now = time.monotonic()
            if now - began + 1.2 * (now - round_began) > _BUDGET_S:
                break
    return {
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "source": source,
        "described": _described(source),
        "pages": len(pages),
        "bytes": sum(len(page.body) for page in pages),
        "cores": _cores(),
        "load_average": os.getloadavg()[0],
        "software": software_versions(),
        "alone": alone,
        "whole": whole,
        "ratio": _ratios(alone, whole),
        "stages": [asdict(stage) for stage in times],
    }


def _alone(source: Source, count: int, scratch: Path) -> dict[str, float]:
    output = scratch / "alone.json"
    command = [sys.executable, "-m", "bench.alone", source, str(count)]
    with output.open("wb") as file:
        usage = measure(command, cwd=PROJECT, env=None, output=file, timeout_s=_SLOWEST_RUN_S)
    said = output.read_text(encoding="utf-8")
    if usage.exit_code:
        raise CrawlFailed(f"trafilatura alone ended with exit code {usage.exit_code}:\n{said[-1500:]}")
    done = json.loads(said.splitlines()[-1])
    return {"texts": done["texts"], **_figures(usage, done["pages"], done["work_s"])}


def _whole(crawled: Crawled) -> dict[str, float]:
    record = crawled.record
    return {
        "archived": record.archived,
        "rejected": record.rejected,
        "failed": record.failed,
        **_figures(crawled.usage, record.fetched, crawled.work_s),
    }


def _figures(usage: Usage, pages: int, work_s: float) -> dict[str, float]:
    """`pages_per_s` is by `work_s`, first page to last; `wall_s` has the start of all processes in it too."""
    memory = {"peak_rss_mb": usage.peak_rss / 2**20}
    if usage.peak_pss is not None:
        memory["peak_pss_mb"] = usage.peak_pss / 2**20
    return {
        "pages": pages,
        "work_s": work_s,
        "pages_per_s": pages / work_s,
        "wall_s": usage.wall_s,
        "pages_per_wall_s": pages / usage.wall_s,
        "cpu_s": usage.cpu_s,
        "processes": usage.processes,
        **memory,
    }


def _ratios(alone: Sequence[dict[str, float]], whole: Sequence[dict[str, float]]) -> dict[str, Any]:
    """Whole / alone: of each round, and of all pages by all seconds.

    `by_cpu` is what the CPU seconds alone would give on idle cores, however busy the machine is with
    other things: that of the whole pipeline, start and all, spread over the cores.
    """

    def rate(runs: Sequence[dict[str, float]], seconds: str) -> float:
        return sum(run["pages"] for run in runs) / sum(run[seconds] for run in runs)

    rounds = [b["pages_per_s"] / a["pages_per_s"] for a, b in zip(alone, whole, strict=True)]
    return {
        "rounds": rounds,
        "work": rate(whole, "work_s") / rate(alone, "work_s"),
        "wall_to_work": rate(whole, "wall_s") / rate(alone, "work_s"),
        "by_cpu": _cores() * rate(whole, "cpu_s") / rate(alone, "cpu_s"),
    }


def _described(source: Source) -> str:
    return "real pages from ../shared" if source == "shared" else "made from the demo web's stories"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _write(result: dict[str, Any], folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{result['time'].replace(':', '')}.json"
    file.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return file


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--source",
        choices=("shared", "local"),
        default=default_source(),
        help="the real pages beside the project, or pages of our own (default: real ones where they are)",
    )
    parser.add_argument(
        "--pages", type=int, default=DEFAULT_PAGES, help="so many of them (default: %(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=_ROUNDS, help="(default: %(default)s)")
    parser.add_argument("--no-harvest", dest="harvest", action="store_false", help="leave the harvest out")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the figures")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
