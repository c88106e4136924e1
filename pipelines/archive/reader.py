"""Reading an archive: rows, whole documents, texts, and what became of a URL."""

from collections.abc import Iterator
from functools import lru_cache

from pipelines.archive.index import INDEX, Listed, count_listed, number_of, read_index
from pipelines.archive.known import Verdict, verdict_of
from pipelines.archive.rows import (
    DocumentRow,
    FailureRow,
    IndexRow,
    LogRow,
    RejectionRow,
    SegmentHeader,
)
from pipelines.archive.segment import LOG, Segment, decode, decode_header, segment_key, segment_number
from pipelines.archive.store import KeyMissing, Store, open_store
from pipelines.errors import ArchiveDamaged, ConfigurationError


class Archive:
    """What INDEX lists, and the log behind it: as long as it was when opened, or when `get` looked for more.

    Every method may raise StoreError, ArchiveDamaged or UnknownFormatVersion.
    """

    def __init__(self, store: Store, segments: int) -> None:
        self.store = store
        self._segments = segments
        self._segment = lru_cache(maxsize=8)(self._read_segment)
        self._header = lru_cache(maxsize=1024)(self._read_header)

    @classmethod
    def open(cls, where: str | Store) -> "Archive":
        """Raises ConfigurationError where no archive lies; looks at one list of keys and the last segment."""
        store = open_store(where) if isinstance(where, str) else where
        segments = _count_segments(store)
        if not segments:
            raise ConfigurationError(
                f"{store.url} holds no archive; set ARCHIVE_URL, or begin one with a crawl"
            )
        archive = cls(store, segments)
        archive._header(segments - 1)
        return archive

    def __len__(self) -> int:
        """How many documents INDEX lists, removed ones included."""
        return count_listed(self.store)

    @property
    def head(self) -> str:
        """The digest of the newest segment, which vouches for the whole archive."""
        return self._segment(self._segments - 1).digest

    def rows(self) -> Iterator[IndexRow]:
        """The lines of INDEX, by number."""
        try:
            data = self.store.get(INDEX).data
        except KeyMissing:
            return
        yield from read_index(data)

    def get(self, number: int) -> DocumentRow:
        """The whole document. Raises LookupError where there is none of this number, or it was removed."""
        row = self._find(number)
        if row is None and self._has_grown():
            row = self._find(number)
        if row is None:
            raise LookupError(f"there is no document {number}")
        if row.kind == "removed":
            raise LookupError(f"document {number} was removed")
        return row

    def text(self, number: int) -> str:
        """The `.txt` file decoded, as the log vouches for it. Raises LookupError as `get` does."""
        return self.get(number).text

    def verdict(self, url_key: str) -> Verdict | None:
        """What became of the page with this URL key (pipelines.urls.url_key); None if it was never seen."""
        row = self.record(url_key)
        return None if row is None else verdict_of(row)

    def record(self, url_key: str) -> LogRow | None:
        """The row behind `verdict`, with every detail. Reads the whole log."""
        found: LogRow | None = None
        for row in self.log_rows():
            if url_key in row.keys and verdict_of(row).outranks(verdict_of(found) if found else None):
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

    def _find(self, number: int) -> Listed | None:
        rows = self._segment(self._segment_of(number)).rows
        return next((row for row in rows if isinstance(row, Listed) and number_of(row) == number), None)

    def _has_grown(self) -> bool:
        """Reads on where a crawl has committed since: INDEX may list more than the log held when opened."""
        before, self._segments = self._segments, _count_segments(self.store)
        return self._segments > before

    def _segment_of(self, number: int) -> int:
        """The last segment whose first number is at most `number`."""
        low, high = 0, self._segments - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self._header(middle).first_number <= number:
                low = middle
            else:
                high = middle - 1
        return low

    def _read_segment(self, number: int) -> Segment:
        return decode(number, self._bytes(number))

    def _read_header(self, number: int) -> SegmentHeader:
        return decode_header(number, self._bytes(number))

    def _bytes(self, number: int) -> bytes:
        key = segment_key(number)
        try:
            return self.store.get(key).data
        except KeyMissing as error:
            raise ArchiveDamaged(f"{key} is missing; restore it from a copy of the archive") from error


def _count_segments(store: Store) -> int:
    numbers = (segment_number(key) for key, _ in store.list(LOG))
    return max((number + 1 for number in numbers if number is not None), default=0)
