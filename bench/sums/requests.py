"""What a bucket is asked by a run: each call that reaches a real S3 server, by the class it is billed in."""

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple

from pipelines.archive import ArchiveWriter, open_store
from tests.archive.pages import document, judge
from tests.faulty.proxy import Call, Proxy, running_proxy
from tests.weed import running_weed

_COMMITS = 6
_BILLED = {"PUT": "write", "POST": "write", "GET": "read", "HEAD": "read", "DELETE": "delete"}


class Requests(NamedTuple):
    """Calls by class (`write`: PUT, POST and listings; `read`: GET and HEAD; `delete`), as S3 bills them.

    Of opening an archive and closing it again, and of one commit of `documents` new ones between.
    """

    documents: int
    run: Mapping[str, int]
    commit: Mapping[str, float]


def measured_requests(documents: int = 50) -> Requests:
    """On SeaweedFS, by a writer as crawls have it. Raises RuntimeError where there is none."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch, _server(Path(scratch)) as proxy:
        _run(0, 0, documents)  # the first run begins the archive
        whole = _counted(proxy, lambda: _run(1, _COMMITS, documents))
        idle = _counted(proxy, lambda: _run(2, 0, documents))
    commit = {name: (whole[name] - idle[name]) / _COMMITS for name in ("write", "read", "delete")}
    return Requests(documents, dict(idle), commit)


def billed(call: Call) -> str:
    """The class of a call: a listing is a GET and costs what a PUT does."""
    if call.method == "GET" and ("list-type=" in call.path or "uploads" in call.path):
        return "write"
    return _BILLED[call.method]


@contextmanager
def _server(scratch: Path) -> Iterator[Proxy]:
    with running_weed(scratch / "weed") as weed, running_proxy(weed) as proxy:
        os.environ.update(proxy.environment)
        yield proxy


def _run(number: int, commits: int, documents: int) -> None:
    names = count()
    writer = ArchiveWriter.open(open_store("s3://archive/sums"), run=f"run-{number}", software="bench/1")
    for _ in range(commits):
        writer.commit([document(f"{number}-{next(names)}") for _ in range(documents)], judge)
    writer.close()


def _counted(proxy: Proxy, run: Callable[[], None]) -> Counter[str]:
    before = len(proxy.calls)
    run()
    return Counter(billed(call) for call, _ in proxy.calls[before:])
