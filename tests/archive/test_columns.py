"""The columns: how their files grow, what they say, and that writers learn from them what the log says."""

import io
import random

import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.archive import (
    Archive,
    ArchiveWriter,
    Known,
    Store,
    Where,
    column_files,
    coverage,
    open_store,
    parquet,
)
from pipelines.archive.columns import DOCUMENTS, TURNED_AWAY
from pipelines.archive.growing_file import GrowingFile
from pipelines.archive.parquet import Layout, empty_end, extend
from pipelines.archive.repair import repair
from pipelines.archive.rows import IndexRow
from pipelines.archive.store import Changed
from pipelines.errors import ArchiveDamaged
from tests.archive.pages import document, failure, judge, opened, rejection, seeds

LAYOUT = Layout(
    "INDEX.parquet",
    pa.schema([("number", pa.int64()), ("words", pa.list_(pa.string())), ("key", pa.binary())]),
    plain=("key",),
    repeating=("words",),
    is_sorted=True,
)


@pytest.fixture
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row groups of ten rows, files read by ranges from 1,000 bytes on."""
    monkeypatch.setattr(parquet, "GROUP_ROWS", 10)
    monkeypatch.setattr(coverage, "_AT_ONCE_BYTES", 1000)


def rows(start: int, end: int) -> pa.Table:
    numbers = range(start, end)
    columns = {
        "number": list(numbers),
        "words": [["a", f"b{number}"] for number in numbers],
        "key": [b"%d" % number for number in numbers],
    }
    return pa.Table.from_pydict(columns, schema=LAYOUT.schema)


@pytest.mark.usefixtures("small_groups")
@pytest.mark.parametrize("seed", range(5))
def test_a_file_that_grew_is_the_file_made_at_once(store: Store, seed: int) -> None:
    dice, count = random.Random(seed), 0
    store.put(LAYOUT.key, extend(LAYOUT, empty_end(LAYOUT), rows(0, 0), 0, "").data)
    for step in range(8):
        file = GrowingFile(store, LAYOUT)
        more = dice.choice((0, 1, 3, 10, 17, 35))
        addition = extend(LAYOUT, file.end(), rows(count, count + more), step, "d" * 64)
        store.put_if_match(LAYOUT.key, addition.data, file.tag, addition.keep)
        count += more
        whole = extend(LAYOUT, empty_end(LAYOUT), rows(0, count), step, "d" * 64).data
        assert store.get(LAYOUT.key).data == whole
        assert pq.read_table(io.BytesIO(whole)).equals(rows(0, count))
        assert GrowingFile(store, LAYOUT).coverage == (step, "d" * 64, count)


@pytest.mark.usefixtures("small_groups")
def test_other_readers_see_nothing_but_rows(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("x") / "f.parquet"
    path.write_bytes(extend(LAYOUT, empty_end(LAYOUT), rows(0, 57), 3, "d" * 64).data)
    assert polars.read_parquet(path)["number"].to_list() == list(range(57))
    found = duckdb.sql(f"select count(*), sum(number) from '{path}' where number >= 13").fetchall()
    assert found == [(44, sum(range(13, 57)))]
    footer = pq.read_metadata(path)
    assert [footer.row_group(group).num_rows for group in range(footer.num_row_groups)] == [10] * 5 + [7]
    assert footer.row_group(2).column(0).statistics.min == 20


@pytest.mark.usefixtures("small_groups")
def test_a_reader_notices_that_a_file_was_replaced(store: Store) -> None:
    store.put(LAYOUT.key, extend(LAYOUT, empty_end(LAYOUT), rows(0, 95), 1, "d" * 64).data)
    file = GrowingFile(store, LAYOUT)
    assert sum(table.num_rows for table in file.groups()) == 95
    store.put(LAYOUT.key, extend(LAYOUT, empty_end(LAYOUT), rows(0, 99), 2, "d" * 64).data)
    with pytest.raises(Changed):
        list(file.groups())


@pytest.mark.usefixtures("small_groups")
def test_any_flipped_bit_is_damage_or_does_no_harm(tmp_path_factory: pytest.TempPathFactory) -> None:
    store = open_store(str(tmp_path_factory.mktemp("x")))
    whole = extend(LAYOUT, empty_end(LAYOUT), rows(0, 57), 3, "d" * 64).data
    dice, wrong = random.Random(3), []
    for _ in range(400):
        place = dice.randrange(len(whole))
        store.put(
            LAYOUT.key, whole[:place] + bytes([whole[place] ^ 1 << dice.randrange(8)]) + whole[place + 1 :]
        )
        try:
            file = GrowingFile(store, LAYOUT)
            found = pa.concat_tables(file.groups())
        except ArchiveDamaged:
            continue
        if not found.equals(rows(0, 57)):
            wrong.append(place)
    assert wrong == []


def filled(store: Store) -> ArchiveWriter:
    writer = opened(store)
    writer.commit_seeds(seeds())
    for batch in range(7):
        names = [f"{batch}-{each}" for each in range(5)]
        keys = [f"{batch:08x}{each:08x}" + "0" * 8 * (each % 3) for each in range(5)]
        pages = [document(name, near_keys=key) for name, key in zip(names, keys, strict=True)]
        writer.commit([*pages, rejection(f"r{batch}"), failure(f"f{batch}"), rejection("twice")], judge)
    writer.commit([failure("r1"), rejection("f1"), document("f2")], judge)
    writer.close()
    return writer


@pytest.fixture(params=["one group", "small groups"])
def grown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    if request.param == "small groups":
        request.getfixturevalue("small_groups")
    store = open_store(str(tmp_path_factory.mktemp("grown") / "archive"))
    filled(store)
    return store


def test_a_writer_knows_the_same_from_the_columns(grown: Store) -> None:
    from_columns, from_log = opened(grown).known, Known(Archive.open(grown).get)
    for line in Archive.open(grown).log_rows():
        from_log.learn(line)
    names = [
        *(f"{b}-{e}" for b in range(7) for e in range(5)),
        *(f"{k}{n}" for k in "rf" for n in range(8)),
        "twice",
    ]
    for name in names:
        for key in (f"http://news.test/{name}", f"http://news.test/r/{name}"):
            assert from_columns.verdict(key) == from_log.verdict(key), key
    for row in Archive.open(grown):
        assert from_columns.number_of_text(row.sha256) == row.number
        assert from_columns.text_of(row.number) == from_log.text_of(row.number)
    assert from_columns.number_of_text("0" * 64) is None
    for batch in range(8):
        for each in range(6):
            keys = f"{batch:08x}{each:08x}" + "0" * 16
            assert from_columns.near(keys) == from_log.near(keys)


def test_a_writer_reads_only_the_segments_behind_the_columns(
    grown: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(grown).commit([document("new")], judge)
    read: list[str] = []
    get = grown.get

    def watched(key: str, start: int | None = None, end: int | None = None) -> object:
        read.append(key)
        return get(key, start, end)

    monkeypatch.setattr(grown, "get", watched)
    opened(grown)
    segments = {key for key in read if key.startswith("log/")}
    # The newest that the columns cover, the one behind, the place for the next.
    assert segments == {f"log/{number:010}.jsonl.gz" for number in (8, 9, 10)}
    assert not any(key.endswith(".txt") for key in read)


@pytest.mark.parametrize(
    "where",
    [
        Where(),
        Where(publisher="news"),
        Where(publisher="nobody"),
        Where(language="EN"),
        Where(language="e"),
        Where(entity="bytedance"),
        Where(entity="tencent"),
        Where(since="2026"),
        Where(since="2026-11-21", until="2026-11-21"),
        Where(until="2026-10"),
        Where(status="live"),
        Where(status="removed"),
        Where(publisher="news", language="en", entity="bytedance", since="2020", status="live"),
    ],
)
def test_rows_from_the_columns_are_rows_of_the_log(grown: Store, where: Where) -> None:
    writer = opened(grown)
    writer.remove(5, "x")
    writer.remove(20, "x")
    archive = Archive.open(grown)
    expected = [row for row in archive.rows() if where.admits(row)]
    fields = ("status", "headline", "authors", "number")
    values = [(row.status, row.headline, row.authors, row.number) for row in expected]
    assert (list(archive.rows(where)), list(archive.values(fields, where))) == (expected, values)
    writer.close()
    later = Archive.open(grown)
    assert (list(later.rows(where)), list(later.values(fields, where))) == (expected, values)
    assert [row.status for row in Archive.open(grown)].count("removed") == 2


def test_a_snapshot_survives_what_comes_later(grown: Store) -> None:
    archive = Archive.open(grown)
    before = list(archive)
    iterating = archive.rows()
    first = next(iterating)
    writer = opened(grown)
    writer.commit([document(f"later{number}") for number in range(30)], judge)
    writer.close()
    assert [first, *iterating] == before == list(archive)


def test_columns_are_complete_and_typed(grown: Store) -> None:
    table = pq.read_table(io.BytesIO(grown.get(DOCUMENTS.key).data))
    assert table.schema.names[: len(IndexRow.model_fields)] == list(IndexRow.model_fields)
    lines = [IndexRow.model_validate_json(line) for line in grown.get("INDEX").data.splitlines()]
    for name in IndexRow.model_fields:
        values = [list(v) if isinstance(v, tuple) else v for v in (getattr(line, name) for line in lines)]
        assert table[name].to_pylist() == values
    other = pq.read_table(io.BytesIO(grown.get(TURNED_AWAY.key).data))
    log = [row for row in Archive.open(grown).log_rows() if row.kind in ("rejected", "failed")]
    assert other["url"].to_pylist() == [row.url for row in log if row.kind in ("rejected", "failed")]
    assert set(other["kind"].to_pylist()) == {"rejected", "failed"}
    assert other["quarantine"].null_count < other.num_rows


@pytest.mark.parametrize("key", [DOCUMENTS.key, TURNED_AWAY.key])
@pytest.mark.parametrize("harm", ["gone", "cut", "foreign", "older"])
def test_without_sound_columns_the_log_is_read_and_they_come_back(grown: Store, key: str, harm: str) -> None:
    whole = grown.get(key).data
    if harm == "gone":
        grown.delete(key)
    elif harm == "cut":
        grown.put(key, whole[:-20])
    elif harm == "foreign":
        grown.put(key, b"PAR1 and something else PAR1")
    else:
        layout = DOCUMENTS if key == DOCUMENTS.key else TURNED_AWAY
        grown.put(key, extend(layout, empty_end(layout), layout.schema.empty_table(), 0, "").data)
    rows_before = [row.number for row in Archive.open(grown)]
    opened(grown).close()
    assert grown.get(key).data == whole
    assert [row.number for row in Archive.open(grown)] == rows_before


def test_columns_of_another_archive_are_not_believed(
    grown: Store, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = open_store(str(tmp_path_factory.mktemp("other")))
    opened(other).commit([document("x")], judge)
    opened(other).close()
    for key in (DOCUMENTS.key, TURNED_AWAY.key):
        grown.put(key, other.get(key).data)
    archive = Archive.open(grown)
    assert [row.number for row in archive] == list(range(len(archive)))
    assert opened(grown).known.verdict("http://news.test/0-0") is not None


def test_much_that_is_missing_is_added_in_pieces(grown: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {key: grown.get(key).data for key in (DOCUMENTS.key, TURNED_AWAY.key)}
    monkeypatch.setattr(column_files, "_ROWS_AT_A_TIME", 7)
    monkeypatch.setattr(column_files, "_HELD_SEGMENTS", 2)
    for key in whole:
        grown.delete(key)
    opened(grown).close()
    assert {key: grown.get(key).data for key in whole} == whole


def test_repair_makes_the_same_bytes_as_crawls_did(grown: Store) -> None:
    before = {key: grown.get(key).data for key, _ in grown.list()}
    assert repair(grown) == ()
    for key in before:
        if not key.startswith(("log/", "warc/0", "quarantine/")):
            grown.delete(key)
    assert {each.action for each in repair(grown)} == {"written"}
    assert {key: grown.get(key).data for key, _ in grown.list()} == before


def test_equal_rows_give_equal_bytes_however_they_came() -> None:
    """A full group has columns of several pages; rows of a crawl come segment by segment."""
    layout = parquet.Layout("x", pa.schema([("text", pa.string())]), plain=(), repeating=(), is_sorted=False)
    texts = [f"{n:0100}" for n in range(parquet.GROUP_ROWS)]
    whole = pa.table({"text": texts}, schema=layout.schema)
    pieces = pa.concat_tables([whole.slice(start, 7) for start in range(0, len(texts), 7)])
    made = [parquet.extend(layout, parquet.empty_end(layout), rows, 1, "") for rows in (whole, pieces)]
    assert made[0].data == made[1].data
