"""Real writers on one archive whose store takes its time: what the simulation of races.py is held against."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar

from pipelines.archive import ArchiveWriter, open_store
from pipelines.archive.store import Store
from tests.archive.pages import document, judge

P = ParamSpec("P")
T = TypeVar("T")


class Raced(NamedTuple):
    """Commits a second of all writers together, and lost attempts for each."""

    commits_per_s: float
    lost: float


class SlowStore:
    """A store whose every answer takes `round_s`, as over a line."""

    def __init__(self, store: Store, round_s: float) -> None:
        self.url = store.url
        self.get = _slowed(store.get, round_s)
        self.stat = _slowed(store.stat, round_s)
        self.list = _slowed(store.list, round_s)
        self.put = _slowed(store.put, round_s)
        self.put_if_absent = _slowed(store.put_if_absent, round_s)
        self.put_if_match = _slowed(store.put_if_match, round_s)
        self.delete = _slowed(store.delete, round_s)


def _slowed(call: Callable[P, T], round_s: float) -> Callable[P, T]:
    def slow(*given: P.args, **named: P.kwargs) -> T:
        time.sleep(round_s)
        return call(*given, **named)

    return slow


def raced(folder: Path, writers: int, round_s: float, commits: int) -> Raced:
    """`commits` of each writer, one page in each, one right behind the other."""
    store = SlowStore(open_store(str(folder)), round_s)
    opened = [ArchiveWriter.open(store, run=f"run-{name}", software="bench/1") for name in range(writers)]
    began = time.monotonic()
    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(lambda name: _commit(opened[name], name, commits), range(writers)))
    seconds = time.monotonic() - began
    done = writers * commits
    return Raced(done / seconds, sum(writer.lost_races for writer in opened) / done)


def _commit(writer: ArchiveWriter, name: int, commits: int) -> None:
    for each in range(commits):
        writer.commit([document(f"{name}-{each}")], judge)
