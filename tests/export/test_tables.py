"""JSON Lines and Parquet: every field of INDEX and the text, as they are."""

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.archive import Archive, IndexRow
from pipelines.export import Format, export
from tests.export.archives import documents

NAMES = [*IndexRow.model_fields, "text", "reservations"]


@pytest.mark.parametrize("name", ["documents.jsonl", "documents.jsonl.gz"])
def test_json_lines_have_the_fields_of_index_and_the_text(archive: Archive, folder: Path, name: str) -> None:
    target = folder / name
    exported = export(documents(archive), archive.store, Format.JSONL, target)
    data = gzip.decompress(target.read_bytes()) if name.endswith(".gz") else target.read_bytes()
    lines = data.split(b"\n")
    assert lines.pop() == b""
    assert len(lines) == exported.documents == len(documents(archive)) == 11
    for line, row in zip(lines, documents(archive), strict=True):
        told = json.loads(line)
        assert list(told) == NAMES
        text, reserved = told.pop("text"), told.pop("reservations")
        assert reserved == [each.what for each in row.reservations]
        assert text.encode() == archive.store.get(row.file).data
        assert IndexRow.model_validate_json(json.dumps(told)) == row.index()


def test_parquet_has_the_same_columns(archive: Archive, folder: Path) -> None:
    export(documents(archive), archive.store, Format.PARQUET, folder / "d.parquet")
    export(documents(archive), archive.store, Format.JSONL, folder / "d.jsonl")
    table = pq.read_table(folder / "d.parquet")
    assert table.column_names == NAMES
    assert table.to_pylist() == [json.loads(line) for line in (folder / "d.jsonl").read_bytes().splitlines()]
    types = {field.name: field.type for field in table.schema}
    assert types["number"] == types["offset"] == types["near_duplicate_of"] == pa.int64()
    assert types["relevance"] == types["language_confidence"] == pa.float64()
    assert types["authors"] == types["entities"] == pa.list_(pa.string())
    assert types["headline"] == types["text"] == types["status"] == pa.string()


def test_parquet_is_packed_in_groups_with_statistics(
    archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.export.parquet._GROUP_ROWS", 4)
    export(documents(archive), archive.store, Format.PARQUET, folder / "d.parquet")
    metadata = pq.ParquetFile(folder / "d.parquet").metadata
    assert [metadata.row_group(at).num_rows for at in range(metadata.num_row_groups)] == [4, 4, 3]
    first = metadata.row_group(1).column(0)
    assert (first.path_in_schema, first.compression) == ("number", "ZSTD")
    assert (first.statistics.min, first.statistics.max) == (4, 7)


def test_long_texts_end_their_group(archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.export.parquet._GROUP_CHARACTERS", 50_000)
    export(documents(archive), archive.store, Format.PARQUET, folder / "d.parquet")
    metadata = pq.ParquetFile(folder / "d.parquet").metadata
    assert [metadata.row_group(at).num_rows for at in range(metadata.num_row_groups)] == [4, 6, 1]


@pytest.mark.parametrize("wanted", [Format.JSONL, Format.PARQUET])
def test_twice_the_same_bytes(archive: Archive, folder: Path, wanted: Format) -> None:
    for name in ("a.gz", "b.gz"):
        export(documents(archive), archive.store, wanted, folder / name)
    assert (folder / "a.gz").read_bytes() == (folder / "b.gz").read_bytes()


def test_an_empty_table_is_one(archive: Archive, folder: Path) -> None:
    assert export([], archive.store, Format.PARQUET, folder / "d.parquet").documents == 0
    table = pq.read_table(folder / "d.parquet")
    assert (table.num_rows, table.column_names) == (0, NAMES)
    export([], archive.store, Format.JSONL, folder / "d.jsonl")
    assert (folder / "d.jsonl").read_bytes() == b""
