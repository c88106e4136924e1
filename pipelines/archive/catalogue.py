"""What the columns of an archive say exists, in arrays: some 350 bytes a document instead of thousands.

A URL key is looked for by its 16-byte digest, a text by the first 16 bytes of its SHA-256, both as two
numbers of 64 bits in a sorted array. Near-keys have a sorted array for each place.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.archive.digests import KEY_BYTES
from pipelines.archive.verdict import RANKS, Verdict

_Numbers = npt.NDArray[np.uint64]
_DOCUMENT_COLUMNS = [
    "sha256",
    "newline_sha256",
    "published",
    "fetched",
    "warc",
    "status",
    "segment",
    "key_digests",
    "near_keys",
]
_TURNED_AWAY_COLUMNS = ["stage", "reason", "time", "published", "kind", "key_digests"]
_NEAR_BYTES = 4
_KEY_ABOVE = np.uint64(32)
_NUMBER = np.uint64(0xFFFFFFFF)

_Kind = TypeVar("_Kind", np.int32, np.uint8)

# Near-keys of some documents, a row each, and the numbers of these.
_Near = tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]


class Digests(NamedTuple):
    """Sorted digests of 16 bytes, as two halves, each with a value."""

    high: _Numbers
    low: _Numbers
    values: npt.NDArray[np.uint32]

    def find(self, digest: bytes) -> int | None:
        """The value of a digest (of which the first 16 bytes count); None where it is not there."""
        high, low = np.frombuffer(digest[:KEY_BYTES], ">u8")
        at = int(np.searchsorted(self.high, high, "left"))
        while at < len(self.high) and self.high[at] == high:
            if self.low[at] == low:
                return int(self.values[at])
            at += 1
        return None


class Catalogue:
    """Built once, then only asked; by any thread."""

    def __init__(self, documents: Iterable[pa.Table], turned_away: Iterable[pa.Table]) -> None:
        """From the row groups of both files, of each at least the columns that `wanted` names."""
        kept, other = _Documents(), _TurnedAway()
        for table in documents:
            kept.add(table)
        for table in turned_away:
            other.add(table)
        self.documents = kept.count
        self.captures = frozenset(kept.warcs)
        self.removed = frozenset(kept.removed)
        self.barred = frozenset(kept.barred)
        self._segments = np.concatenate(kept.segments) if kept.segments else np.empty(0, np.int32)
        self._texts = _sorted(kept.texts, kept.text_numbers)
        self._near = _near_tables(kept.near)
        self._pages = _pages(kept, other)
        self._kept_times = (
            pa.chunked_array(kept.times, pa.string()),
            pa.chunked_array(kept.published, pa.string()),
        )
        self._other: Any = pa.concat_tables(other.tables) if other.tables else None

    def verdict(self, digest: bytes) -> Verdict | None:
        """What became of the page whose URL key has this digest."""
        value = self._pages.find(digest)
        if value is None:
            return None
        if value < self.documents:
            fetched, published = (column[value].as_py() for column in self._kept_times)
            return Verdict("archived", value, None, None, fetched, published)
        row = {name: self._other[name][value - self.documents].as_py() for name in _TURNED_AWAY_COLUMNS[:5]}
        return Verdict(row["kind"], None, row["stage"], row["reason"], row["time"], row["published"])

    def number_of_text(self, sha256: bytes) -> int | None:
        """The document whose text has this SHA-256 of 32 bytes."""
        return self._texts.find(sha256)

    def near(self, position: int, key: int) -> tuple[int, ...]:
        """The documents with this near-key at this place, by number."""
        if position >= len(self._near):
            return ()
        pairs, first = self._near[position], np.uint64(key) << _KEY_ABOVE
        start, end = np.searchsorted(pairs, first, "left"), np.searchsorted(pairs, first | _NUMBER, "right")
        return tuple((pairs[start:end] & _NUMBER).tolist())

    def segment_of(self, number: int) -> int:
        """The segment that holds document `number`. Raises IndexError where there is none."""
        return int(self._segments[number])


def wanted() -> tuple[list[str], list[str]]:
    """The columns that a Catalogue is made of: of the documents, and of the pages turned away."""
    return _DOCUMENT_COLUMNS, _TURNED_AWAY_COLUMNS


class _Documents:
    """Gathers the columns of documents, group by group."""

    def __init__(self) -> None:
        self.count = 0
        self.texts: list[npt.NDArray[np.uint8]] = []
        self.text_numbers: list[npt.NDArray[np.uint32]] = []
        self.keys: list[npt.NDArray[np.uint8]] = []
        self.key_numbers: list[npt.NDArray[np.uint32]] = []
        self.near: list[_Near] = []
        self.segments: list[npt.NDArray[np.int32]] = []
        self.times: list[pa.Array] = []
        self.published: list[pa.Array] = []
        self.warcs: set[str] = set()
        self.removed: set[int] = set()
        self.barred: set[bytes] = set()

    def add(self, table: pa.Table) -> None:
        numbers = np.arange(self.count, self.count + table.num_rows, dtype=np.uint32)
        self.count += table.num_rows
        for name in ("sha256", "newline_sha256"):
            column = _array(table, name)
            is_there = _values(column.is_valid().cast(pa.uint8()), np.uint8).astype(bool)
            self.texts.append(_unhexed(column.drop_null()))
            self.text_numbers.append(numbers[is_there])
        keys, rows = _flat_keys(table)
        self.keys.append(keys)
        self.key_numbers.append(numbers[rows])
        self.near.extend(_near(_array(table, "near_keys"), numbers))
        self.segments.append(_values(_array(table, "segment"), np.int32))
        self.times.append(_array(table, "fetched"))
        self.published.append(_array(table, "published"))
        self.warcs.update(filter(None, _array(table, "warc").unique().to_pylist()))
        is_gone = _are(table, "status", "removed")
        self.removed.update(numbers[is_gone].tolist())
        self.barred.update(map(bytes, keys[is_gone[rows]]))


class _TurnedAway:
    """Gathers the columns of pages turned away."""

    def __init__(self) -> None:
        self.count = 0
        self.tables: list[pa.Table] = []
        self.keys: list[npt.NDArray[np.uint8]] = []
        self.key_rows: list[npt.NDArray[np.uint32]] = []
        self.ranks: list[npt.NDArray[np.uint8]] = []

    def add(self, table: pa.Table) -> None:
        numbers = np.arange(self.count, self.count + table.num_rows, dtype=np.uint32)
        self.count += table.num_rows
        keys, rows = _flat_keys(table)
        self.keys.append(keys)
        self.key_rows.append(numbers[rows])
        self.ranks.append(
            np.where(_are(table, "kind", "rejected"), RANKS["rejected"], RANKS["failed"]).astype(np.uint8)[
                rows
            ]
        )
        self.tables.append(table.select(_TURNED_AWAY_COLUMNS[:5]))


def _pages(kept: _Documents, other: _TurnedAway) -> Digests:
    """For each URL key the row that outranks the others: a document's number, or `kept.count` and more."""
    values = np.concatenate(
        [
            np.empty(0, np.uint32),
            *kept.key_numbers,
            *(rows + np.uint32(kept.count) for rows in other.key_rows),
        ]
    )
    documents = sum(len(numbers) for numbers in kept.key_numbers)
    ranks = np.concatenate([np.full(documents, RANKS["archived"], np.uint8), *other.ranks])
    return _sorted([*kept.keys, *other.keys], [values], ranks)


def _sorted(
    digests: list[npt.NDArray[np.uint8]],
    values: list[npt.NDArray[np.uint32]],
    ranks: npt.NDArray[np.uint8] | None = None,
) -> Digests:
    """Of equal digests the one of the highest rank stays, of equal ranks the last."""
    halves = np.concatenate([np.empty((0, KEY_BYTES), np.uint8), *digests]).view(">u8").astype(np.uint64)
    all_values = np.concatenate([np.empty(0, np.uint32), *values])
    by_rank = np.arange(len(halves)) if ranks is None else np.argsort(ranks, kind="stable")
    order = by_rank[np.argsort(halves[by_rank, 0], kind="stable")]
    high, low = halves[order, 0], halves[order, 1]
    if np.any((high[1:] == high[:-1]) & (low[1:] != low[:-1])):
        # Two digests with the same first half, of which nobody has seen a pair yet.
        order = by_rank[np.lexsort((halves[by_rank, 1], halves[by_rank, 0]))]
        high, low = halves[order, 0], halves[order, 1]
    is_last = np.ones(len(high), bool)
    is_last[:-1] = (high[1:] != high[:-1]) | (low[1:] != low[:-1])
    return Digests(high[is_last], low[is_last], all_values[order][is_last])


def _near_tables(parts: list[_Near]) -> list[_Numbers]:
    """For each place all pairs of key and document, in one number of 64 bits each, sorted."""
    tables = []
    for place in range(max((keys.shape[1] for keys, _ in parts), default=0)):
        there = [(keys[:, place], numbers) for keys, numbers in parts if keys.shape[1] > place]
        pairs = np.concatenate([keys.astype(np.uint64) << _KEY_ABOVE | numbers for keys, numbers in there])
        pairs.sort()
        tables.append(pairs)
    return tables


def _array(table: pa.Table, name: str) -> pa.Array:
    column = table.column(name).combine_chunks()
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _are(table: pa.Table, name: str, value: str) -> npt.NDArray[np.bool_]:
    """Where a column has this value."""
    return _values(pc.equal(_array(table, name), value).cast(pa.uint8()), np.uint8).astype(bool)


def _values(column: pa.Array, kind: type[_Kind]) -> npt.NDArray[_Kind]:
    """The numbers of a column without nulls. pyarrow's own way to numpy imports pandas, if it is there."""
    if not len(column):
        return np.empty(0, kind)
    return np.frombuffer(column.buffers()[1], kind)[column.offset : column.offset + len(column)]


def _unhexed(column: pa.Array) -> npt.NDArray[np.uint8]:
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


def _flat_keys(table: pa.Table) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.intp]]:
    """All digests of a table, one after another, and for each the row it stands in."""
    column = _array(table, "key_digests")
    counts = _values(column.value_lengths(), np.int32)
    flat = column.flatten().cast(pa.binary(KEY_BYTES))
    start, data = flat.offset * KEY_BYTES, np.empty(0, np.uint8)
    if len(flat):
        data = np.frombuffer(flat.buffers()[1], np.uint8)[start : start + len(flat) * KEY_BYTES]
    return data.reshape(-1, KEY_BYTES), np.repeat(np.arange(len(column)), counts)


def _near(column: pa.Array, numbers: npt.NDArray[np.uint32]) -> list[_Near]:
    """The near-keys of those that have equally many, together; nearly always of all."""
    content, bounds = _content(column)
    keys = content.view(">u4").astype(np.uint32)
    starts, counts = bounds[:-1] // _NEAR_BYTES, np.diff(bounds) // _NEAR_BYTES
    found = []
    for count in np.unique(counts[counts > 0]):
        rows = np.flatnonzero(counts == count)
        found.append((keys[starts[rows, None] + np.arange(count)], numbers[rows]))
    return found
