"""A replay that dies at one of its calls to the store: the next completes it, and nothing is there twice."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest

from pipelines.archive import Archive, ArchiveWriter, IndexRow, Store, open_store, verify
from tests.archive.doomed import DoomedStore, Killed
from tests.archive.pages import document, judge, opened
from tests.replay.read_pages import TOPICS, Here, archived, page, replayed

T = TypeVar("T")
_CALLS = 1_000_000


class Once(Here):
    """Reads a page only once, however often it is asked for."""

    def __init__(self) -> None:
        self._read: dict[object, Any] = {}

    async def call(self, function: Callable[[], T]) -> T:
        capture, before, _ = cast("partial[T]", function).args
        if (capture.url, before) not in self._read:
            self._read[capture.url, before] = await super().call(function)
        return cast("T", self._read[capture.url, before])


WORKERS = Once()


@pytest.fixture(scope="module")
def half_read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("half-read") / "archive"
    archived(open_store(str(place)), *map(page, TOPICS))
    return place


def apply(store: Store) -> None:
    replayed(store, opened(store, "replay"), commit_every=1, workers=WORKERS)


def killed(store: Store, calls: int, *, is_made: bool) -> bool:
    """Whether it died after so many calls: it may have needed no more."""
    try:
        apply(DoomedStore(store, calls, is_made=is_made))
    except Killed:
        return True
    return False


def complaints(store: Store) -> list[str]:
    """What is wrong once another replay had its way."""
    rows = list(Archive.open(store))
    wrong = [f"{found.key} {found.problem}" for found in verify(store).findings]
    if (sources := revised(rows[8:])) != [4, 5, 6, 7]:
        wrong.append(f"revisions of {sources}")
    read_by = {str(row.extractor) for row in rows[8:]}
    return wrong if len(read_by) == 1 and "half 1" not in read_by else [*wrong, f"read by {read_by}"]


def revised(rows: list[IndexRow]) -> list[int]:
    """The documents of which these are revisions, in order."""
    return sorted(row.revision_of for row in rows if row.revision_of is not None)


class Counted(DoomedStore):
    """Lives, and tells at which of its calls a segment of the log was written."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, _CALLS, is_made=True)
        self.commits: list[int] = []

    @property
    def calls(self) -> int:
        return _CALLS - self._left

    def put_if_absent(self, key: str, data: bytes) -> None:
        if key.startswith("log/"):
            self.commits.append(self.calls)
        super().put_if_absent(key, data)


@pytest.fixture(scope="module")
def undisturbed(half_read: Path, tmp_path_factory: pytest.TempPathFactory) -> Counted:
    place = shutil.copytree(half_read, tmp_path_factory.mktemp("undisturbed") / "archive")
    store = Counted(open_store(str(place)))
    apply(store)
    assert complaints(store) == []
    assert len(store.commits) == len(TOPICS)
    return store


def after_death(half_read: Path, place: Path, calls: int, *, is_made: bool) -> list[str]:
    store = open_store(str(shutil.copytree(half_read, place)))
    if not killed(store, calls, is_made=is_made):
        return ["it lived"]
    apply(store)
    return complaints(store)


@pytest.mark.parametrize("is_made", [False, True])
def test_death_at_each_commit(half_read: Path, undisturbed: Counted, tmp_path: Path, is_made: bool) -> None:
    for calls in undisturbed.commits:
        assert after_death(half_read, tmp_path / str(calls), calls, is_made=is_made) == [], calls


@pytest.mark.slow
def test_death_at_each_call(half_read: Path, undisturbed: Counted, tmp_path: Path) -> None:
    for calls in range(undisturbed.calls):
        for is_made in (False, True):
            place = tmp_path / f"{calls}-{is_made}"
            assert after_death(half_read, place, calls, is_made=is_made) == [], (calls, is_made)


def test_a_crawl_that_commits_between_two_commits_of_a_replay(half_read: Path, tmp_path: Path) -> None:
    """Every text has its place, though both choose numbers for theirs."""
    store = open_store(str(shutil.copytree(half_read, tmp_path / "archive")))
    crawl, taken = opened(store, "crawl"), list[int | None]()

    class Meanwhile(Once):
        async def call(self, function: Callable[[], T]) -> T:
            taken.append(crawled(crawl, f"quay {len(taken)}"))
            return await WORKERS.call(function)

    replayed(store, opened(store, "replay"), commit_every=1, workers=Meanwhile())
    crawl.close()
    rows = list(Archive.open(store))
    assert verify(store).findings == ()
    assert len(rows) == 4 + 4 + 4 + len(taken)
    assert revised(rows) == [4, 5, 6, 7]


def crawled(writer: ArchiveWriter, name: str) -> int | None:
    return writer.commit([document(name)], judge).segment
