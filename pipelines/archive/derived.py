"""Everything that follows from the log, kept up with it: removals, texts, INDEX, CDXJ, columns, schema."""

from collections.abc import Iterable, Iterator

from pipelines.archive.cdxj import Cdxj
from pipelines.archive.columns_later import ColumnsLater
from pipelines.archive.index import Index, Listed, number_of
from pipelines.archive.log import Log
from pipelines.archive.removal import bury
from pipelines.archive.retaggings import RetaggingsOfLog
from pipelines.archive.rows import DocumentRow, TombstoneRow
from pipelines.archive.schema import write_schema
from pipelines.archive.segment import Segment
from pipelines.archive.store import Store
from pipelines.archive.texts import write_texts


class Derived:
    """`log` is read by its owner, who tells of every segment. `graves` are the removals among these."""

    def __init__(self, store: Store, log: Log) -> None:
        self._store = store
        self._log = log
        self._index = Index(store, self._read_from)
        self._cdxj = Cdxj(store, self._read_from)
        self._retaggings = RetaggingsOfLog()
        self._columns = ColumnsLater(store, log.segments_from, self._retaggings)
        self._covered = 0
        self.graves: dict[int, TombstoneRow] = {}
        self._buried: set[int] = set()

    def begin(self) -> int:
        """How many documents INDEX lists. Comes before reading the log, which is then no shorter."""
        return self._index.begin()

    def resume(self) -> None:
        """The log was not read from its beginning: what stands before its place is covered."""
        self._covered = self._log.place.segment
        self._cdxj.begin(self._log.place.first_number)

    def expect(self, segment: Segment) -> None:
        """Takes note of a segment, in order."""
        self._retaggings.learn(segment)
        self._columns.expect(segment)
        self._index.expect(segment)
        for row in segment.rows:
            self._cdxj.expect(row)
            if isinstance(row, TombstoneRow):
                self.graves[row.number] = row

    def follow(self, documents: Iterable[DocumentRow]) -> None:
        """What a commit is followed by: the texts of its `documents`, INDEX, and now and then the rest."""
        live = [row for row in documents if row.number not in self.graves]
        write_texts(self._store, live)
        for row in live:
            self._index.written(row.number)
        self._index.complete(at_once=False)
        self._columns.pack()
        if self._columns.is_due:
            self.settle()

    def settle(self) -> None:
        """Everything, as far as the log was read. Raises StoreError."""
        self.bury()
        self._index.want(self._log.place.first_number)
        self._index.complete()
        self._index.retag(self._retaggings.found)
        if self._log.place.segment > self._covered:
            write_schema(self._store)
            self._cdxj.complete(self._log.place.first_number)
            self._columns.complete(self._log.place.segment)
            self._retaggings.forget()
            self._covered = self._log.place.segment

    def bury(self) -> None:
        """Completes the removals."""
        for number in self.graves.keys() - self._buried:
            bury(self._store, self.graves[number])
            self._log.forget()
            self._columns.refresh(self.graves[number].segment)
            self._buried.add(number)

    def compact(self) -> None:
        """Makes few files of many."""
        self.settle()
        self._cdxj.complete(self._log.place.first_number, merged=True)

    def _read_from(self, number: int) -> Iterator[Listed]:
        first = self._log.segment_with(number).number
        for segment in self._log.segments_from(first):
            for row in segment.rows:
                if isinstance(row, Listed) and number_of(row) >= number:
                    yield row
