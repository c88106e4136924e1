"""What the columns of an archive say exists, in arrays: some 350 bytes a document instead of thousands.

A URL key is looked for by its 16-byte digest, a text by the first 16 bytes of its SHA-256, both as two
numbers of 64 bits in a sorted array. Near-keys have a sorted array for each place.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.archive.column_arrays import (
    are,
    array_of,
    flat_keys,
    is_there,
    near_keys,
    strings_of,
    unhexed,
    values_of,
)
from pipelines.archive.moments import Moments
from pipelines.archive.packed import Ending, Endings, Near, Packed, Pages, near_pairs
from pipelines.archive.sorted_digests import Digests, Numbers, Order, Raw, Values, sorted_digests
from pipelines.archive.verdict import RANKS, Kind, Verdict

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
_LOWEST_FIRST: list[Kind] = sorted(RANKS, key=lambda kind: RANKS[kind])

_Number = TypeVar("_Number", np.uint8, np.uint32, np.uint64)


class Parts(NamedTuple):
    """All that a catalogue is. `captures` are keys of WARC files, `barred` digests of URL keys."""

    documents: int
    captures: frozenset[str]
    removed: frozenset[int]
    barred: frozenset[bytes]
    segments: npt.NDArray[np.int32]
    packed: Packed


class Catalogue:
    """Built once, then only asked; by any thread."""

    def __init__(self, documents: Iterable[pa.Table], turned_away: Iterable[pa.Table]) -> None:
        """From the row groups of both files, of each at least the columns that `wanted` names."""
        pages = _Pages()
        kept = _Documents(pages)
        for table in documents:
            kept.add(table)
        for table in turned_away:
            _add_turned_away(pages, table)
        segments = np.concatenate(kept.segments) if kept.segments else np.empty(0, np.int32)
        packed = Packed(pages.packed(), kept.packed_texts(), kept.packed_near())
        captures, removed = frozenset(kept.warcs), frozenset(kept.removed)
        self._take(Parts(kept.count, captures, removed, frozenset(kept.barred), segments, packed))

    @classmethod
    def of(cls, parts: "Parts") -> "Catalogue":
        """One that was built before."""
        catalogue = cls.__new__(cls)
        catalogue._take(parts)
        return catalogue

    def _take(self, parts: "Parts") -> None:
        self.parts = parts
        self.documents, self.captures, self.removed, self.barred, self._segments, self._packed = parts

    def verdict(self, digest: bytes) -> Verdict | None:
        """What became of the page whose URL key has this digest."""
        return self._packed.pages.verdict(digest)

    def number_of_text(self, sha256: bytes) -> int | None:
        """The document whose text has this SHA-256 of 32 bytes."""
        return self._packed.texts.find(sha256)

    def near(self, position: int, key: int) -> tuple[int, ...]:
        """The documents with this near-key at this place, by number."""
        return self._packed.near.documents(position, key)

    def segment_of(self, number: int) -> int:
        """The segment that holds document `number`. Raises IndexError where there is none."""
        return int(self._segments[number])


def wanted() -> tuple[list[str], list[str]]:
    """The columns that a Catalogue is made of: of the documents, and of the pages turned away."""
    return _DOCUMENT_COLUMNS, _TURNED_AWAY_COLUMNS


class _Pages:
    """Gathers what became of pages, row group by row group."""

    def __init__(self) -> None:
        self.moments, self.endings = Moments(), Endings()
        self._digests: dict[Kind, list[Raw]] = {kind: [] for kind in RANKS}
        self._values: dict[Kind, list[Values]] = {kind: [] for kind in RANKS}
        self._times: dict[Kind, list[Numbers]] = {kind: [] for kind in RANKS}
        self._published: dict[Kind, list[Numbers]] = {kind: [] for kind in RANKS}

    def add(self, kind: Kind, digests: Raw, values: Values, times: Numbers, published: Numbers) -> None:
        """Those of one kind, a row for each URL key."""
        self._digests[kind].append(digests)
        self._values[kind].append(values)
        self._times[kind].append(times)
        self._published[kind].append(published)

    def packed(self) -> Pages:
        """To be called once, at the end: of equal keys the row of the highest rank stays, then the last.

        What was gathered goes as the other comes, so that it is not in memory twice.
        """
        digests, order = sorted_digests(_taken(self._digests), _taken(self._values))
        times = _ordered(_taken(self._times), order)
        return Pages(digests, times, _ordered(_taken(self._published), order), self.moments, self.endings)


class _Documents:
    """Gathers the columns of documents, row group by row group; what is known of their pages into `pages`."""

    def __init__(self, pages: _Pages) -> None:
        self.count = 0
        self.segments: list[npt.NDArray[np.int32]] = []
        self.warcs: set[str] = set()
        self.removed: set[int] = set()
        self.barred: set[bytes] = set()
        self._pages = pages
        self._texts: list[Raw] = []
        self._text_numbers: list[Values] = []
        self._near: list[tuple[Values, Values]] = []

    def add(self, table: pa.Table) -> None:
        numbers = np.arange(self.count, self.count + table.num_rows, dtype=np.uint32)
        self.count += table.num_rows
        for name in ("sha256", "newline_sha256"):
            column = array_of(table, name)
            self._texts.append(unhexed(column.drop_null()))
            self._text_numbers.append(numbers[is_there(column)])
        keys, rows = flat_keys(table)
        times, published = (_moments(self._pages, table, name)[rows] for name in ("fetched", "published"))
        self._pages.add("archived", keys, numbers[rows], times, published)
        self._near.extend(near_keys(array_of(table, "near_keys"), numbers))
        self.segments.append(values_of(array_of(table, "segment"), np.int32))
        self.warcs.update(filter(None, array_of(table, "warc").unique().to_pylist()))
        is_gone = are(table, "status", "removed")
        self.removed.update(numbers[is_gone].tolist())
        self.barred.update(map(bytes, keys[is_gone[rows]]))

    def packed_texts(self) -> Digests:
        """Of equal texts the last one stays."""
        return sorted_digests(self._texts, self._text_numbers)[0]

    def packed_near(self) -> Near:
        """For each place the keys of all that have one there."""
        tables = []
        for place in range(max((keys.shape[1] for keys, _ in self._near), default=0)):
            there = [near_pairs(keys[:, place], n) for keys, n in self._near if keys.shape[1] > place]
            pairs = np.concatenate(there)
            pairs.sort()
            tables.append(pairs)
        return Near(tuple(tables))


def _add_turned_away(pages: _Pages, table: pa.Table) -> None:
    keys, rows = flat_keys(table)
    values = _ended(pages.endings, table)
    times, published = (_moments(pages, table, name) for name in ("time", "published"))
    is_rejected = are(table, "kind", "rejected")
    each_kind: dict[Kind, npt.NDArray[np.bool_]] = {"rejected": is_rejected, "failed": ~is_rejected}
    for kind, is_it in each_kind.items():
        is_of_kind = is_it[rows]
        there = rows[is_of_kind]
        pages.add(kind, keys[is_of_kind], values[there], times[there], published[there])


def _ended(endings: Endings, table: pa.Table) -> Values:
    """For each row the value of how it ended; there are few."""
    columns = [array_of(table, name).dictionary_encode() for name in Ending._fields]
    names = [column.dictionary.to_pylist() for column in columns]
    sizes = [max(1, len(each)) for each in names]
    kind, stage, reason = (values_of(column.indices, np.int32).astype(np.int64) for column in columns)
    each, rows = np.unique((kind * sizes[1] + stage) * sizes[2] + reason, return_inverse=True)
    found = [
        Ending(*(of[at] for of, at in zip(names, np.unravel_index(one, sizes), strict=True))) for one in each
    ]
    return np.array([endings.value(ending) for ending in found], np.uint32)[rows]


def _moments(pages: _Pages, table: pa.Table, name: str) -> Numbers:
    return pages.moments.numbers(strings_of(array_of(table, name)))


def _taken(gathered: dict[Kind, list[npt.NDArray[_Number]]]) -> list[npt.NDArray[_Number]]:
    """All pieces, those of the lowest rank first; where they were they are no longer."""
    return [piece for kind in _LOWEST_FIRST for piece in gathered.pop(kind)]


def _ordered(pieces: Sequence[Numbers], order: Order) -> Numbers:
    return np.concatenate([np.empty(0, np.uint64), *pieces])[order]
