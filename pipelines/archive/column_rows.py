"""Rows of INDEX out of INDEX.parquet, and where in the log a URL key is; both without reading texts."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache
from itertools import count
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.archive.catalogue_later import newest_of_both
from pipelines.archive.column_files import coverage_of, read_files
from pipelines.archive.column_refusals import column_endings, column_group, column_refusals
from pipelines.archive.columns import RETAGGED, index_rows, with_retaggings
from pipelines.archive.growing_file import GrowingFile
from pipelines.archive.refusals import Ending, Refusal
from pipelines.archive.retaggings import Retagging, Retaggings
from pipelines.archive.rows import DocumentRow, IndexRow, RetaggedRow
from pipelines.archive.store import Changed, Store
from pipelines.archive.where import Where, within
from pipelines.errors import StoreError

_Answer = TypeVar("_Answer")
Files = tuple[GrowingFile, GrowingFile]

# What the log says of a document's entities: in this segment, or (None) where the document was archived.
AsOf = Callable[[int, int | None], DocumentRow | RetaggedRow | None]

# The columns that each condition looks at.
_LOOKED_AT = {
    "publisher": ("publisher",),
    "language": ("language",),
    "entity": ("entities",),
    "since": ("published",),
    "until": ("published",),
    "status": ("status", "number"),
    "linked": ("near_duplicate_of", "revision_of"),
}


_PATIENCE = 5


class ColumnRows:
    """What both files say of the first `segments` segments; one of them may have come further.

    A newer version of the files says the same of these, so where one takes their place it is read instead;
    but of documents that were retagged since, `as_of` tells what was so.
    """

    def __init__(self, store: Store, files: Files, segments: int, as_of: AsOf) -> None:
        self._store = store
        self._files = files
        self._as_of = as_of
        self._retagged_of_group = lru_cache(maxsize=4)(self._read_retagged)
        self.segments = segments

    def rows(self, where: Where, removed: frozenset[int], retagged: Retaggings) -> Iterator[IndexRow]:
        """The rows wanted, by number; those of `removed` as removed ones, of `retagged` as these say."""
        for table in self._tables(tuple(IndexRow.model_fields), where, removed, retagged):
            for row in index_rows(table):
                yield row.model_copy(update={"status": "removed"}) if row.number in removed else row

    def values(
        self, fields: tuple[str, ...], where: Where, removed: frozenset[int], retagged: Retaggings
    ) -> Iterator[tuple[Any, ...]]:
        """The fields asked for, of the documents wanted."""
        for table in self._tables((*fields, "number"), where, removed, retagged):
            yield from zip(*(_values(table, name, removed) for name in fields), strict=True)

    def segments_with(self, digest: bytes) -> list[int]:
        """The segments that hold a row whose URL keys have this digest, in order."""
        found = self._asked(lambda files: _all_segments_with(files, digest))
        return sorted(number for number in found if number < self.segments)

    def refusals(self, reasons: Collection[str], numbers: Collection[int] | None) -> list[Refusal]:
        """Pages turned away for one of `reasons` whose detail names one of `numbers`, if any are given."""
        return self._asked(lambda files: list(column_refusals(files[1], reasons, numbers, self.segments)))

    def endings(self, urls: Collection[str]) -> list[Ending]:
        """Pages turned away that were asked for as one of `urls`."""
        return self._asked(lambda files: list(column_endings(files[1], urls, self.segments)))

    def turned_away(self, fields: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Some columns of REJECTED.parquet, in the order asked for, of all pages turned away."""

        def read(number: int) -> list[tuple[Any, ...]] | None:
            return self._asked(lambda files: column_group(files[1], number, fields, self.segments))

        for number in count():
            rows = read(number)
            if rows is None:
                return
            yield from rows

    def retagged_in(self, number: int) -> int | None:
        """The newest segment that retagged a document; None where none did."""
        size = self._files[0].group_rows
        group = self._retagged_of_group(number // size) if size else []
        found = group[number % size] if size and number % size < len(group) else ()
        return max((segment for segment in found if segment < self.segments), default=None)

    def _tables(
        self, names: tuple[str, ...], where: Where, removed: frozenset[int], retagged: Retaggings
    ) -> Iterator[pa.Table]:
        """The columns of these names, group by group, of the documents wanted."""
        number = 0
        while (table := self._group(number, names, where, removed, retagged)) is not None:
            number += 1
            if table.num_rows:
                yield table

    def _group(
        self,
        number: int,
        names: tuple[str, ...],
        where: Where,
        removed: frozenset[int],
        retagged: Retaggings,
    ) -> pa.Table | None:
        """The rows wanted of one row group; None behind the last one."""

        def read(files: Files) -> pa.Table | None:
            documents = files[0]
            if number >= documents.group_count:
                return None
            changed = {**self._earlier(documents, number), **retagged}
            table = documents.group(number, _looked_at(where, changed))
            table = with_retaggings(table, changed) if changed else table
            mask = _mask(table, where, removed, self.segments)
            if not pc.any(mask).as_py():
                return table.slice(0, 0)
            table = documents.group(number, list(dict.fromkeys((*names, "number")))).filter(mask)
            return with_retaggings(table, changed) if changed else table

        return self._asked(read)

    def _earlier(self, documents: GrowingFile, group: int) -> Retaggings:
        """What was so, of documents of a row group that were retagged behind the segments covered here."""
        if not _has_retagged(documents) or documents.coverage.segments <= self.segments:
            return {}
        table = documents.group(group, ["number", "segment", RETAGGED.name])
        columns = (table[name].to_pylist() for name in table.schema.names)
        earlier = {}
        for number, segment, retagged in zip(*columns, strict=True):
            if segment < self.segments and retagged and retagged[-1] >= self.segments:
                known = [each for each in retagged if each < self.segments]
                row = self._as_of(number, known[-1] if known else None)
                if row is not None:
                    earlier[number] = (Retagging(-1, row.tagger, row.entities),)
        return earlier

    def _read_retagged(self, group: int) -> list[list[int]]:
        def read(files: Files) -> list[list[int]]:
            if group >= files[0].group_count or not _has_retagged(files[0]):
                return []
            found: list[list[int]] = files[0].group(group, [RETAGGED.name])[RETAGGED.name].to_pylist()
            return found

        return self._asked(read)

    def _asked(self, ask: Callable[[Files], _Answer]) -> _Answer:
        for _ in range(_PATIENCE):
            try:
                return ask(self._files)
            except Changed:
                files = _belonging(self._store)
                if files is None:
                    break
                self._files = files
        raise StoreError(f"{self._store.url}: INDEX.parquet keeps changing; try again later")


def open_column_rows(store: Store, segments: int, as_of: AsOf) -> ColumnRows | None:
    """None where there are no columns, or none that belong to this log.

    `segments` bound the snapshot: columns may have come further since.
    """
    files = _belonging(store)
    if files is None:
        return None
    return ColumnRows(store, files, min(segments, coverage_of(files).segments), as_of)


def _has_retagged(documents: GrowingFile) -> bool:
    return RETAGGED.name in documents.layout.schema.names


def _belonging(store: Store) -> Files | None:
    files = read_files(store)
    if files is None:
        return None
    coverages = files[0].coverage, files[1].coverage
    is_ours = coverage_of(files).segments > 0 and newest_of_both(store, coverages) is not None
    return files if is_ours else None


def _looked_at(where: Where, changed: Retaggings) -> list[str]:
    given = (names for field, names in _LOOKED_AT.items() if getattr(where, field) is not None)
    always = ("segment", "number") if changed else ("segment",)
    return list(dict.fromkeys((*always, *(name for names in given for name in names))))


def _values(table: pa.Table, name: str, removed: frozenset[int]) -> list[Any]:
    """One field of each row, lists as tuples; the status as it is since these were `removed`."""
    values: list[Any] = table.column(name).to_pylist()
    if pa.types.is_list(table.schema.field(name).type):
        return [None if value is None else tuple(value) for value in values]
    if name == "status" and removed:
        numbers = table.column("number").to_pylist()
        return [
            "removed" if number in removed else value for number, value in zip(numbers, values, strict=True)
        ]
    return values


def _mask(table: pa.Table, where: Where, removed: frozenset[int], segments: int) -> pa.Array:
    """Which rows are wanted: cheap comparisons of whole columns."""
    mask = pc.less(table["segment"], segments)
    if where.publisher is not None:
        mask = pc.and_(mask, pc.equal(table["publisher"], where.publisher))
    if where.language is not None:
        wanted, tags = where.language.lower(), pc.utf8_lower(table["language"])
        mask = pc.and_(mask, pc.or_(pc.equal(tags, wanted), pc.starts_with(tags, f"{wanted}-")))
    for entity in where.entities:
        mask = pc.and_(mask, pa.chunked_array([_names(table["entities"].combine_chunks(), entity)]))
    if where.linked is not None:
        names = pc.or_(pc.is_valid(table["near_duplicate_of"]), pc.is_valid(table["revision_of"]))
        mask = pc.and_(mask, names if where.linked else pc.invert(names))
    if where.status is not None:
        gone = pc.or_(pc.equal(table["status"], "removed"), pc.is_in(table["number"], _numbers(removed)))
        mask = pc.and_(mask, gone if where.status == "removed" else pc.invert(gone))
    mask = mask.combine_chunks().fill_null(False)
    if where.since is None and where.until is None:
        return mask
    return _within(table["published"].combine_chunks(), mask, where)


def _within(published: pa.Array, mask: pa.Array, where: Where) -> pa.Array:
    """The rule of dates is spelt in one place only, in Python."""
    chosen = np.asarray(mask).copy()
    dates = published.filter(mask).to_pylist()
    chosen[np.flatnonzero(chosen)] = [within(date, where.since, where.until) for date in dates]
    return pa.array(chosen)


def _names(entities: pa.ListArray, entity: str) -> pa.Array:
    """Whether each list has this entity."""
    hits = np.asarray(pc.equal(entities.flatten(), entity).fill_null(False))
    rows = np.asarray(pc.list_parent_indices(entities))[hits]
    mask = np.zeros(len(entities), bool)
    mask[rows] = True
    return pa.array(mask)


def _numbers(numbers: frozenset[int]) -> pa.Array:
    return pa.array(sorted(numbers), pa.int64())


def _all_segments_with(files: Files, digest: bytes) -> set[int]:
    tables = (table for file in files for table in file.groups(["segment", "key_digests"]))
    return {number for table in tables for number in _segments_with(table, digest)}


def _segments_with(table: pa.Table, digest: bytes) -> set[int]:
    keys = table["key_digests"].combine_chunks()
    hits = np.asarray(pc.equal(keys.flatten(), pa.scalar(digest, pa.binary(len(digest)))))
    rows = np.asarray(pc.list_parent_indices(keys))[hits]
    return set(table["segment"].take(pa.array(rows)).to_pylist())
