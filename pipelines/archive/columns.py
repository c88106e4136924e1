"""What INDEX.parquet and REJECTED.parquet hold: the fields of INDEX, the pages turned away, and more.

The last columns of both are for writers: the segment, the digests of the URL keys, the near-keys as bytes.
With them one opens an archive without reading texts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.archive.digests import key_digest, near_bytes, newline_sha256
from pipelines.archive.parquet import Layout
from pipelines.archive.retaggings import Retagging, Retaggings
from pipelines.archive.rows import DocumentRow, FailureRow, IndexRow, LogRow, RejectionRow, RemovedRow

_TEXTS = pa.list_(pa.string())
# Of KEY_BYTES each; not said in the type, for pandas reads no lists of binaries of one length.
_KEYS = pa.list_(pa.binary())

# The type of each field of INDEX that is no string.
_TYPES: dict[str, pa.DataType] = {
    **dict.fromkeys(("number", "bytes", "near_duplicate_of", "revision_of", "offset", "length"), pa.int64()),
    **dict.fromkeys(("language_confidence", "relevance"), pa.float64()),
    **dict.fromkeys(("authors", "entities"), _TEXTS),
}
_OWN = {"segment": pa.int32(), "newline_sha256": pa.string(), "key_digests": _KEYS, "near_keys": pa.binary()}

_SCHEMA = pa.schema(
    [*((name, _TYPES.get(name, pa.string())) for name in IndexRow.model_fields), *_OWN.items()]
)

# The segments that retagged the document; there from the first retagging on.
RETAGGED = pa.field("retagged", pa.list_(pa.int32()))

DOCUMENTS = Layout(
    key="INDEX.parquet",
    schema=_SCHEMA,
    wider=_SCHEMA.append(RETAGGED),
    plain=("key_digests", "near_keys"),
    repeating=(
        "publisher",
        "language",
        "entities",
        "access",
        "discovered_via",
        "extractor",
        "tagger",
        "warc",
        "run",
        "status",
        "segment",
    ),
    is_sorted=True,
)

_TURNED_AWAY_FIELDS = (
    "url",
    "stage",
    "reason",
    "detail",
    "time",
    "final_url",
    "publisher",
    "discovered_via",
    "published",
    "quarantine",
    "kind",
)

TURNED_AWAY = Layout(
    key="REJECTED.parquet",
    schema=pa.schema(
        [
            *((name, pa.string()) for name in _TURNED_AWAY_FIELDS),
            ("segment", pa.int32()),
            ("key_digests", _KEYS),
        ]
    ),
    plain=("key_digests",),
    repeating=("stage", "reason", "publisher", "discovered_via", "kind", "segment"),
    is_sorted=False,
)

# A row of the log with the number of its segment.
Placed = tuple[int, LogRow]


def documents_table(rows: Iterable[Placed]) -> pa.Table:
    """The rows of INDEX.parquet for documents, removed ones included; other rows are passed over."""
    found = [(segment, row) for segment, row in rows if isinstance(row, DocumentRow | RemovedRow)]
    listed = [row.row if isinstance(row, RemovedRow) else row for _, row in found]
    columns: dict[str, list[Any]] = {
        name: [getattr(row, name) for row in listed] for name in IndexRow.model_fields
    }
    columns["segment"] = [segment for segment, _ in found]
    columns["newline_sha256"] = [
        row.newline_sha256 if isinstance(row, RemovedRow) else newline_sha256(row.text) for _, row in found
    ]
    columns["key_digests"] = [_digests(row.keys) for _, row in found]
    columns["near_keys"] = [
        near_bytes(row.near_keys) if isinstance(row, DocumentRow) else b"" for _, row in found
    ]
    return _table(DOCUMENTS, columns)


def turned_away_table(rows: Iterable[Placed]) -> pa.Table:
    """The rows of REJECTED.parquet for rejections and failures; other rows are passed over."""
    found = [(segment, row) for segment, row in rows if isinstance(row, RejectionRow | FailureRow)]
    columns: dict[str, list[Any]] = {
        name: [_turned_away_field(row, name) for _, row in found] for name in _TURNED_AWAY_FIELDS
    }
    columns["segment"] = [segment for segment, _ in found]
    columns["key_digests"] = [_digests(row.keys) for _, row in found]
    return _table(TURNED_AWAY, columns)


TABLES: Sequence[tuple[Layout, Callable[[Iterable[Placed]], pa.Table]]] = (
    (DOCUMENTS, documents_table),
    (TURNED_AWAY, turned_away_table),
)


def without_removed(table: pa.Table, numbers: Iterable[int]) -> pa.Table:
    """The table of documents with those of these numbers marked as removed, and unlike any other text."""
    is_gone = pc.is_in(table["number"], pa.array(list(numbers), pa.int64()))
    for name, value in (("status", "removed"), ("near_keys", b"")):
        at = table.schema.get_field_index(name)
        column = pc.if_else(is_gone, pa.scalar(value, table.schema.field(at).type), table[name])
        table = table.set_column(at, table.schema.field(at), column)
    return table


def widened(table: pa.Table) -> pa.Table:
    """The table of documents with the column `retagged`, empty where it is new."""
    if RETAGGED.name in table.schema.names:
        return table
    return table.append_column(RETAGGED, pa.array([[]] * table.num_rows, RETAGGED.type))


def with_retaggings(table: pa.Table, retaggings: Retaggings) -> pa.Table:
    """The table with what these change, in those of the three columns that it has; it must have `number`."""
    numbers = table["number"].to_pylist()
    if retaggings.keys().isdisjoint(numbers):
        return table
    for name, change in _RETAGGED_COLUMNS.items():
        at = table.schema.get_field_index(name)
        if at >= 0:
            values = [
                change(value, retaggings[number]) if number in retaggings else value
                for number, value in zip(numbers, table[name].to_pylist(), strict=True)
            ]
            field = table.schema.field(at)
            table = table.set_column(at, field, pa.array(values, field.type))
    return table


_RETAGGED_COLUMNS: Mapping[str, Callable[[Any, tuple[Retagging, ...]], Any]] = {
    "entities": lambda _, found: found[-1].entities,
    "tagger": lambda _, found: found[-1].tagger,
    RETAGGED.name: lambda earlier, found: [*earlier, *(each.segment for each in found)],
}


def index_rows(table: pa.Table) -> Iterable[IndexRow]:
    """The rows of INDEX in a table that has all their columns, or no row."""
    if not table.num_rows:
        return
    names = list(IndexRow.model_fields)
    columns = [table.column(name).to_pylist() for name in names]
    for values in zip(*columns, strict=True):
        # Faster than model_construct, and it holds the values against their types.
        yield IndexRow.model_validate(dict(zip(names, values, strict=True)))


def _turned_away_field(row: RejectionRow | FailureRow, name: str) -> str | None:
    if name == "reason" and isinstance(row, FailureRow):
        return row.cause
    value: str | None = getattr(row, name, None)
    return value


def _digests(keys: Iterable[str]) -> list[bytes]:
    return [key_digest(key) for key in keys]


def _table(layout: Layout, columns: dict[str, list[Any]]) -> pa.Table:
    return pa.Table.from_pydict(columns, schema=layout.schema)
