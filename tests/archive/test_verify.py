"""Verification finds what was done to an archive, names the object, and says whether the log can mend it."""

import gzip
import hashlib
import random
from collections.abc import Callable

import pytest

from pipelines.archive import (
    INDEX,
    Archive,
    ArchiveWriter,
    Report,
    RunRecord,
    list_runs,
    put_run,
    read_run,
    verify,
)
from pipelines.archive.segment import Origin, Place, decode, encode, segment_key
from pipelines.archive.store import Store, open_store
from tests.archive.pages import document, failure, judge, rejection, seeds

Vandalism = Callable[[Store], str]


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return built(open_store(str(tmp_path_factory.mktemp("archive"))))


def built(store: Store) -> Store:
    writer = ArchiveWriter.open(store, run="r1", software="test/1")
    writer.commit_seeds(seeds())
    for batch in ("ab", "cd"):
        writer.commit([*map(document, batch), rejection(f"{batch}-r"), failure(f"{batch}-f")], judge)
    writer.close()
    put_run(store, run_record(writer))
    return store


def run_record(writer: ArchiveWriter) -> RunRecord:
    return RunRecord(
        run="r1",
        started="2026-11-22T01:02:03Z",
        finished="2026-11-22T01:03:03Z",
        spider="news",
        arguments={"limit": "5"},
        archive=writer.store.url,
        software={"python": "3"},
        fetched=8,
        archived=4,
        rejected=2,
        failed=2,
        publishers={"news": {"archived": 4}},
        head=writer.head,
        head_file_sha256=writer.head_file_sha256,
    )


def test_an_untouched_archive_is_clean(store: Store) -> None:
    report = verify(built(store))
    assert (report.clean, report.findings, report.notes) == (True, (), ())
    assert (report.segments, report.documents, report.rejected, report.failed) == (3, 8, 2, 2)
    assert report.head == Archive.open(store).head


def test_an_archive_without_documents_needs_no_index(store: Store) -> None:
    ArchiveWriter.open(store, run="r1", software="test/1").commit([rejection("a")], judge)
    assert verify(store).findings == ()
    assert len(Archive.open(store)) == 0


def test_run_records_come_back(store: Store) -> None:
    writer = ArchiveWriter.open(store, run="r1", software="test/1")
    record = run_record(writer)
    assert put_run(store, record) == "runs/20261122T010203Z-r1.json"
    found = [read_run(store, key) for key in list_runs(store)]
    assert [each.model_copy(update={"digest": None}) for each in found] == [record]
    assert all(each.digest for each in found)


def text_missing(store: Store) -> str:
    return dropped(store, Archive.open(store).get(5).file)


def seed_missing(store: Store) -> str:
    return dropped(store, str(seeds()[2].file))


def text_altered(store: Store) -> str:
    return altered(store, Archive.open(store).get(6).file)


def seed_newline_added(store: Store) -> str:
    key = str(seeds()[0].file)
    store.put(key, store.get(key).data + b"\n")
    return key


def index_missing(store: Store) -> str:
    return dropped(store, INDEX)


def index_short(store: Store) -> str:
    store.put(INDEX, b"".join(store.get(INDEX).data.splitlines(keepends=True)[:-1]))
    return INDEX


def index_long(store: Store) -> str:
    data = store.get(INDEX).data
    store.put(INDEX, data + data.splitlines(keepends=True)[-1])
    return INDEX


def index_altered(store: Store) -> str:
    store.put(INDEX, store.get(INDEX).data.replace(b"Headline of c", b"Headline of C"))
    return INDEX


def index_cut(store: Store) -> str:
    store.put(INDEX, store.get(INDEX).data[:-5])
    return INDEX


def warc_missing(store: Store) -> str:
    return dropped(store, Archive.open(store).get(4).warc or "")


def warc_altered(store: Store) -> str:
    return altered(store, Archive.open(store).get(4).warc or "")


def quarantine_missing(store: Store) -> str:
    return dropped(store, next(Archive.open(store).failures()).quarantine or "")


def quarantine_altered(store: Store) -> str:
    return altered(store, next(Archive.open(store).failures()).quarantine or "")


def gap(store: Store) -> str:
    return dropped(store, segment_key(1))


def end_of_the_log_missing(store: Store) -> str:
    dropped(store, segment_key(2))
    return "log/"


def segment_altered(store: Store) -> str:
    return altered(store, segment_key(1))


def segment_forged(store: Store) -> str:
    """Sound in itself, and in its place; only the chain tells."""
    key = segment_key(1)
    segment = decode(1, store.get(key).data)
    header = segment.header
    place = Place(1, header.first_number, header.previous, header.previous_file_sha256)
    rows = [
        row.model_copy(update={"headline": "forged"}) if row.kind == "document" else row
        for row in segment.rows
    ]
    store.put(key, encode(place, Origin(header.commit, "r1", "test/1", header.time), rows))
    return key


def segment_packed_anew(store: Store) -> str:
    """The same lines in other bytes."""
    key = segment_key(1)
    store.put(key, gzip.compress(gzip.decompress(store.get(key).data), 1, mtime=0))
    return key


def newest_segment_packed_anew(store: Store) -> str:
    key = segment_key(2)
    store.put(key, gzip.compress(gzip.decompress(store.get(key).data), 1, mtime=0))
    return key


def stranger(store: Store) -> str:
    store.put("008_0123456789abcdef.txt", b"not in the log\n")
    return "008_0123456789abcdef.txt"


def stranger_below(store: Store) -> str:
    store.put("log/notes.txt", b"x")
    return "log/notes.txt"


def run_record_broken(store: Store) -> str:
    key = next(iter(list_runs(store)))
    store.put(key, b"{")
    return key


def dropped(store: Store, key: str) -> str:
    store.delete(key)
    return key


def altered(store: Store, key: str) -> str:
    data = bytearray(store.get(key).data)
    data[len(data) // 2] ^= 1
    store.put(key, bytes(data))
    return key


REPAIRABLE = (
    text_missing,
    seed_missing,
    text_altered,
    seed_newline_added,
    index_missing,
    index_short,
    index_long,
    index_altered,
    index_cut,
)
BEYOND_REPAIR = (
    warc_missing,
    warc_altered,
    quarantine_missing,
    quarantine_altered,
    gap,
    end_of_the_log_missing,
    segment_altered,
    segment_forged,
    segment_packed_anew,
    newest_segment_packed_anew,
    stranger,
    stranger_below,
    run_record_broken,
)


@pytest.mark.parametrize("vandalism", REPAIRABLE, ids=lambda vandalism: vandalism.__name__)
def test_damage_that_the_log_can_mend(folder: Store, vandalism: Vandalism) -> None:
    key = vandalism(folder)
    assert found(verify(folder)) == {(key, True)}


@pytest.mark.parametrize("vandalism", BEYOND_REPAIR, ids=lambda vandalism: vandalism.__name__)
def test_damage_beyond_repair(folder: Store, vandalism: Vandalism) -> None:
    key = vandalism(folder)
    assert (key, False) in found(verify(folder))


def found(report: Report) -> set[tuple[str, bool]]:
    return {(finding.key, finding.repairable) for finding in report.findings}


def test_a_swapped_pair_of_texts_is_noticed_twice(folder: Store) -> None:
    one, two = Archive.open(folder).get(4).file, Archive.open(folder).get(5).file
    first, second = folder.get(one).data, folder.get(two).data
    folder.put(one, second)
    folder.put(two, first)
    assert found(verify(folder)) == {(one, True), (two, True)}


def test_flipped_bytes_anywhere_are_noticed_and_named(folder: Store) -> None:
    """One random bit in each object, several times over."""
    rng = random.Random(11)
    missed = []
    for key, size in list(folder.list()):
        whole = folder.get(key).data
        for _ in range(4):
            place = rng.randrange(size)
            folder.put(
                key, whole[:place] + bytes([whole[place] ^ 1 << rng.randrange(8)]) + whole[place + 1 :]
            )
            if key not in {finding.key for finding in verify(folder).findings}:
                missed.append((key, place))
        folder.put(key, whole)
    assert missed == []
    assert verify(folder).clean


def test_the_head_vouches_for_the_whole(folder: Store) -> None:
    """Whoever keeps one value notices any rewriting, however consistent."""
    head = Archive.open(folder).head
    for key, _ in list(folder.list("log/")):
        folder.delete(key)
    assert hashlib.sha256(head.encode()).hexdigest() != head
    other = encode(Place(0, 0, None, None), Origin("aa", "r1", "test/1", "2026-11-22T01:02:03Z"), [])
    folder.put(segment_key(0), other)
    assert Archive.open(folder).head != head
    assert "log/" in {finding.key for finding in verify(folder).findings}
