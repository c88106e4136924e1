"""Mentions found anew: every way of reading has them, and all that is derived follows."""

import gzip
import io
import json
import shutil
from pathlib import Path

import pandas
import pytest

from pipelines.archive import (
    INDEX,
    Archive,
    DocumentRow,
    RetaggedRow,
    Store,
    TombstoneRow,
    copy_archive,
    open_store,
    verify,
)
from pipelines.archive.repair import repair
from pipelines.archive.rows import json_line
from pipelines.archive.segment import segment_key
from tests.archive.pages import document, judge, opened
from tests.archive.retagged import NEW, built, contents, found, is_clean, says

FROZEN = Path(__file__).parents[1] / "archives"


@pytest.fixture
def folder(tmp_path: Path) -> Store:
    return open_store(str(tmp_path / "archive"))


def test_every_way_of_reading_has_them(store: Store) -> None:
    """Before and after INDEX and columns follow."""
    writer = built(store)
    before = Archive.open(store)
    rows = writer.retag({3: found("tiktok", "bytedance"), 0: found("tiktok")})
    assert [(row.kind, row.number, row.tagger) for row in rows] == [
        ("retagged", 0, "t 2"),
        ("retagged", 3, "t 2"),
    ]
    expected = {0: ("tiktok",), 3: ("tiktok", "bytedance")}
    for is_closed in (False, True):
        if is_closed:
            writer.close()
        archive = Archive.open(store)
        assert {n: entities for n, entities, tagger in says(archive) if tagger == "t 2"} == expected
        assert [n for n, *_ in says(archive, NEW)] == [0, 3]
        assert list(archive.values(("number", "tagger"), NEW)) == [(0, "t 2"), (3, "t 2")]
        assert archive.get(3).mentions == found("tiktok", "bytedance").mentions
        assert archive.get(4) == before.get(4)
        assert [row.entities for row in archive.documents(NEW)] == list(expected.values())
        record = archive.record("http://news.test/b")
        assert isinstance(record, DocumentRow)
        assert record == archive.get(3)
    assert is_clean(store)


def test_index_and_columns_change_in_place_and_nothing_else(folder: Store) -> None:
    writer = built(folder)
    before = contents(folder)
    writer.retag({3: found("tiktok")})
    writer.close()
    after_it = contents(folder)
    changed = {key for key in before if before[key] != after_it[key]}
    assert changed == {INDEX, "INDEX.parquet", "REJECTED.parquet"}
    assert after_it.keys() - before.keys() == {segment_key(3)}
    lines = [json.loads(line) for line in before[INDEX].splitlines()]
    lines[3] |= {"entities": ["tiktok"], "tagger": "t 2"}
    assert [json.loads(line) for line in after_it[INDEX].splitlines()] == lines
    header, row = gzip.decompress(after_it[segment_key(3)]).splitlines()
    counts = {name: json.loads(header)[name] for name in ("documents", "rejected", "failed", "warc")}
    assert counts == {"documents": 0, "rejected": 0, "failed": 0, "warc": None}
    assert [*json.loads(row)] == list(RetaggedRow.model_fields)


def test_pandas_reads_the_columns(folder: Store) -> None:
    writer = built(folder)
    assert "retagged" not in pandas.read_parquet(io.BytesIO(folder.get("INDEX.parquet").data))
    writer.retag({3: found("tiktok"), 4: found("tiktok")})
    writer.retag({4: found("douyin")})
    writer.close()
    table = pandas.read_parquet(io.BytesIO(folder.get("INDEX.parquet").data))
    assert [list(each) for each in table["retagged"]] == [[], [], [], [3], [3, 4], [], [], []]
    assert [list(each) for each in table["entities"][3:5]] == [["tiktok"], ["douyin"]]


def test_a_snapshot_stays_what_it_is(folder: Store) -> None:
    """Also where its rows come from columns that have gone further."""
    writer = built(folder)
    snapshots = []
    for round_, number in enumerate((3, 4, 3)):
        archive = Archive.open(folder)
        snapshots.append((archive, says(Archive.open(folder)), archive.get(3), says(archive, NEW)))
        writer.retag({number: found("tiktok", tagger=f"t {round_ + 2}")})
        writer.commit([document(f"g{round_}")], judge)
        writer.close()
    for archive, *expected in snapshots:
        later = Archive(folder, int(archive.cursor.partition("-")[0]))
        for each in (archive, later):
            assert [says(each), each.get(3), says(each, NEW)] == expected


def test_the_newest_counts(folder: Store) -> None:
    writer = built(folder)
    original = folder.get(INDEX).data
    writer.retag({3: found("tiktok")})
    opened(folder, "r2").retag({3: found("douyin", tagger="t 3")})
    writer.retag({3: found("bytedance", tagger="t 1")})
    writer.close()
    assert folder.get(INDEX).data == original
    assert is_clean(folder)


def test_a_polling_reader_gets_each_once_as_it_is_now(folder: Store) -> None:
    writer = built(folder)
    cursor = Archive.open(folder).cursor
    writer.retag({3: found("tiktok"), 4: found("tiktok"), 5: found("tiktok")})
    writer.commit([document("g")], judge)
    writer.retag({4: found("douyin", tagger="t 3"), 8: found("douyin", tagger="t 3")})
    writer.remove(5, "x")
    for is_closed in (False, True):
        if is_closed:
            writer.close()
        changes = list(Archive.open(folder).since(cursor))
        told = [(row.number, None if isinstance(row, TombstoneRow) else row.tagger) for row in changes]
        assert told == [(3, "t 2"), (8, "t 3"), (4, "t 3"), (5, None)]
        everything = [row for row in Archive.open(folder).since(None) if isinstance(row, DocumentRow)]
        assert [row.number for row in everything] == [0, 1, 2, 3, 4, 6, 7, 8]
        assert everything == list(Archive.open(folder).documents())


def test_a_removed_document_keeps_the_entities_that_it_had(folder: Store) -> None:
    writer = built(folder)
    writer.retag({3: found("tiktok")})
    writer.close()
    live = list(Archive.open(folder))[3]
    opened(folder, "r2").remove(3, "x")
    writer.close()
    gone = live.model_copy(update={"status": "removed"})
    assert list(Archive.open(folder))[3] == gone
    assert folder.get(INDEX).data.splitlines()[3] == json_line(gone)
    with pytest.raises(LookupError, match="was removed"):
        Archive.open(folder).get(3)
    for again, entity in ((writer, "douyin"), (opened(folder, "r3"), "tencent")):
        assert [row.number for row in again.retag({3: found(entity), 4: found(entity)})] == [4]
    writer.close()
    assert is_clean(folder)


def test_what_another_has_committed_is_not_committed_again(folder: Store) -> None:
    """Two runs of one tagger at the same time; and one of another, whose answer is then the newer."""
    built(folder)
    one, two = opened(folder, "one"), opened(folder, "two")
    assert len(one.retag({3: found("tiktok"), 4: found("tiktok")})) == 2
    assert [row.number for row in two.retag({4: found("tiktok"), 5: found("tiktok")})] == [5]
    assert two.retag({3: found("tiktok"), 4: found("tiktok")}) == ()
    assert [row.number for row in two.retag({3: found("douyin")})] == [3]
    assert [row.number for row in one.retag({3: found("tiktok")})] == [3]
    one.close()
    two.close()
    assert [n for n, *_ in says(Archive.open(folder), NEW)] == [3, 4, 5]
    assert is_clean(folder)


def test_a_number_that_is_none_is_refused(folder: Store) -> None:
    writer = built(folder)
    with pytest.raises(LookupError, match="there is no document 8"):
        writer.retag({8: found("tiktok")})
    assert writer.retag({}) == ()


def test_a_crawl_that_commits_meanwhile_undoes_nothing(store: Store) -> None:
    crawl = built(store)
    other = opened(store, "r2")
    crawl.commit([document("g")], judge)
    other.retag({3: found("tiktok"), 8: found("tiktok")})
    crawl.commit([document("h")], judge)
    other.close()
    crawl.commit([document("i")], judge)
    crawl.close()
    assert [n for n, *_ in says(Archive.open(store), NEW)] == [3, 8]
    assert is_clean(store)


def test_the_log_alone_brings_everything_back(folder: Store) -> None:
    writer = built(folder)
    writer.retag({3: found("tiktok"), 7: found("douyin")})
    writer.close()
    whole = contents(folder)
    for key in (INDEX, "INDEX.parquet", "REJECTED.parquet"):
        folder.delete(key)
    assert [n for n, *_ in says(Archive.open(folder), NEW)] == [3]
    assert {finding.key for finding in verify(folder).findings} == {
        INDEX,
        "INDEX.parquet",
        "REJECTED.parquet",
    }
    opened(folder, "r2").close()
    assert contents(folder) == whole
    folder.put("INDEX.parquet", b"damaged")
    folder.delete(INDEX)
    repair(folder)
    assert contents(folder) == whole


def test_a_copy_has_them_and_is_brought_up_to_date(folder: Store, tmp_path: Path) -> None:
    writer, copy = built(folder), open_store(str(tmp_path / "copy"))
    copy_archive(folder, copy)
    writer.retag({3: found("tiktok")})
    writer.retag({4: found("tiktok")})
    writer.remove(4, "x")
    writer.close()
    copy_archive(folder, copy)
    assert contents(copy) == contents(folder)
    assert is_clean(copy)


@pytest.mark.parametrize("release", ["v0.1.0", "v0.2.0"])
def test_an_archive_of_an_earlier_release_is_retagged(release: str, tmp_path: Path) -> None:
    store = open_store(str(shutil.copytree(FROZEN / release, tmp_path / release)))
    lines = list(Archive.open(store))
    writer = opened(store, "later")
    writer.retag({0: found("tiktok"), 6: found("tiktok")})
    writer.close()
    assert [row.number for row in Archive.open(store).rows(NEW)] == [0, 6]
    assert Archive.open(store).by_url("http://aare.example/ferry") == list(Archive.open(store))[6]
    others = [row for row in Archive.open(store) if row.number not in (0, 6)]
    assert others == [line for line in lines if line.number not in (0, 6)]
    assert is_clean(store)


def test_index_is_written_once_for_many_commits(folder: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    built(folder)
    writer = opened(folder, "r2")
    written: list[str] = []
    original = folder.put_if_match

    def counted(key: str, data: bytes, tag: str, keep: int = 0) -> None:
        written.append(key)
        original(key, data, tag, keep)

    monkeypatch.setattr(writer.store, "put_if_match", counted)
    monkeypatch.setattr(folder, "put_if_match", counted)
    for n in range(8):
        writer.retag({n: found("tiktok")})
    assert written == []
    writer.close()
    assert sorted(written) == [INDEX, "INDEX.parquet", "REJECTED.parquet"]
