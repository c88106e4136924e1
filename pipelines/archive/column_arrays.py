"""Columns of Arrow as arrays of numpy. pyarrow's own way there imports pandas, if it is there."""

from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.archive.digests import KEY_BYTES
from pipelines.archive.moments import Strings
from pipelines.archive.sorted_digests import Raw, Values

_NEAR_BYTES = 4

_Kind = TypeVar("_Kind", np.int32, np.uint8)
Rows = npt.NDArray[np.intp]


def array_of(table: pa.Table, name: str) -> pa.Array:
    """A column in one piece, spelt out."""
    column = table.column(name).combine_chunks()
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def are(table: pa.Table, name: str, value: str) -> npt.NDArray[np.bool_]:
    """Where a column has this value."""
    return values_of(pc.equal(array_of(table, name), value).cast(pa.uint8()), np.uint8).astype(bool)


def values_of(column: pa.Array, kind: type[_Kind]) -> npt.NDArray[_Kind]:
    """The numbers of a column without nulls."""
    if not len(column):
        return np.empty(0, kind)
    return np.frombuffer(column.buffers()[1], kind)[column.offset : column.offset + len(column)]


def unhexed(column: pa.Array) -> Raw:
    """The first KEY_BYTES bytes of each hex string of 64 digits."""
    digits = _content(column)[0].reshape(-1, 64)[:, : 2 * KEY_BYTES]
    values = np.where(digits >= ord("a"), digits - (ord("a") - 10), digits - ord("0")).astype(np.uint8)
    return np.ascontiguousarray(values[:, ::2] << 4 | values[:, 1::2])


def _content(column: pa.Array) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]:
    """The bytes of all strings, one after another, and where each begins and the last one ends."""
    if not len(column):
        return np.empty(0, np.uint8), np.zeros(1, np.int32)
    _, offsets, data = column.buffers()
    bounds = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    content = np.frombuffer(data, np.uint8) if data is not None and data.size else np.empty(0, np.uint8)
    return content[bounds[0] : bounds[-1]], bounds - bounds[0]


def strings_of(column: pa.Array) -> Strings:
    """Those of a column of strings."""
    content, bounds = _content(column)
    return Strings(content, bounds.astype(np.int64), is_there(column))


def is_there(column: pa.Array) -> npt.NDArray[np.bool_]:
    """Where a column has no null."""
    return values_of(column.is_valid().cast(pa.uint8()), np.uint8).astype(bool)


def flat_keys(table: pa.Table) -> tuple[Raw, Rows]:
    """All digests of a table, one after another, and for each the row it stands in."""
    column = array_of(table, "key_digests")
    counts = values_of(column.value_lengths(), np.int32)
    flat = column.flatten().cast(pa.binary(KEY_BYTES))
    start, data = flat.offset * KEY_BYTES, np.empty(0, np.uint8)
    if len(flat):
        data = np.frombuffer(flat.buffers()[1], np.uint8)[start : start + len(flat) * KEY_BYTES]
    return data.reshape(-1, KEY_BYTES), np.repeat(np.arange(len(column)), counts)


def near_keys(column: pa.Array, numbers: Values) -> list[tuple[Values, Values]]:
    """The near-keys of those that have equally many, a row each, and the numbers of these."""
    content, bounds = _content(column)
    keys = content.view(">u4").astype(np.uint32)
    starts, counts = bounds[:-1] // _NEAR_BYTES, np.diff(bounds) // _NEAR_BYTES
    found = []
    for count in np.unique(counts[counts > 0]):
        rows = np.flatnonzero(counts == count)
        found.append((keys[starts[rows, None] + np.arange(count)], numbers[rows]))
    return found
