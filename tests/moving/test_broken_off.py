"""A copy that is broken off anywhere leaves the beginning of the archive, and the next copy ends it."""

import random
import subprocess
import sys
import threading
import time
from itertools import count
from pathlib import Path

import pytest

from pipelines.archive import Store, open_store
from pipelines.archive.copying import copy_archive
from pipelines.archive.store import Blob, Stat
from tests.moving.archives import archive_at, assert_prefix, assert_same

ROOT = Path(__file__).parents[2]


class Killed(BaseException):
    """The process is gone."""


class Dying:
    """A store that is cut off directly before or after its n-th write, from 0; then nothing reaches it."""

    def __init__(self, store: Store, last: int, *, after: bool) -> None:
        self._store, self._last, self._after = store, last, after
        self._lock = threading.Lock()
        self.url, self.list = store.url, store.list
        self.writes = 0

    def get(self, key: str, start: int | None = None, end: int | None = None) -> Blob:
        self._alive()
        return self._store.get(key, start, end)

    def stat(self, key: str) -> Stat:
        self._alive()
        return self._store.stat(key)

    def put(self, key: str, data: bytes) -> None:
        with self._write():
            self._store.put(key, data)

    def put_if_absent(self, key: str, data: bytes) -> None:
        with self._write():
            self._store.put_if_absent(key, data)

    def put_if_match(self, key: str, data: bytes, tag: str, keep: int = 0) -> None:
        with self._write():
            self._store.put_if_match(key, data, tag, keep)

    def delete(self, key: str) -> None:
        with self._write():
            self._store.delete(key)

    def _alive(self) -> None:
        if self.writes > self._last:
            raise Killed

    def _write(self) -> "_Write":
        return _Write(self)


class _Write:
    """One write at a time, so that the n-th is one and the same."""

    def __init__(self, store: Dying) -> None:
        self._store = store

    def __enter__(self) -> None:
        self._store._lock.acquire()
        number = self._store.writes
        self._store.writes += 1
        if number > self._store._last or (number == self._store._last and not self._store._after):
            self._store._lock.release()
            raise Killed

    def __exit__(self, *problem: object) -> None:
        last = self._store.writes == self._store._last + 1
        self._store._lock.release()
        if last and problem[0] is None:
            raise Killed


@pytest.fixture
def small(tmp_path: Path) -> Store:
    return archive_at(str(tmp_path / "from"), pages=4, batch=2)


def kill_at(source: Store, target: Store, write: int, *, after: bool) -> int | None:
    """How many segments a copy left that was killed at its n-th write; None if it was through by then."""
    try:
        copy_archive(source, Dying(target, write, after=after))
    except Killed:
        there = assert_prefix(source, target)
        copy_archive(source, target)
        assert_same(source, target)
        return there
    return None


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_a_kill_at_each_write(small: Store, tmp_path: Path, after: bool, step: int) -> None:
    left: set[int] = set()
    for write in count(0, step):
        target = open_store(str(tmp_path / f"to-{write}"))
        there = kill_at(small, target, write, after=after)
        if there is None:
            break
        left.add(there)
    assert write > 40
    assert left > {0, 4}


def kill_and_continue(source: Store, url: str, kills: int, rng: random.Random) -> None:
    command = [sys.executable, "-m", "tests.moving.copier", source.url, url]
    target, finished = open_store(url), 0
    for _ in range(kills):
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(rng.uniform(0, 0.1))
            process.kill()
        finished += process.returncode == 0
        assert_prefix(source, target)
    copy_archive(source, target)
    assert_same(source, target)
    assert finished < kills


def test_killed_again_and_again(tmp_path: Path) -> None:
    source = archive_at(str(tmp_path / "from"), pages=60, batch=2)
    kill_and_continue(source, str(tmp_path / "to"), 3, random.Random(3))


@pytest.mark.slow
def test_killed_many_times(tmp_path: Path) -> None:
    for each in range(10):
        source = archive_at(str(tmp_path / f"from-{each}"), pages=100, batch=2)
        kill_and_continue(source, str(tmp_path / f"to-{each}"), 5, random.Random(each))


@pytest.mark.s3
def test_killed_on_its_way_to_a_bucket(tmp_path: Path, s3_url: str) -> None:
    source = archive_at(str(tmp_path / "from"), pages=30, batch=2)
    kill_and_continue(source, s3_url, 3, random.Random(5))


def test_two_copies_at_once(tmp_path: Path) -> None:
    source = archive_at(str(tmp_path / "from"), pages=30, batch=2)
    command = [sys.executable, "-m", "tests.moving.copier", source.url, str(tmp_path / "to")]
    both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert_same(source, open_store(str(tmp_path / "to")))
