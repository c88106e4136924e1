"""Keeps INDEX.parquet and REJECTED.parquet up with the log: at the end of a run, and when too much waits."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

import pyarrow as pa

from pipelines.archive.columns import DOCUMENTS, TABLES, Placed, widened, with_retaggings, without_removed
from pipelines.archive.coverage import Coverage
from pipelines.archive.growing_file import GrowingFile
from pipelines.archive.parquet import GROUP_ROWS, Addition, Layout, empty_end, extend
from pipelines.archive.patience import WITH_OTHERS
from pipelines.archive.retaggings import Retaggings, RetaggingsOfLog, within
from pipelines.archive.rows import LogRow, RetaggedRow, TombstoneRow
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


class _News(NamedTuple):
    """What the log brings a file: rows, the coverage with them, and what becomes of documents in either."""

    rows: pa.Table
    segments: int
    head: str
    removed: frozenset[int]
    retagged: Retaggings

    def applied(self, table: pa.Table) -> pa.Table:
        """Rows of documents, as removals and retaggings leave them."""
        table = without_removed(table, self.removed) if self.removed else table
        return with_retaggings(widened(table), self.retagged) if self.retagged else table


class _Waiting(NamedTuple):
    """A segment that waits: its rows, or in their place what becomes of them in each file, by its key.

    Tables take a tenth of the memory of rows, which have texts and mentions.
    """

    number: int
    digest: str
    rows: tuple[LogRow, ...]
    tables: Mapping[str, pa.Table]

    def table(self, layout: Layout, make_table: _Table) -> pa.Table:
        if layout.key in self.tables:
            return self.tables[layout.key]
        return make_table((self.number, row) for row in self.rows)

    def packed(self) -> "_Waiting":
        if self.tables or not self.rows:
            return self
        tables = {layout.key: self.table(layout, make_table) for layout, make_table in TABLES}
        return self._replace(rows=(), tables=tables)


class ColumnFiles:
    """`segments_from(number)` reads the log from segment `number` on, as far as it was read.

    `retaggings` has those of the segments that are expected; its owner keeps it.
    """

    def __init__(
        self,
        store: Store,
        segments_from: Callable[[int], Iterable[Segment]],
        retaggings: RetaggingsOfLog,
    ) -> None:
        self._store = store
        self._segments_from = segments_from
        self._waiting: list[_Waiting] = []
        self._retaggings = retaggings
        self._removed: dict[int, int] = {}

    def expect(self, segment: Segment) -> None:
        """Takes note of the segment behind those expected before."""
        if self._held >= _HELD_SEGMENTS:
            self._waiting.clear()
        self._waiting.append(_without_retaggings(segment))
        graves = (row for row in segment.rows if isinstance(row, TombstoneRow))
        self._removed.update((row.number, segment.number) for row in graves)

    def refresh(self, number: int) -> None:
        """Segment `number` was rewritten by a removal."""
        if self._waiting and self._waiting[0].number <= number:
            fresh = next(iter(self._segments_from(number)), None)
            if fresh is not None:
                self._waiting[number - self._waiting[0].number] = _without_retaggings(fresh)

    def pack(self) -> None:
        """Between two commits: what waits is held in less room."""
        self._waiting = [segment.packed() for segment in self._waiting]

    @property
    def is_due(self) -> bool:
        """Whether so much waits that it should not wait longer."""
        return self._held >= _WAITING_SEGMENTS

    @property
    def _held(self) -> int:
        """How many segments wait that have more than retaggings."""
        return sum(bool(segment.rows or segment.tables) for segment in self._waiting)

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
                self._put(layout, make_table, current, tag)
            except (Changed, KeyExists):
                continue
            return True
        raise StoreError(f"{self._store.url}: others keep changing {layout.key}; run `corpus repair`")

    def _put(self, layout: Layout, make_table: _Table, current: GrowingFile | None, tag: str | None) -> None:
        news = self._news(layout, make_table, current.coverage.segments if current is not None else 0)
        addition = _added(layout, current, news)
        if tag is None:
            self._store.put_if_absent(layout.key, addition.data)
        else:
            self._store.put_if_match(layout.key, addition.data, tag, addition.keep)

    def _news(self, layout: Layout, make_table: _Table, covered: int) -> _News:
        """What comes behind the first `covered` segments, or a good part of it."""
        tables, rows, head, first = [layout.schema.empty_table()], 0, "", covered
        is_known = self._retaggings.covers(first)
        retagged = RetaggingsOfLog()
        for segment in self._from(covered, None if is_known else retagged):
            tables.append(segment.table(layout, make_table))
            covered, head, rows = segment.number + 1, segment.digest, rows + tables[-1].num_rows
            if rows >= _ROWS_AT_A_TIME:
                break
        if layout is not DOCUMENTS:
            return _News(pa.concat_tables(tables), covered, head, frozenset(), {})
        removed = frozenset(number for number, segment in self._removed.items() if segment >= first)
        found = within(self._retaggings.found, first, covered) if is_known else retagged.found
        return _News(pa.concat_tables(tables), covered, head, removed, found)

    def _from(self, number: int, retagged: RetaggingsOfLog | None) -> Iterator[_Waiting]:
        """From segment `number` on; what is read from the log for it is told to `retagged`."""
        if self._waiting and self._waiting[0].number <= number:
            yield from self._waiting[number - self._waiting[0].number :]
            return
        for segment in self._segments_from(number):
            if retagged is not None:
                retagged.learn(segment)
            yield _without_retaggings(segment)


def _without_retaggings(segment: Segment) -> _Waiting:
    """There may be very many, with very many mentions."""
    rows = tuple(row for row in segment.rows if not isinstance(row, RetaggedRow))
    return _Waiting(segment.number, segment.digest, rows, {})


def _added(layout: Layout, current: GrowingFile | None, news: _News) -> Addition:
    """What the file gets: more rows, or all of it anew where some of those that it has change."""
    if current is None:
        rows = news.applied(news.rows)
        layout = layout.widened() if news.retagged else layout
        return extend(layout, empty_end(layout), rows, news.segments, news.head)
    if _changes_old(current, news):
        return _anew(current, news)
    rows = news.applied(news.rows)
    if layout is DOCUMENTS and current.layout.wider is None:
        rows = widened(rows)
    return extend(current.layout, current.end(), rows, news.segments, news.head)


def _changes_old(current: GrowingFile, news: _News) -> bool:
    """Whether rows that the file has change, or get a column more."""
    if news.retagged and current.layout.wider is not None:
        return True
    is_retagged = any(number < current.coverage.rows for number in news.retagged)
    return is_retagged or (bool(news.removed) and _lists_live(current, news.removed))


def _anew(current: GrowingFile, news: _News) -> Addition:
    """Row group by row group, so that only the file is in memory, and not what is in it."""
    layout = current.layout.widened() if news.retagged else current.layout
    is_wide = layout.wider is None
    end, data = empty_end(layout), bytearray()
    for table in chain(current.groups(), [news.rows]):
        rows = news.applied(widened(table) if is_wide else table)
        addition = extend(layout, end, rows, news.segments, news.head)
        del data[addition.keep :]
        data += addition.data
        end = addition.end
    return Addition(0, bytes(data), end)


def read_files(store: Store) -> tuple[GrowingFile, GrowingFile] | None:
    """Both files; None where one is missing or damaged, so that the log has to be read instead."""
    files = [_opened(store, layout)[0] for layout, _ in TABLES]
    documents, turned_away = files
    return (documents, turned_away) if documents is not None and turned_away is not None else None


def coverage_of(files: tuple[GrowingFile, GrowingFile]) -> Coverage:
    """The part of the log that both cover; `rows` are documents."""
    shorter = min(files, key=lambda file: file.coverage.segments).coverage
    return shorter._replace(rows=files[0].coverage.rows)


def _lists_live(current: GrowingFile, numbers: frozenset[int]) -> bool:
    for table in current.groups(["number", "status"]):
        pairs = zip(table["number"].to_pylist(), table["status"].to_pylist(), strict=True)
        if any(number in numbers and status == "live" for number, status in pairs):
            return True
    return False


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
