"""Reading an archive: rows, whole documents, texts, what is new, and what became of a URL.

An opened archive is one snapshot: the log as long as it was then. Rows come from the columns as far as these
go, and from the log behind them; whole documents always come from the log, which vouches for them.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from pipelines.archive.digests import key_digest
from pipelines.archive.index import Listed, number_of
from pipelines.archive.known import Known
from pipelines.archive.rows import (
    DocumentRow,
    FailureRow,
    IndexRow,
    LogRow,
    PageRow,
    RejectionRow,
    RemovedRow,
    SegmentHeader,
    TombstoneRow,
)
from pipelines.archive.segment import LOG, Segment, decode, decode_header, segment_key, segment_number
from pipelines.archive.store import KeyMissing, Store, open_store
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
        self._segments = segments
        self._last = 0
        self._bytes = lru_cache(maxsize=8)(self._read_bytes)
        self._segment = lru_cache(maxsize=8)(self._read_segment)
        self._header = lru_cache(maxsize=1024)(self._read_header)

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
        archive._segment(segments - 1)
        return archive

    def __len__(self) -> int:
        """How many documents there are, removed ones included."""
        return _end_of(self._header(self._segments - 1)) if self._segments else 0

    def __iter__(self) -> Iterator[IndexRow]:
        return self.rows()

    @property
    def head(self) -> str:
        """The digest of the newest segment, which vouches for the whole archive."""
        return self._segment(self._segments - 1).digest

    @property
    def cursor(self) -> str:
        """The end of this snapshot, to be given to `since` of a later one."""
        return f"{self._segments}-{self.head[:16]}"

    def rows(self, where: Where | None = None) -> Iterator[IndexRow]:
        """The lines of INDEX for the documents wanted, by number; removed ones have the status `removed`."""
        wanted = where or _EVERY
        if self._columns is not None:
            yield from self._columns.rows(wanted, self._removed_since)
        yield from self._tail_rows(wanted)

    def values(self, fields: Sequence[str], where: Where | None = None) -> Iterator[tuple[Any, ...]]:
        """Some fields of INDEX, in the order asked for, of the documents wanted: quicker than `rows`.

        Raises ValueError where a field is none of INDEX.
        """
        if unknown := [name for name in fields if name not in IndexRow.model_fields]:
            raise ValueError(f"{unknown[0]!r} is no field of INDEX")
        wanted = where or _EVERY
        if self._columns is not None:
            yield from self._columns.values(tuple(fields), wanted, self._removed_since)
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
        row = self._find(number)
        if isinstance(row, RemovedRow) or number in self._removed_since:
            raise LookupError(f"document {number} was removed")
        if row is None:
            raise ArchiveDamaged(f"the log has no document {number}; run `corpus verify`")
        return row

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

        None: everything. Documents that are removed by now are passed over. Raises ConfigurationError where
        the cursor is not of this archive.
        """
        for number in range(self._position(cursor), self._segments):
            for row in self._segment(number).rows:
                is_live = isinstance(row, DocumentRow) and row.number not in self._removed_since
                if isinstance(row, TombstoneRow) or (is_live and isinstance(row, DocumentRow)):
                    yield row

    def verdict(self, url_key: str) -> Verdict | None:
        """What became of the page with this URL key (pipelines.urls.url_key); None if it was never seen."""
        row = self.record(url_key)
        return None if row is None else verdict_of(row)

    def record(self, url_key: str) -> PageRow | None:
        """The row behind `verdict`, with every detail."""
        found: PageRow | None = None
        for segment in self._segments_with(url_key):
            for row in segment.rows:
                if isinstance(row, TombstoneRow) or url_key not in row.keys:
                    continue
                if verdict_of(row).outranks(verdict_of(found) if found else None):
                    found = row
        return found

    def rejections(self) -> Iterator[RejectionRow]:
        """In the order of their commits; a page that was looked at twice is there twice."""
        return (row for row in self.log_rows() if isinstance(row, RejectionRow))

    def failures(self) -> Iterator[FailureRow]:
        """In the order of their commits."""
        return (row for row in self.log_rows() if isinstance(row, FailureRow))

    def segments(self) -> Iterator[Segment]:
        """The whole log, oldest first."""
        return map(self._segment, range(self._segments))

    def log_rows(self) -> Iterator[LogRow]:
        """Every row of the log, oldest first."""
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

        return open_column_rows(self.store, self._segments)

    @property
    def _tail(self) -> Iterator[Segment]:
        """The segments behind the columns."""
        start = self._columns.segments if self._columns is not None else 0
        return map(self._segment, range(start, self._segments))

    @cached_property
    def _removed_since(self) -> frozenset[int]:
        """Documents whose removal the columns do not know yet."""
        rows = (row for segment in self._tail for row in segment.rows)
        return frozenset(row.number for row in rows if isinstance(row, TombstoneRow))

    def _tail_rows(self, where: Where) -> Iterator[IndexRow]:
        listed = (row for segment in self._tail for row in segment.rows if isinstance(row, Listed))
        return filter(where.admits, map(self._as_listed, listed))

    def _as_listed(self, row: LogRow) -> IndexRow:
        if isinstance(row, RemovedRow):
            return row.row
        assert isinstance(row, DocumentRow)
        is_gone = row.number in self._removed_since
        return row.index().model_copy(update={"status": "removed"}) if is_gone else row.index()

    def _segments_with(self, url_key: str) -> Iterator[Segment]:
        """Those that can hold a row with this key, oldest first."""
        if self._columns is not None:
            yield from map(self._segment, self._columns.segments_with(key_digest(url_key)))
        yield from self._tail

    def _find(self, number: int) -> Listed | None:
        rows = self._segment(self._segment_of(number)).rows
        return next((row for row in rows if isinstance(row, Listed) and number_of(row) == number), None)

    def _segment_of(self, number: int) -> int:
        """The segment that holds document `number`; often that of the one before, or the next."""
        for near in (self._last, self._last + 1):
            if near < self._segments and _holds(self._header(near), number):
                self._last = near
                return near
        self._last = self._searched(number)
        return self._last

    def _searched(self, number: int) -> int:
        """The last segment whose first number is at most `number`."""
        low, high = 0, self._segments - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self._header(middle).first_number <= number:
                low = middle
            else:
                high = middle - 1
        return low

    def _position(self, cursor: str | None) -> int:
        if cursor is None:
            return 0
        number, _, head = cursor.partition("-")
        if not number.isdigit() or not 0 < int(number) <= self._segments:
            raise ConfigurationError(
                f"{self.store.url}: {cursor!r} is no cursor of this archive; begin with None"
            )
        if self._segment(int(number) - 1).digest[:16] != head:
            raise ConfigurationError(f"{self.store.url}: {cursor!r} is of another archive; begin with None")
        return int(number)

    def _read_segment(self, number: int) -> Segment:
        """Held against its successor, the newest one against the one before it."""
        segment = decode(number, self._bytes(number))
        if number + 1 < self._segments:
            if self._header(number + 1).previous != segment.digest:
                keys = f"{segment_key(number)} and {segment_key(number + 1)}"
                raise ArchiveDamaged(f"{keys} are not of one log; run `corpus verify`")
        elif number:
            self._segment(number - 1)
        elif segment.header.previous is not None:
            raise ArchiveDamaged(f"{segment_key(0)} is not the beginning of a log; run `corpus verify`")
        return segment

    def _read_header(self, number: int) -> SegmentHeader:
        return decode_header(number, self._bytes(number))

    def _read_bytes(self, number: int) -> bytes:
        key = segment_key(number)
        try:
            return self.store.get(key).data
        except KeyMissing as error:
            raise ArchiveDamaged(f"{key} is missing; restore it from a copy of the archive") from error


def _holds(header: SegmentHeader, number: int) -> bool:
    return header.first_number <= number < _end_of(header)


def _end_of(header: SegmentHeader) -> int:
    return header.first_number + header.documents


def count_segments(store: Store, known: int = 0) -> int:
    """How many segments there are, to judge by the names; 0 where no archive lies.

    Only names behind the first `known` are looked at.
    """
    found = store.list(LOG, segment_key(known - 1) if known else "")
    numbers = (segment_number(key) for key, _ in found)
    return max((number + 1 for number in numbers if number is not None), default=known)
