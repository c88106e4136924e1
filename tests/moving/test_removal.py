"""What was removed from an archive is removed from its copy, and never comes back by way of one."""

from pathlib import Path

import pytest

from pipelines.archive import Archive, Store, open_store
from pipelines.archive.copying import copy_archive
from pipelines.archive.segment import segment_key
from tests.archive.pages import opened
from tests.moving.archives import assert_same, contents, grow
from tests.moving.test_broken_off import Dying, Killed

GONE = 5


def remove(store: Store, *numbers: int) -> None:
    writer = opened(store, "removal")
    for number in numbers:
        writer.remove(number, "asked for")
    writer.close()


def assert_gone(store: Store, text: str) -> None:
    """Neither in a file nor in the log. (The captures are compared byte by byte.)"""
    assert all(not key.startswith(f"{GONE:03}_") for key, _ in store.list())
    assert all(text not in getattr(row, "text", "") for row in Archive.open(store).log_rows())
    with pytest.raises(LookupError, match="was removed"):
        Archive.open(store).get(GONE)


def test_a_removal_is_carried_over(source: Store, target: Store) -> None:
    text = Archive.open(source).text(GONE)
    copy_archive(source, target)
    remove(source, GONE, GONE + 1, 9)
    copied = copy_archive(source, target)
    assert copied.removed == 3
    assert_same(source, target)
    assert_gone(target, text)
    again = copy_archive(source, target)
    assert (again.written, again.removed) == (0, 0)
    assert_same(source, target)


def test_a_new_copy_never_has_what_was_removed(source: Store, target: Store) -> None:
    text = Archive.open(source).text(GONE)
    remove(source, GONE, GONE + 1)
    grow(source, 20, 3)
    copied = copy_archive(source, target)
    assert copied.removed == 0
    assert_same(source, target)
    assert_gone(target, text)


@pytest.mark.s3
def test_a_removal_reaches_a_bucket(source: Store, s3_url: str) -> None:
    bucket, text = open_store(s3_url), Archive.open(source).text(GONE)
    copy_archive(source, bucket)
    remove(source, GONE)
    assert copy_archive(source, bucket).removed == 1
    assert_same(source, bucket)
    assert_gone(bucket, text)


def test_a_removal_broken_off_at_each_write(source: Store, tmp_path: Path) -> None:
    first = open_store(str(tmp_path / "first"))
    copy_archive(source, first)
    before = contents(first)
    text = Archive.open(source).text(GONE)
    remove(source, GONE)
    for write in range(0, 100, 3):
        target = open_store(str(tmp_path / f"to-{write}"))
        for key, data in before.items():
            target.put(key, data)
        try:
            copy_archive(source, Dying(target, write, after=bool(write % 2)))
        except Killed:
            copy_archive(source, target)
            assert_same(source, target)
            assert_gone(target, text)
        else:
            break
    assert write > 5


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_removal_that_is_under_way_in_the_source(source: Store, target: Store, steps: int) -> None:
    """The tombstone is there, the text perhaps gone, the captures perhaps padding, the stub not yet."""
    earlier = open_store(target.url + "-earlier")
    copy_archive(source, earlier)
    text, before = Archive.open(source).text(GONE), contents(source)
    remove(source, GONE)
    finished = contents(source)
    row = Archive.open(earlier).get(GONE)
    segment = segment_key(1)
    assert before[segment] != finished[segment]
    source.put(segment, before[segment])
    if steps < 2:
        source.put(str(row.warc), before[str(row.warc)])
    if steps < 1:
        source.put(row.file, before[row.file])
    for copy in (target, earlier):
        for _ in range(2):
            copy_archive(source, copy)
            assert_gone(copy, text)
    for key, data in finished.items():
        source.put(key, data)
    source.delete(row.file)
    for copy in (target, earlier):
        assert copy_archive(source, copy).written == 0
        assert_same(source, copy)
