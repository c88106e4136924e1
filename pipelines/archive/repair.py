"""Writes what is derived from the log anew where it is not as it should be: the same bytes every time.

The log itself, and what it vouches for and cannot be derived (captures), is not touched.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import NamedTuple

import pyarrow as pa

from pipelines.archive.cdxj import CDXJ, cdxj_lines, is_cdxj
from pipelines.archive.columns import TABLES, Placed, widened, with_retaggings, without_removed
from pipelines.archive.index import INDEX, Listed, index_line
from pipelines.archive.log import Log
from pipelines.archive.log_snapshot import count_segments
from pipelines.archive.parquet import Layout, empty_end, extend
from pipelines.archive.patience import WITH_OTHERS
from pipelines.archive.removal import bury, is_stubbed_at
from pipelines.archive.retaggings import Retaggings, RetaggingsOfLog, retagged_line
from pipelines.archive.rows import DocumentRow, IndexRow, TombstoneRow, json_line
from pipelines.archive.schema import SCHEMA, schema_bytes
from pipelines.archive.segment import Segment, segment_key
from pipelines.archive.store import Changed, KeyExists, KeyMissing, Store
from pipelines.archive.warc import WARC, segment_and_commit
from pipelines.errors import ArchiveDamaged, ConfigurationError, StoreError

_AT_ONCE = 8


class Repaired(NamedTuple):
    """One object and what was done: `written`, `deleted` or `removal completed`."""

    key: str
    action: str


def repair(store: Store, on_segments: Callable[[int], None] = lambda _: None) -> tuple[Repaired, ...]:
    """What was done; nothing where all was well. `on_segments` is told of segments done.

    Raises ConfigurationError where no archive lies, ArchiveDamaged where the log is not whole, StoreError.
    """
    log, expected = Log(store), count_segments(store)
    making = _Making(store)
    for segment in log.read_on():
        making.take(segment)
        on_segments(1)
    if log.place.segment < expected:
        key = segment_key(log.place.segment)
        raise ArchiveDamaged(f"{store.url}: {key} is missing; restore it from another copy of the archive")
    if not expected:
        raise ConfigurationError(f"{store.url} holds no archive; set ARCHIVE_URL, or begin one with a crawl")
    making.finish(log)
    return tuple(making.done)


class _Making:
    """Gathers what has to be there while the log goes by; texts are mended on the way."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.done: list[Repaired] = []
        self._index: list[bytes] = []
        self._cdxj: dict[int, tuple[bytes, ...]] = {}
        self._columns = [_ColumnMaking(layout, make_table) for layout, make_table in TABLES]
        self._graves: dict[int, TombstoneRow] = {}
        self._retaggings = RetaggingsOfLog()

    def take(self, segment: Segment) -> None:
        self._retaggings.learn(segment)
        for row in segment.rows:
            if isinstance(row, TombstoneRow):
                self._bury(row)
            elif isinstance(row, Listed):
                self._index.append(index_line(row))
            if isinstance(row, DocumentRow):
                self._cdxj[row.number] = cdxj_lines(row)
        for columns in self._columns:
            columns.take(segment)

    def _bury(self, grave: TombstoneRow) -> None:
        self._graves[grave.number] = grave
        if not is_stubbed_at(self._store, grave):
            bury(self._store, grave)
            self.done.append(Repaired(grave.stub.row.file, "removal completed"))
        self._index[grave.number] = index_line(grave.stub)
        self._cdxj[grave.number] = ()

    def finish(self, log: Log) -> None:
        self._mend_texts(log)
        self._retag()
        if self._index or self._read(INDEX) is not None:
            self._put(INDEX, b"".join(self._index))
        self._put(CDXJ, b"".join(sorted(chain.from_iterable(self._cdxj.values()))))
        for key, _ in list(self._store.list(f"{WARC}INDEX-")):
            if is_cdxj(key):
                self._delete(key)
        for columns in self._columns:
            self._put(columns.layout.key, columns.made(self._graves, self._retaggings.found))
        self._put(SCHEMA, schema_bytes())
        self._clear(log)

    def _retag(self) -> None:
        for number, found in self._retaggings.found.items():
            if number < len(self._index):
                line = IndexRow.model_validate_json(self._index[number])
                self._index[number] = json_line(retagged_line(line, found)) + b"\n"

    def _mend_texts(self, log: Log) -> None:
        """The log is read again, since what is removed is known only now."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for segment in log.segments_from(0):
                documents = [row for row in segment.rows if isinstance(row, DocumentRow)]
                list(pool.map(lambda row: self._put(row.file, row.text.encode()), documents))
        for grave in self._graves.values():
            if self._read(grave.stub.row.file) is not None:
                self._delete(grave.stub.row.file)

    def _clear(self, log: Log) -> None:
        for key, _ in list(self._store.list(WARC)):
            named = segment_and_commit(key)
            winner = log.commit_of(named[0]) if named else None
            if named and winner not in (None, named[1]):
                self._delete(key)

    def _put(self, key: str, data: bytes) -> None:
        for _ in WITH_OTHERS.attempt():
            try:
                found = self._store.get(key)
                if found.data != data:
                    self._store.put_if_match(key, data, found.tag)
                    self.done.append(Repaired(key, "written"))
                return
            except KeyMissing:
                if self._created(key, data):
                    return
            except Changed:
                continue
        raise StoreError(f"{self._store.url}: others keep changing {key}; repair when no crawl runs")

    def _created(self, key: str, data: bytes) -> bool:
        try:
            self._store.put_if_absent(key, data)
        except (KeyExists, Changed):
            return False
        self.done.append(Repaired(key, "written"))
        return True

    def _delete(self, key: str) -> None:
        self._store.delete(key)
        self.done.append(Repaired(key, "deleted"))

    def _read(self, key: str) -> bytes | None:
        try:
            return self._store.get(key, 0, 1).data
        except KeyMissing:
            return None


class _ColumnMaking:
    """One of the two files, from its first byte."""

    def __init__(self, layout: Layout, make_table: Callable[[Iterator[Placed]], pa.Table]) -> None:
        self.layout = layout
        self._make_table = make_table
        self._tables: list[pa.Table] = [layout.schema.empty_table()]
        self._head, self._segments = "", 0

    def take(self, segment: Segment) -> None:
        self._tables.append(self._make_table((segment.number, row) for row in segment.rows))
        self._head, self._segments = segment.digest, segment.number + 1

    def made(self, graves: dict[int, TombstoneRow], retaggings: Retaggings) -> bytes:
        """All of it. A document that was removed is marked, whatever its segment still said."""
        rows, layout = pa.concat_tables(self._tables), self.layout
        if layout.wider is not None and graves:
            rows = without_removed(rows, graves)
        if layout.wider is not None and retaggings:
            rows, layout = with_retaggings(widened(rows), retaggings), layout.widened()
        return extend(layout, empty_end(layout), rows, self._segments, self._head).data
