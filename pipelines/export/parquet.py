"""Parquet: the columns of INDEX and `text`, in row groups small enough to be put together in memory."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.archive import DocumentRow
from pipelines.export.columns import COLUMNS, value

_GROUP_ROWS = 20_000
_GROUP_CHARACTERS = 8 * 1024 * 1024
_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "array": pa.list_(pa.string()),
}
_SCHEMA = pa.schema([(column.name, _TYPES[column.kind]) for column in COLUMNS])

# Texts hardly ever repeat, and nobody looks for those that lie between two others.
_SHORT = [column.name for column in COLUMNS if column.name != "text"]


def write_parquet(documents: Iterable[DocumentRow], path: Path) -> None:
    """A new file."""
    with pq.ParquetWriter(
        path, _SCHEMA, compression="zstd", use_dictionary=_SHORT, write_statistics=_SHORT
    ) as writer:
        group = _Group()
        for row in documents:
            group.add(row)
            if group.is_full:
                writer.write_table(group.table())
                group = _Group()
        if group.rows:
            writer.write_table(group.table())


class _Group:
    """A row group as it grows."""

    def __init__(self) -> None:
        self.rows = 0
        self._characters = 0
        self._values: list[list[object]] = [[] for _ in COLUMNS]

    @property
    def is_full(self) -> bool:
        return self.rows >= _GROUP_ROWS or self._characters >= _GROUP_CHARACTERS

    def add(self, row: DocumentRow) -> None:
        self.rows += 1
        self._characters += len(row.text)
        for values, column in zip(self._values, COLUMNS, strict=True):
            values.append(value(row, column))

    def table(self) -> pa.Table:
        """One row group, if `write_table` cuts it nowhere: it does at a million rows."""
        return pa.table(self._values, schema=_SCHEMA)
