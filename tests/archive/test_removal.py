"""A removed document is gone from everywhere, for good, and the archive is sound without it."""

import gzip
import io

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from pipelines.archive import INDEX, Archive, ArchiveWriter, RemovedRow, Store, TombstoneRow, verify
from pipelines.archive.repair import repair
from pipelines.archive.segment import segment_key
from tests.archive.pages import document, failure, judge, opened, rejection, seeds

SECRET = "Sentence that must not survive 不可留下"


def built(store: Store) -> ArchiveWriter:
    writer = opened(store)
    writer.commit_seeds(seeds())
    writer.commit([document("a"), document("secret", SECRET, "0000000100000002"), rejection("r")], judge)
    writer.commit([document("b"), failure("f")], judge)
    return writer


def everything(store: Store) -> dict[str, bytes]:
    """Every object, unpacked where it is gzipped, and every column read."""
    import pyarrow.parquet as pq

    found = {}
    for key, _ in store.list():
        data = store.get(key).data
        if key.endswith(".parquet"):
            data = repr(pq.read_table(io.BytesIO(data)).to_pylist()).encode()
        found[key] = gzip.decompress(data) if key.endswith(".gz") else data
    return found


def is_clean(store: Store) -> bool:
    report = verify(store)
    assert (report.findings, report.notes) == ((), ())
    return True


def test_the_text_is_gone_from_everywhere(store: Store) -> None:
    writer = built(store)
    before = Archive.open(store).get(5)
    assert any(SECRET.encode() in data for data in everything(store).values())
    grave = writer.remove(5, "asked for by its author")
    writer.close()
    assert [key for key, data in everything(store).items() if SECRET.encode() in data] == []
    assert before.file not in dict(store.list())
    assert (grave.number, grave.reason) == (5, "asked for by its author")
    assert is_clean(store)
    assert verify(store).removed == 1


def test_its_line_stays_and_says_so(store: Store) -> None:
    writer = built(store)
    live = Archive.open(store).get(5).index()
    writer.remove(5, "x")
    writer.close()
    gone = live.model_copy(update={"status": "removed"})
    assert store.get(INDEX).data.splitlines()[5] == gone.model_dump_json().encode()
    archive = Archive.open(store)
    assert list(archive)[5] == gone
    assert [row.number for row in archive.documents()] == [0, 1, 2, 3, 4, 6]
    row = archive.record("http://news.test/secret")
    assert isinstance(row, RemovedRow)
    assert row.row == gone
    with pytest.raises(LookupError, match="was removed"):
        archive.get(5)


def test_neither_url_nor_text_is_archived_again(store: Store) -> None:
    writer = built(store)
    writer.remove(5, "x")
    writer.close()
    for again in (writer, opened(store, "r2")):
        assert again.known.near("0000000100000002") == ()
        rows = again.commit([document("secret", "another text"), document("other", SECRET)], judge).rows
        assert again.known.verdict("http://news.test/secret") is not None
        assert rows[1].kind == "rejected"


def test_a_seed_is_not_archived_again_with_a_final_newline(store: Store) -> None:
    writer = built(store)
    numbers = [n for n, seed in enumerate(seeds()) if not seed.data.endswith(b"\n")]
    assert numbers
    writer.remove(numbers[0], "x")
    writer.close()
    copy = document("copy", seeds()[numbers[0]].data.decode())
    for again in (writer, opened(store, "r2")):
        assert [row.kind for row in again.commit([copy], judge).rows] == ["rejected"]


def test_other_captures_stay_where_they_were(store: Store) -> None:
    writer = built(store)
    rows = [row for row in Archive.open(store) if row.warc and row.number != 5]
    captured = {row.number: record(store, row.warc or "", row.offset or 0, row.length or 0) for row in rows}
    size = dict(store.list())[rows[0].warc or ""]
    writer.remove(5, "x")
    writer.close()
    assert dict(store.list())[rows[0].warc or ""] == size
    for row in rows:
        assert record(store, row.warc or "", row.offset or 0, row.length or 0) == captured[row.number]
    whole = store.get(rows[0].warc or "").data
    kinds = [each.rec_type for each in ArchiveIterator(io.BytesIO(whole), check_digests="raise")]
    assert kinds == ["response", "metadata", "metadata"]
    assert len(list(FastIterator(io.BytesIO(whole), verify_digests=False))) == 3
    lines = [line for line in store.get("warc/INDEX.cdxj").data.splitlines() if b"secret" in line]
    assert lines == []


def record(store: Store, key: str, offset: int, length: int) -> bytes:
    data = store.get(key, offset, offset + length).data
    return bytes(next(iter(ArchiveIterator(io.BytesIO(data)))).content_stream().read())


def test_a_polling_reader_is_told(store: Store) -> None:
    writer = built(store)
    cursor = Archive.open(store).cursor
    writer.commit([document("c")], judge)
    writer.remove(5, "x")
    writer.remove(7, "y")
    changes = list(Archive.open(store).since(cursor))
    assert [(row.kind, row.number) for row in changes] == [("tombstone", 5), ("tombstone", 7)]
    assert all(isinstance(row, TombstoneRow) for row in changes)


def test_several_of_one_file_and_the_first_and_last(store: Store) -> None:
    writer = built(store)
    for number in (4, 5, 0, 6):
        writer.remove(number, "x")
    writer.close()
    assert is_clean(store)
    assert [row.number for row in Archive.open(store).documents()] == [1, 2, 3]


def test_what_is_not_there_cannot_be_removed(store: Store) -> None:
    writer = built(store)
    writer.remove(5, "x")
    for number, sentence in (
        (5, "removed already"),
        (7, "there is no document"),
        (-1, "there is no document"),
    ):
        with pytest.raises(LookupError, match=sentence):
            writer.remove(number, "x")


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("calls", range(10))
def test_a_removal_that_was_killed_is_completed_by_the_next_writer(
    store: Store, calls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the tombstone every write may be the last one."""
    writer = built(store)
    writer.close()
    left = calls

    def mortal(write: object) -> object:
        def call(*arguments: object) -> object:
            nonlocal left
            if left == 0:
                raise Killed
            left -= 1
            return write(*arguments)  # type: ignore[operator]

        return call

    for name in ("put", "put_if_absent", "put_if_match", "delete"):
        monkeypatch.setattr(store, name, mortal(getattr(store, name)))
    died = False
    try:
        writer.remove(5, "x")
        writer.close()
    except Killed:
        died = True
    monkeypatch.undo()
    assert died or calls >= 8
    is_committed = dict(store.list()).get(segment_key(3)) is not None
    opened(store, "r2").close()
    assert is_clean(store)
    assert (SECRET.encode() in b"".join(everything(store).values())) != is_committed


def test_repair_completes_a_removal_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = built(store)
    writer.close()
    monkeypatch.setattr("pipelines.archive.derived.bury", lambda *_: (_ for _ in ()).throw(Killed()))
    with pytest.raises(Killed):
        writer.remove(5, "x")
    monkeypatch.undo()
    assert {finding.repairable for finding in verify(store).findings} == {True}
    repair(store)
    assert is_clean(store)
    assert SECRET.encode() not in b"".join(everything(store).values())


def test_a_writer_at_work_learns_of_it(store: Store) -> None:
    """Its columns, INDEX and CDXJ must not bring back what another has removed meanwhile."""
    built(store)
    late = opened(store, "late")
    late.commit([document("d", near_keys="0000000700000008")], judge)
    early = opened(store, "early")
    early.remove(7, "x")
    early.close()
    late.commit([document("e")], judge)
    late.close()
    assert is_clean(store)
    assert late.known.near("0000000700000008") == ()
    assert [row.status for row in Archive.open(store)][7] == "removed"
