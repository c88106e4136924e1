"""Keeps INDEX.parquet and REJECTED.parquet up with the log: at the end of a run, and when too much waits."""

from collections.abc import Callable, Iterable

import pyarrow as pa

from pipelines.archive.columns import DOCUMENTS, TABLES, Placed, without_removed
from pipelines.archive.growing_file import GrowingFile
from pipelines.archive.parquet import GROUP_ROWS, Coverage, End, Layout, empty_end, extend
from pipelines.archive.patience import WITH_OTHERS
from pipelines.archive.rows import TombstoneRow
from pipelines.archive.segment import Segment
from pipelines.archive.store import Changed, KeyExists, KeyMissing, Store
from pipelines.errors import ArchiveDamaged, StoreError

# So many segments may wait; they are read again by whoever opens the archive after a kill.
_WAITING_SEGMENTS = 64
# So many are held; where more are missing, as in an archive without these files, the log is read again.
_HELD_SEGMENTS = 256
# What is written at a time, when much is missing.
_ROWS_AT_A_TIME = 8 * GROUP_ROWS

_Table = Callable[[Iterable[Placed]], pa.Table]


class ColumnFiles:
    """`segments_from(number)` reads the log from segment `number` on, as far as it was read."""

    def __init__(self, store: Store, segments_from: Callable[[int], Iterable[Segment]]) -> None:
        self._store = store
        self._segments_from = segments_from
        self._waiting: list[Segment] = []
        self._removed: dict[int, int] = {}

    def expect(self, segment: Segment) -> None:
        """Takes note of the segment behind those expected before."""
        if len(self._waiting) >= _HELD_SEGMENTS:
            self._waiting.clear()
        self._waiting.append(segment)
        graves = (row for row in segment.rows if isinstance(row, TombstoneRow))
        self._removed.update((row.number, segment.number) for row in graves)

    def refresh(self, number: int) -> None:
        """Segment `number` was rewritten by a removal."""
        if self._waiting and self._waiting[0].number <= number:
            fresh = next(iter(self._segments_from(number)), None)
            if fresh is not None:
                self._waiting[number - self._waiting[0].number] = fresh

    @property
    def is_due(self) -> bool:
        """Whether so much waits that it should not wait longer."""
        return len(self._waiting) >= _WAITING_SEGMENTS

    def complete(self, segments: int) -> None:
        """Brings both files up to the log of so many `segments`. Raises StoreError."""
        for layout, make_table in TABLES:
            while self._extend(layout, make_table, segments):
                pass
        self._waiting.clear()
        self._removed.clear()

    def _extend(self, layout: Layout, make_table: _Table, segments: int) -> bool:
        """Adds what is missing, or a good part of it; False where nothing was missing."""
        for _ in WITH_OTHERS.attempt():
            try:
                current, tag = _opened(self._store, layout)
                if current is not None and current.coverage.segments >= segments:
                    return False
                end = current.end() if current is not None else empty_end(layout)
                if layout is DOCUMENTS and current is not None and self._mend(current, end.coverage.segments):
                    continue
                self._put(layout, end, make_table, tag)
            except (Changed, KeyExists):
                continue
            return True
        raise StoreError(f"{self._store.url}: others keep changing {layout.key}; run `corpus repair`")

    def _mend(self, current: GrowingFile, covered: int) -> bool:
        """Marks documents that were removed since; whoever covers the removal has to. False: none to mark."""
        removed = self._removed_from(covered)
        if not removed or not _lists_live(current, removed):
            return False
        _write_anew(self._store, DOCUMENTS, current, lambda table: without_removed(table, removed))
        return True

    def _removed_from(self, covered: int) -> set[int]:
        return {number for number, segment in self._removed.items() if segment >= covered}

    def _put(self, layout: Layout, end: End, make_table: _Table, tag: str | None) -> None:
        tables, covered, head, rows = (
            [layout.schema.empty_table()],
            end.coverage.segments,
            end.coverage.head,
            0,
        )
        removed = self._removed_from(covered) if layout is DOCUMENTS else set()
        for segment in self._from(covered):
            tables.append(make_table((segment.number, row) for row in segment.rows))
            covered, head, rows = segment.number + 1, segment.digest, rows + tables[-1].num_rows
            if rows >= _ROWS_AT_A_TIME:
                break
        added = without_removed(pa.concat_tables(tables), removed) if removed else pa.concat_tables(tables)
        addition = extend(layout, end, added, covered, head)
        if tag is None:
            self._store.put_if_absent(layout.key, addition.data)
        else:
            self._store.put_if_match(layout.key, addition.data, tag, addition.keep)

    def _from(self, number: int) -> Iterable[Segment]:
        if self._waiting and self._waiting[0].number <= number:
            return self._waiting[number - self._waiting[0].number :]
        return self._segments_from(number)


def read_files(store: Store) -> tuple[GrowingFile, GrowingFile] | None:
    """Both files; None where one is missing or damaged, so that the log has to be read instead."""
    files = [_opened(store, layout)[0] for layout, _ in TABLES]
    documents, turned_away = files
    return (documents, turned_away) if documents is not None and turned_away is not None else None


def coverage_of(files: tuple[GrowingFile, GrowingFile]) -> Coverage:
    """The part of the log that both cover; `rows` are documents."""
    shorter = min(files, key=lambda file: file.coverage.segments).coverage
    return shorter._replace(rows=files[0].coverage.rows)


def _lists_live(current: GrowingFile, numbers: set[int]) -> bool:
    for table in current.groups(["number", "status"]):
        pairs = zip(table["number"].to_pylist(), table["status"].to_pylist(), strict=True)
        if any(number in numbers and status == "live" for number, status in pairs):
            return True
    return False


def _write_anew(
    store: Store, layout: Layout, current: GrowingFile, change: Callable[[pa.Table], pa.Table]
) -> None:
    """Every row group as `change` makes it. Raises Changed where it is another version by now."""
    rows = pa.concat_tables([layout.schema.empty_table(), *map(change, current.groups())])
    coverage = current.coverage
    addition = extend(layout, empty_end(layout), rows, coverage.segments, coverage.head)
    store.put_if_match(layout.key, addition.data, current.tag)


def _opened(store: Store, layout: Layout) -> tuple[GrowingFile | None, str | None]:
    """The file and its tag; a damaged one has only a tag, since it will be replaced."""
    try:
        file = GrowingFile(store, layout)
        return file, file.tag
    except KeyMissing:
        return None, None
    except ArchiveDamaged:
        return None, _tag(store, layout)


def _tag(store: Store, layout: Layout) -> str | None:
    try:
        return store.stat(layout.key).tag
    except KeyMissing:
        return None
