"""Archives copied between folders and buckets: whole, continued, refused."""

import gzip
from pathlib import Path

import pytest

from pipelines.archive import Store, open_store, put_run
from pipelines.archive.copying import Copied, copy_archive
from pipelines.archive.segment import segment_key
from pipelines.errors import ArchiveDamaged, ConfigurationError, UnsafeStore
from tests.archive.pages import document, judge, opened
from tests.moving.archives import archive_at, assert_prefix, assert_same, contents, grow, record


class Heedless:
    """A store that takes conditions and forgets them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.url, self.get, self.stat, self.list = store.url, store.get, store.stat, store.list
        self.put, self.put_if_absent, self.delete = store.put, store.put, store.delete

    def put_if_match(self, key: str, data: bytes, tag: str, keep: int = 0) -> None:
        self._store.put(key, self._store.get(key, 0, keep).data + data)


def copy(source: Store, target: Store) -> Copied:
    return copy_archive(source, target)


def test_a_copy_is_the_same_byte_for_byte(source: Store, target: Store) -> None:
    before = contents(source)
    copied = copy(source, target)
    assert_same(source, target)
    assert contents(source) == before
    assert (copied.documents, copied.segments, copied.present) == (13, 5, 0)
    assert copied.head == opened(source).head


@pytest.mark.s3
def test_from_a_folder_to_a_bucket_and_back(source: Store, target: Store, s3_url: str) -> None:
    bucket = open_store(s3_url)
    copy(source, bucket)
    assert_same(source, bucket)
    copy(bucket, target)
    assert_same(source, target)
    assert copy(source, bucket).written == 0
    assert copy(bucket, target).written == 0


def test_a_second_copy_writes_nothing(source: Store, target: Store) -> None:
    first, before = copy(source, target), contents(target)
    again = copy(source, target)
    assert (again.written, again.written_bytes, again.present) == (0, 0, first.written)
    assert contents(target) == before


def test_a_source_that_grew_is_continued(source: Store, target: Store) -> None:
    first = copy(source, target)
    grow(source, 20, 4)
    again = copy(source, target)
    assert_same(source, target)
    # Two segments, their captures, four texts.
    assert (again.written, again.present) == (8, first.written)


def test_a_source_that_grows_meanwhile(source: Store, target: Store) -> None:
    """What is committed while the copy runs comes along, or with the next one."""
    pages = iter(range(100, 108))

    def commit(_: int) -> None:
        if (page := next(pages, None)) is not None:
            grow(source, page, 1)

    copy_archive(source, target, on_segment=commit)
    assert_same(source, target)


def test_what_is_missing_in_the_copy_comes_back(source: Store, target: Store) -> None:
    copy(source, target)
    keys = [next(iter(store_keys(target, prefix))) for prefix in ("004_", "warc/0", "quarantine/", "runs/")]
    for key in keys:
        target.delete(key)
    assert copy(source, target).written == len(keys)
    assert_same(source, target)


def store_keys(store: Store, prefix: str) -> list[str]:
    return [key for key, _ in store.list(prefix)]


def test_the_record_of_a_run_that_went_on_comes_later(source: Store, target: Store) -> None:
    """Its head is not copied: a copy does not name what it has not."""
    put_run(source, record("0b", "f" * 64))
    put_run(source, record("0c", None))
    copy(source, target)
    assert [key[-7:-5] for key in store_keys(target, "runs/")] == ["0a", "0c"]
    grow(source, 30, 1)
    put_run(source, record("0b", opened(source).head))
    put_run(source, record("0c", opened(source).head))
    copy(source, target)
    assert_same(source, target)


def test_an_archive_that_went_on_by_itself_is_refused(source: Store, target: Store) -> None:
    copy(source, target)
    grow(target, 50, 1)
    before = contents(target)
    with pytest.raises(
        ConfigurationError, match=r"from has 5 segments and .*to has 6: it is another archive"
    ):
        copy(source, target)
    grow(source, 60, 2, batch=1)
    with pytest.raises(ConfigurationError, match=r"log/0000000005.jsonl.gz of .*to is not that of .*from"):
        copy(source, target)
    assert contents(target) == before


def test_another_archive_is_refused(source: Store, tmp_path: Path) -> None:
    other = archive_at(str(tmp_path / "other"), pages=3)
    before = contents(other)
    with pytest.raises(ConfigurationError, match="they are different archives; name another place as TO"):
        copy(source, other)
    assert contents(other) == before


@pytest.mark.parametrize("key", ["notes.md", "INDEX", "warc/0000000009-aa.warc.gz", "quarantine/00.warc.gz"])
def test_a_place_with_something_else_is_refused(source: Store, target: Store, key: str) -> None:
    target.put(key, b"mine")
    with pytest.raises(ConfigurationError, match=f"holds {key}, which is not of this archive"):
        copy(source, target)
    assert contents(target) == {key: b"mine"}


@pytest.mark.parametrize("place", ["from", "from/inside", "from/../from", "."])
def test_a_place_in_the_archive_or_about_it_is_refused(source: Store, tmp_path: Path, place: str) -> None:
    before = contents(source)
    with pytest.raises(ConfigurationError, match="lie in one another"):
        copy(source, open_store(str(tmp_path / place)))
    assert contents(source) == before


def test_nothing_to_copy(target: Store, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="empty holds no archive; name one as FROM"):
        copy(open_store(str(tmp_path / "empty")), target)
    assert not (tmp_path / "to").exists()


@pytest.mark.parametrize("prefix", ["log/0000000002", "warc/0000000002", "quarantine/", "runs/"])
@pytest.mark.parametrize("fault", ["flipped", "cut", "missing"])
def test_damage_is_named_and_stops_the_copy(source: Store, target: Store, prefix: str, fault: str) -> None:
    key = store_keys(source, prefix)[0]
    data = source.get(key).data
    middle = len(data) // 2
    if fault == "missing" and prefix != "runs/":
        source.delete(key)
    elif fault == "flipped" and prefix != "runs/":
        source.put(key, data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    else:
        source.put(key, data[:middle])
    with pytest.raises(ArchiveDamaged, match=f"from: {key}"):
        copy(source, target)
    there = assert_prefix(source, target)
    assert there == {"log/": 2, "warc": 2, "quar": 4, "runs": 5}[prefix[:4]]


def test_a_text_is_copied_from_the_log(source: Store, target: Store) -> None:
    """A `.txt` that was damaged can be derived, and its damage does not spread."""
    key = store_keys(source, "005_")[0]
    sound = source.get(key).data
    source.put(key, b"other")
    copy(source, target)
    assert target.get(key).data == sound


def test_a_name_that_leads_out_of_the_archive_is_no_name(source: Store, target: Store) -> None:
    key = segment_key(0)
    lines = gzip.decompress(source.get(key).data)
    source.put(key, gzip.compress(lines.replace(b'"000_', b'"../000_'), mtime=0))
    with pytest.raises(ArchiveDamaged, match="log/0000000000"):
        copy(source, target)


def test_a_damaged_segment_of_the_copy_is_named(source: Store, target: Store) -> None:
    copy(source, target)
    key = segment_key(2)
    whole = target.get(key).data
    target.put(key, whole[:-9])
    with pytest.raises(ArchiveDamaged, match=f"to: {key} is damaged; delete it there, and copy again"):
        copy(source, target)
    target.delete(key)
    copy(source, target)
    assert_same(source, target)


def test_a_copy_is_an_archive_that_can_go_on(source: Store, target: Store) -> None:
    copy(source, target)
    assert opened(target).commit([document("fresh")], judge).rows[0].kind == "document"


def test_a_store_that_ignores_conditions_is_refused_first(source: Store, target: Store) -> None:
    heedless = Heedless(target)
    with pytest.raises(UnsafeStore, match="ignores put-if-absent"):
        copy_archive(source, heedless)
    assert list(target.list()) == []
    copy_archive(source, heedless, single_writer=True)
    assert_same(source, target)
