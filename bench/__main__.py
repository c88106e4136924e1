"""`make bench`: one run on one local web, ours beside trafilatura alone and what others would use.

Prints tables and writes the same figures to bench-results/<time>.json. However slow: the exit code is 0
where everything ran. Other measurements: `ARGS=aliases` what the entities of a page cost, `ARGS=commits`
writers side by side, `ARGS=harvest` what a crawl finds, `ARGS=history` WARC files read, `ARGS=known` what a
crawl holds of an archive, `ARGS='lookup FOLDER'` how soon one is searched, `ARGS=memory` what its
processes hold over a long run, `ARGS=plan` a crawl on 1 to 32 machines, `ARGS=polls` poll intervals,
`ARGS=replay` archived pages read anew, `ARGS=scale` large archives,
`ARGS=start` the start of a crawl, `ARGS=sums` the tables of docs/scale.md, `ARGS='varied FOLDER'` makes a
large archive to try things on. `ARGS='compare OLD NEW'` holds two results against each other,
`ARGS='page RESULT'` writes one into docs/benchmark.md.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import (
    aliases,
    commits,
    compare,
    harvest,
    history,
    known_size,
    lookup,
    memory,
    page,
    poll_intervals,
    replay,
    scale,
    shard_plan,
    start,
    varied,
)
from bench.choice import DEFAULT_PAGES, Choice, default_source, load_pages
from bench.contest import Contest, Plan, Result, say
from bench.machine import cores, machine, versions
from bench.pages import PROJECT, spread
from bench.report import report
from bench.sides import LIBRARIES, OURS, PLAIN
from bench.stage_times import StageTime, stage_times
from bench.sums import command as sums

RESULTS = PROJECT / "bench-results"

_OTHERS = {
    "aliases": aliases.main,
    "commits": commits.main,
    "compare": compare.main,
    "harvest": harvest.main,
    "history": history.main,
    "known": known_size.main,
    "lookup": lookup.main,
    "memory": memory.main,
    "page": page.main,
    "plan": shard_plan.main,
    "polls": poll_intervals.main,
    "replay": replay.main,
    "scale": scale.main,
    "start": start.main,
    "sums": sums.main,
    "varied": varied.main,
}
_TIMED_PAGES = 160
_BUDGET_S = 300.0
_ONE_COPY_IN = 20
_UNRELATED = 2 / 3
_SIDES = ("alone-2", OURS.name, PLAIN.name, "trafilatura-cli")


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where all sides ran, whatever the figures; 1 where one of them failed."""
    said = sys.argv[1:] if arguments is None else arguments
    if said and said[0] in _OTHERS:
        return _OTHERS[said[0]](said[1:])
    options = _options(said)
    result = measured(_plan(options), options.stages)
    print(report(result))
    file = _write(result, options.results)
    print(f"\nFigures: {file}\n")
    if options.page:
        page.write_page(result, options.page)
    ended = harvest.main(["--results", str(options.results)]) if options.harvest else 0
    return 1 if result["failed"] else ended


def measured(plan: Plan, timed_pages: int) -> dict[str, Any]:
    """Every figure, as it goes into the file."""
    about, began = machine(), datetime.now(UTC)
    pages = plan.choice.pages()
    say(f"{len(pages)} pages ({_described(plan.choice)}), {plan.rounds} rounds, {cores()} cores")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch, ExitStack() as stack:
        held = Contest(plan, Path(scratch), stack).hold()
    say(f"{time.monotonic() - started:.0f} s; the stages, one page after another")
    times = (
        stage_times(spread(load_pages(plan.choice.source, plan.choice.count), timed_pages))
        if timed_pages
        else []
    )
    return {
        "time": began.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "source": plan.choice.source,
        "described": _described(plan.choice),
        "pages": len(pages),
        "copies": sum(page.copy_of is not None for page in pages),
        "bytes": sum(len(page.body) for page in pages),
        "machine": about,
        "software": versions(),
        **_told(held, times),
    }


def _told(held: Result, times: Sequence[StageTime]) -> dict[str, Any]:
    """Without the lists of URLs, which are only for the sums."""
    runs = [asdict(each) for each in held.runs]
    for run in runs:
        del run["stored"], run["asked_for"]
    return {
        "runs": runs,
        "interrupted": [each._asdict() for each in held.interrupted],
        "left_out": held.left_out,
        "failed": held.failed,
        "stages": [asdict(stage) for stage in times],
    }


def _plan(options: argparse.Namespace) -> Plan:
    peers = [side.name for side in LIBRARIES if side.installed] if options.peers else []
    if options.peers and len(peers) < len(LIBRARIES):
        say("not all peers are installed: make bench-peers")
    return Plan(
        choice=Choice(options.source, options.pages, options.one_copy_in),
        unrelated=options.unrelated or None,
        rounds=options.rounds,
        sides=frozenset((*options.sides.split(","), *peers)),
        kill=options.kill,
        s3=options.s3,
        budget_s=options.budget,
    )


def _described(choice: Choice) -> str:
    return "real pages from ../shared" if choice.source == "shared" else "made from the demo web's stories"


def _write(result: dict[str, Any], folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{result['time'].replace(':', '')}.json"
    file.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return file


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    add = parser.add_argument
    default = "(default: %(default)s)"
    add(
        "--source",
        choices=("shared", "local"),
        default=default_source(),
        help=f"real pages, or our own {default}",
    )
    add("--pages", type=int, default=DEFAULT_PAGES, help=f"so many of them {default}")
    add(
        "--one-copy-in",
        type=int,
        default=_ONE_COPY_IN,
        help=f"one page in so many has a copy; 0: none {default}",
    )
    add(
        "--unrelated",
        type=_part,
        default=_UNRELATED,
        help="part of unrelated pages on a web of its own; 0: none",
    )
    add("--rounds", type=int, default=1, help=f"interleaved rounds {default}")
    add(
        "--sides",
        type=_sides,
        default=",".join(_SIDES),
        help=f"names, with commas (default: {','.join(_SIDES)})",
    )
    add("--peers", action="store_true", help="also the libraries that make bench-peers installed")
    add("--s3", action="store_true", help="also into a real S3 server on loopback")
    add("--no-kill", dest="kill", action="store_false", help="without the runs that are killed")
    add("--budget", type=float, default=_BUDGET_S, help=f"seconds after which no run begins {default}")
    add(
        "--stages",
        type=int,
        default=_TIMED_PAGES,
        help=f"pages of which the stages are timed; 0: none {default}",
    )
    add("--harvest", action=argparse.BooleanOptionalAction, default=False, help="the harvest afterwards")
    add("--results", type=Path, default=RESULTS, help="folder of the figures")
    add("--page", type=Path, help="write tables and drawing into this page, docs/benchmark.md")
    return parser.parse_args(arguments)


def _part(said: str) -> float:
    if not 0 <= float(said) < 1:
        raise argparse.ArgumentTypeError(f"{said} is not from 0 to 1, 1 left out")
    return float(said)


def _sides(said: str) -> str:
    known = {*_SIDES, *(side.name for side in LIBRARIES)}
    if unknown := set(said.split(",")) - known:
        raise argparse.ArgumentTypeError(
            f"{', '.join(sorted(unknown))} is none of {', '.join(sorted(known))}"
        )
    return said


if __name__ == "__main__":
    raise SystemExit(main())
