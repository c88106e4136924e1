"""The log as long as it was at one moment, read in any order, each segment held against a neighbour."""

from collections.abc import Iterator
from functools import lru_cache

from pipelines.archive.index import Listed, number_of
from pipelines.archive.rows import DocumentRow, RetaggedRow, SegmentHeader
from pipelines.archive.segment import LOG, Segment, decode, decode_header, segment_key, segment_number
from pipelines.archive.store import KeyMissing, Store
from pipelines.errors import ArchiveDamaged


class LogSnapshot:
    """The first `segments` segments. Methods raise StoreError, ArchiveDamaged or UnknownFormatVersion."""

    def __init__(self, store: Store, segments: int) -> None:
        self.segments = segments
        self._store = store
        self._last = 0
        self._bytes = lru_cache(maxsize=8)(self._read_bytes)
        self.segment = lru_cache(maxsize=8)(self._read_segment)
        self.header = lru_cache(maxsize=1024)(self._read_header)
        self._retagged = lru_cache(maxsize=8)(self._read_retagged)

    @property
    def documents(self) -> int:
        """How many documents there are, removed ones included."""
        return _end_of(self.header(self.segments - 1)) if self.segments else 0

    def segments_from(self, number: int) -> Iterator[Segment]:
        """From segment `number` on, in order."""
        return map(self.segment, range(number, self.segments))

    def listed(self, number: int) -> Listed | None:
        """The row of a document as it was archived, or its stub; None where the log has none."""
        rows = self.segment(self._segment_of(number)).rows
        return next((row for row in rows if isinstance(row, Listed) and number_of(row) == number), None)

    def retagged(self, number: int, segment: int | None) -> DocumentRow | RetaggedRow | None:
        """What `segment` says of a document's entities, or where it is None the row of the document."""
        if segment is None:
            row = self.listed(number)
            return row if isinstance(row, DocumentRow) else None
        return self._retagged(segment).get(number)

    def _read_retagged(self, segment: int) -> dict[int, RetaggedRow]:
        rows = self.segment(segment).rows
        return {row.number: row for row in rows if isinstance(row, RetaggedRow)}

    def _segment_of(self, number: int) -> int:
        """The segment that holds document `number`; often that of the one before, or the next."""
        for near in (self._last, self._last + 1):
            if near < self.segments and _holds(self.header(near), number):
                self._last = near
                return near
        self._last = self._searched(number)
        return self._last

    def _searched(self, number: int) -> int:
        """The last segment whose first number is at most `number`."""
        low, high = 0, self.segments - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.header(middle).first_number <= number:
                low = middle
            else:
                high = middle - 1
        return low

    def _read_segment(self, number: int) -> Segment:
        """Held against its successor, the newest one against the one before it."""
        segment = decode(number, self._bytes(number))
        if number + 1 < self.segments:
            if self.header(number + 1).previous != segment.digest:
                keys = f"{segment_key(number)} and {segment_key(number + 1)}"
                raise ArchiveDamaged(f"{keys} are not of one log; run `corpus verify`")
        elif number:
            self.segment(number - 1)
        elif segment.header.previous is not None:
            raise ArchiveDamaged(f"{segment_key(0)} is not the beginning of a log; run `corpus verify`")
        return segment

    def _read_header(self, number: int) -> SegmentHeader:
        return decode_header(number, self._bytes(number))

    def _read_bytes(self, number: int) -> bytes:
        key = segment_key(number)
        try:
            return self._store.get(key).data
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
