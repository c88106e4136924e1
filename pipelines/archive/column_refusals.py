"""Refusals out of REJECTED.parquet: a few columns say which, and only of these the others are read."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.archive.growing_file import GrowingFile
from pipelines.archive.refusals import Ending, Refusal, named_document


def column_refusals(
    file: GrowingFile, reasons: Collection[str], numbers: Collection[int] | None, segments: int
) -> Iterator[Refusal]:
    """Those of the first so many `segments`, in the order of the log."""
    for group in range(file.group_count):
        if pc.any(_mask(file.group(group, ["reason", "segment"]), reasons, segments)).as_py():
            yield from _naming(file.group(group, [*Refusal._fields, "segment"]), reasons, numbers, segments)


def column_endings(file: GrowingFile, urls: Collection[str], segments: int) -> Iterator[Ending]:
    """Those of pages that were asked for as one of `urls`, in the first so many `segments`."""
    wanted = pa.array(sorted(urls), pa.string())
    for group in range(file.group_count):
        table = file.group(group, [*Ending._fields, "segment"])
        found = table.filter(pc.and_(pc.is_in(table["url"], wanted), pc.less(table["segment"], segments)))
        columns = [found[name].to_pylist() for name in Ending._fields]
        yield from (Ending(*values) for values in zip(*columns, strict=True))


def column_group(
    file: GrowingFile, number: int, fields: Sequence[str], segments: int
) -> list[tuple[Any, ...]] | None:
    """These columns of one row group, of the first so many `segments`; None behind the last group."""
    if number >= file.group_count:
        return None
    table = file.group(number, [*fields, "segment"])
    table = table.filter(pc.less(table["segment"], segments))
    return list(zip(*(table[name].to_pylist() for name in fields), strict=True))


def _naming(
    table: pa.Table, reasons: Collection[str], numbers: Collection[int] | None, segments: int
) -> Iterator[Refusal]:
    found = table.filter(_mask(table, reasons, segments))
    if numbers is not None:
        is_named = [named_document(detail) in numbers for detail in found["detail"].to_pylist()]
        found = found.filter(pa.array(is_named, pa.bool_()))
    columns = [found[name].to_pylist() for name in Refusal._fields]
    return (Refusal(*values) for values in zip(*columns, strict=True))


def _mask(table: pa.Table, reasons: Collection[str], segments: int) -> pa.ChunkedArray:
    is_meant = pc.is_in(table["reason"], pa.array(sorted(reasons), pa.string()))
    return pc.and_(is_meant, pc.less(table["segment"], segments))
