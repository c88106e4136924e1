"""Reading an archive: rows, whole documents, texts, what is new, and what became of a URL.

An opened archive is one snapshot: the log as long as it was then. Rows come from the columns as far as these
go, and from the log behind them; whole documents always come from the log, which vouches for them.
"""

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipelines.archive.digests import key_digest
from pipelines.archive.index import Listed
from pipelines.archive.known import Known
from pipelines.archive.log_snapshot import LogSnapshot, count_segments
from pipelines.archive.refusals import Ending, Refusal, ending_of, refusal_of
from pipelines.archive.retaggings import Retaggings, RetaggingsOfLog, retagged_document, retagged_line
from pipelines.archive.rows import (
    DocumentRow,
    FailureRow,
    IndexRow,
    LogRow,
    PageRow,
    RejectionRow,
    RemovedRow,
    RetaggedRow,
    TombstoneRow,
)
from pipelines.archive.segment import Segment
from pipelines.archive.store import Store, open_store
from pipelines.archive.verdict import Verdict, verdict_of
from pipelines.archive.where import Where
from pipelines.errors import ArchiveDamaged, ConfigurationError
from pipelines.urls import url_key

if TYPE_CHECKING:
    from pipelines.archive.column_rows import ColumnRows

_EVERY = Where()


class Archive:
    """A snapshot of an archive; what is committed later needs another `open`.

    Every method may raise StoreError, ArchiveDamaged or UnknownFormatVersion.
    """

    def __init__(self, store: Store, segments: int) -> None:
        self.store = store
        self._log = LogSnapshot(store, segments)

    @classmethod
    def open(cls, where: str | Store) -> "Archive":
        """Raises ConfigurationError where no archive lies; looks at few keys and the two newest segments."""
        store = open_store(where) if isinstance(where, str) else where
        segments = count_segments(store)
        if not segments:
            raise ConfigurationError(
                f"{store.url} holds no archive; set ARCHIVE_URL, or begin one with a crawl"
            )
        archive = cls(store, segments)
        archive._log.segment(segments - 1)
        return archive

    def __len__(self) -> int:
        """How many documents there are, removed ones included."""
        return self._log.documents

    def __iter__(self) -> Iterator[IndexRow]:
        return self.rows()

    @property
    def head(self) -> str:
        """The digest of the newest segment, which vouches for the whole archive."""
        return self._log.segment(self._log.segments - 1).digest

    @property
    def cursor(self) -> str:
        """The end of this snapshot, to be given to `since` of a later one."""
        return self._log.segment(self._log.segments - 1).cursor

    def rows(self, where: Where | None = None) -> Iterator[IndexRow]:
        """The lines of INDEX for the documents wanted, by number; removed ones have the status `removed`."""
        wanted = where or _EVERY
        if self._columns is not None:
            yield from self._columns.rows(wanted, self._removed_since, self._retagged_since)
        yield from self._tail_rows(wanted)

    def values(self, fields: Sequence[str], where: Where | None = None) -> Iterator[tuple[Any, ...]]:
        """Some fields of INDEX, in the order asked for, of the documents wanted: quicker than `rows`.

        Raises ValueError where a field is none of INDEX.
        """
        if unknown := [name for name in fields if name not in IndexRow.model_fields]:
            raise ValueError(f"{unknown[0]!r} is no field of INDEX")
        wanted = where or _EVERY
        if self._columns is not None:
            since = self._removed_since, self._retagged_since
            yield from self._columns.values(tuple(fields), wanted, *since)
        for row in self._tail_rows(wanted):
            yield tuple(getattr(row, name) for name in fields)

    def documents(self, where: Where | None = None) -> Iterator[DocumentRow]:
        """The whole documents wanted, by number, without the removed ones."""
        for row in self.rows(where):
            if row.status == "live":
                try:
                    yield self.get(row.number)
                except LookupError:
                    # Removed since this snapshot was opened.
                    continue

    def get(self, number: int) -> DocumentRow:
        """The whole document. Raises LookupError where there is none of this number, or it was removed."""
        if not 0 <= number < len(self):
            raise LookupError(f"there is no document {number}")
        row = self._log.listed(number)
        if isinstance(row, RemovedRow) or number in self._removed_since:
            raise LookupError(f"document {number} was removed")
        if row is None:
            raise ArchiveDamaged(f"the log has no document {number}; run `corpus verify`")
        return retagged_document(row, self._newest(number))

    def text(self, number: int) -> str:
        """The `.txt` file decoded, as the log vouches for it. Raises LookupError as `get` does."""
        return self.get(number).text

    def by_url(self, url: str) -> IndexRow | None:
        """The newest document of the page at this URL, in any of its forms; removed ones too.

        Raises ValueError where `url` is none.
        """
        row = self.record(url_key(url))
        if isinstance(row, DocumentRow):
            return self._as_listed(row)
        return row.row if isinstance(row, RemovedRow) else None

    def since(self, cursor: str | None) -> Iterator[DocumentRow | TombstoneRow]:
        """What came after the `cursor` of an earlier snapshot: documents, and tombstones of removed ones.

        A document that was retagged comes again, under its number, as it is now. None: everything. Documents
        that are removed by now are passed over. Raises ConfigurationError where the cursor is not of this
        archive.
        """
        start = self._position(cursor)
        for segment in self._log.segments_from(start):
            for row in segment.rows:
                change = self._change(row, segment, start)
                if change is not None:
                    yield change

    def verdict(self, url_key: str) -> Verdict | None:
        """What became of the page with this URL key (pipelines.urls.url_key); None if it was never seen."""
        row = self.record(url_key)
        return None if row is None else verdict_of(row)

    def history(self, url_key: str) -> Iterator[PageRow]:
        """Every row of the page with this URL key, oldest first; of removed documents the stubs."""
        for segment in self._segments_with(url_key):
            for row in segment.rows:
                if not isinstance(row, TombstoneRow | RetaggedRow) and url_key in row.keys:
                    yield row

    def record(self, url_key: str) -> PageRow | None:
        """The row behind `verdict`, with every detail."""
        found: PageRow | None = None
        for row in self.history(url_key):
            if verdict_of(row).outranks(verdict_of(found) if found else None):
                found = row
        if isinstance(found, DocumentRow):
            return retagged_document(found, self._newest(found.number))
        return found

    def rejections(self) -> Iterator[RejectionRow]:
        """In the order of their commits; a page that was looked at twice is there twice."""
        return (row for row in self.log_rows() if isinstance(row, RejectionRow))

    def refusals(self, reasons: Collection[str], numbers: Collection[int] | None = None) -> list[Refusal]:
        """Pages turned away for one of `reasons`, on account of one of these documents; quicker than all."""
        rows = (row for segment in self._tail for row in segment.rows)
        later = (refusal_of(row, reasons, numbers) for row in rows)
        earlier = self._columns.refusals(reasons, numbers) if self._columns is not None else []
        return [*earlier, *(refusal for refusal in later if refusal is not None)]

    def endings(self, urls: Collection[str]) -> list[Ending]:
        """How pages ended, but as documents, that were asked for as one of `urls`; quicker than all."""
        later = (ending_of(row, urls) for segment in self._tail for row in segment.rows)
        earlier = self._columns.endings(urls) if self._columns is not None else []
        return [*earlier, *(ending for ending in later if ending is not None)]

    def failures(self) -> Iterator[FailureRow]:
        """In the order of their commits."""
        return (row for row in self.log_rows() if isinstance(row, FailureRow))

    def segments(self, first: int = 0) -> Iterator[Segment]:
        """The log from segment `first` on, oldest first."""
        return self._log.segments_from(first)

    def segments_since(self, cursor: str | None) -> Iterator[Segment]:
        """The log behind the `cursor` of an earlier snapshot, oldest first; None: all of it.

        Raises ConfigurationError, at once, where the cursor is not of this archive.
        """
        return self._log.segments_from(self._position(cursor))

    def log_rows(self) -> Iterator[LogRow]:
        """Every row of the log, oldest first, as it was written."""
        return (row for segment in self.segments() for row in segment.rows)

    def known(self) -> Known:
        """Which pages, texts and near-keys exist by now: for one who decides what to fetch."""
        from pipelines.archive.start import read_known

        return read_known(self.store)

    @cached_property
    def _columns(self) -> "ColumnRows | None":
        """The part of the snapshot that the columns cover; None where the whole log has to be read."""
        # numpy and pyarrow take a good part of a second to import: only those pay who read rows.
        from pipelines.archive.column_rows import open_column_rows

        return open_column_rows(self.store, self._log.segments, self._log.retagged)

    @property
    def _tail(self) -> Iterator[Segment]:
        """The segments behind the columns."""
        start = self._columns.segments if self._columns is not None else 0
        return self._log.segments_from(start)

    @cached_property
    def _removed_since(self) -> frozenset[int]:
        """Documents whose removal the columns do not know yet."""
        rows = (row for segment in self._tail for row in segment.rows)
        return frozenset(row.number for row in rows if isinstance(row, TombstoneRow))

    @cached_property
    def _retagged_since(self) -> Retaggings:
        """Retaggings that the columns do not know yet."""
        gathered = RetaggingsOfLog()
        for segment in self._tail:
            gathered.learn(segment)
        return gathered.found

    def _retagged_in(self, number: int) -> int | None:
        """The segment with the newest retagging of a document; None where it was never retagged."""
        if found := self._retagged_since.get(number):
            return found[-1].segment
        return self._columns.retagged_in(number) if self._columns is not None else None

    def _newest(self, number: int) -> RetaggedRow | None:
        segment = self._retagged_in(number)
        row = self._log.retagged(number, segment) if segment is not None else None
        return row if isinstance(row, RetaggedRow) else None

    def _change(self, row: LogRow, segment: Segment, start: int) -> DocumentRow | TombstoneRow | None:
        """What `since` tells of a row, where it begins with segment `start`; None: nothing."""
        if isinstance(row, TombstoneRow):
            return row
        if not isinstance(row, DocumentRow | RetaggedRow) or row.number in self._removed_since:
            return None
        if isinstance(row, DocumentRow):
            return retagged_document(row, self._newest(row.number))
        comes_itself = row.number >= self._log.header(start).first_number
        if comes_itself or self._retagged_in(row.number) != segment.number:
            return None
        try:
            return self.get(row.number)
        except LookupError:
            return None

    def _tail_rows(self, where: Where) -> Iterator[IndexRow]:
        listed = (row for segment in self._tail for row in segment.rows if isinstance(row, Listed))
        return filter(where.admits, map(self._as_listed, listed))

    def _as_listed(self, row: LogRow) -> IndexRow:
        if isinstance(row, RemovedRow):
            return row.row
        assert isinstance(row, DocumentRow)
        line = retagged_line(row.index(), self._retagged_since.get(row.number, ()))
        is_gone = row.number in self._removed_since
        return line.model_copy(update={"status": "removed"}) if is_gone else line

    def _segments_with(self, url_key: str) -> Iterator[Segment]:
        """Those that can hold a row with this key, oldest first."""
        if self._columns is not None:
            yield from map(self._log.segment, self._columns.segments_with(key_digest(url_key)))
        yield from self._tail

    def _position(self, cursor: str | None) -> int:
        if cursor is None:
            return 0
        number, _, head = cursor.partition("-")
        if not number.isdigit() or not 0 < int(number) <= self._log.segments:
            raise ConfigurationError(
                f"{self.store.url}: {cursor!r} is no cursor of this archive; begin with None"
            )
        if self._log.segment(int(number) - 1).digest[:16] != head:
            raise ConfigurationError(f"{self.store.url}: {cursor!r} is of another archive; begin with None")
        return int(number)
