"""What cannot be derived of an archive, each object held against the log before anybody gets it."""

import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.archive.index import Listed
from pipelines.archive.log_snapshot import count_segments
from pipelines.archive.rows import DocumentRow, RemovedRow, TombstoneRow
from pipelines.archive.runs import RunRecord, read_run
from pipelines.archive.segment import (
    Place,
    Segment,
    after,
    decode,
    follows,
    is_stubbed,
    segment_key,
)
from pipelines.archive.store import KeyMissing, Store
from pipelines.archive.warc import quarantine_key, read_response, segment_and_commit
from pipelines.errors import ArchiveDamaged

_TEXT_FILE = re.compile(r"\d{3,}_[0-9a-f]{16}\.txt")
_REMEDY = "restore it from another copy of the archive"


class Stored(NamedTuple):
    """A segment and the bytes that it was read from."""

    segment: Segment
    data: bytes


class Vouched:
    """Reads from `store`. Every method raises ArchiveDamaged, naming the object that is not in order."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._padded: frozenset[tuple[int, str]] = frozenset()

    def segments(self) -> Iterator[Stored]:
        """The log in order, to where it ends when that is reached; the chain and every text are checked."""
        expected, place = count_segments(self._store), Place(0, 0, None, None)
        previous: Stored | None = None
        while (stored := self._next(place.segment, expected)) is not None:
            self._check_chain(previous, stored.segment, place)
            previous, place = stored, after(stored.segment)
            yield stored

    def segment(self, number: int) -> Stored:
        """One segment, checked with its texts, but not with its neighbours."""
        key = segment_key(number)
        data = self._get(key)
        try:
            segment = decode(number, data)
        except ArchiveDamaged as error:
            raise ArchiveDamaged(f"{self._store.url}: {error}") from error
        named = segment.header.warc
        if named is not None and segment_and_commit(named) != (number, segment.header.commit):
            raise self._damaged(key, f"it names {named!r} as its captures")
        for row in segment.rows:
            if isinstance(row, Listed | TombstoneRow):
                self._check_document(row, key)
        return Stored(segment, data)

    def captures(self, segment: Segment) -> bytes:
        """The WARC file of a segment that has one, with padding where documents were removed."""
        key = str(segment.header.warc)
        data = self._get(key)
        digest = hashlib.sha256(data).hexdigest()
        if digest != segment.header.warc_sha256 and not self._is_padded(segment.number, digest):
            raise self._damaged(key, "its bytes are not those that the log vouches for")
        return data

    def quarantined(self, key: str) -> bytes:
        """The capture of a failed page."""
        data = self._get(key)
        try:
            record = read_response(data)
        except ValueError as error:
            raise self._damaged(key, f"it cannot be read ({error})") from error
        if not record.sound or quarantine_key(record.url, record.payload) != key:
            raise self._damaged(key, "it is not the capture that its name says")
        return data

    def run_record(self, key: str) -> tuple[RunRecord, bytes]:
        """A run record and its bytes."""
        data = self._get(key)
        try:
            return read_run(self._store, key), data
        except ArchiveDamaged as error:
            raise ArchiveDamaged(f"{self._store.url}: {error}") from error

    def _next(self, number: int, expected: int) -> Stored | None:
        try:
            return self.segment(number)
        except ArchiveDamaged as error:
            if number >= expected and isinstance(error.__cause__, KeyMissing):
                return None
            raise

    def _check_chain(self, previous: Stored | None, segment: Segment, place: Place) -> None:
        key = segment_key(segment.number)
        if not follows(segment, place):
            raise self._damaged(key, "it does not continue the segment before it")
        named = segment.header.previous_file_sha256
        if previous and named != previous.segment.file_sha256 and not is_stubbed(previous.segment):
            before = segment_key(previous.segment.number)
            raise self._damaged(before, f"its bytes are not those that {key} vouches for")

    def _check_document(self, row: Listed | TombstoneRow, key: str) -> None:
        """Names become keys elsewhere, so they are not believed."""
        index = (
            row.stub.row if isinstance(row, TombstoneRow) else row.row if isinstance(row, RemovedRow) else row
        )
        if not _TEXT_FILE.fullmatch(index.file) or int(index.file.partition("_")[0]) != index.number:
            raise self._damaged(key, f"document {index.number} has the name {index.file!r}")
        if isinstance(row, DocumentRow) and hashlib.sha256(row.text.encode()).hexdigest() != row.sha256:
            raise self._damaged(key, f"the text of document {row.number} is not that of its SHA-256")

    def _is_padded(self, number: int, warc_sha256: str) -> bool:
        """Whether a removal has left this. Reads the log for it, again where there was another since."""
        if (number, warc_sha256) not in self._padded:
            self._padded = frozenset(self._tombstones())
        return (number, warc_sha256) in self._padded

    def _tombstones(self) -> Iterator[tuple[int, str]]:
        for stored in self.segments():
            for row in stored.segment.rows:
                if isinstance(row, TombstoneRow) and row.warc_sha256 is not None:
                    yield row.segment, row.warc_sha256

    def _get(self, key: str) -> bytes:
        try:
            return self._store.get(key).data
        except KeyMissing as error:
            raise ArchiveDamaged(f"{self._store.url}: {key} is missing; {_REMEDY}") from error

    def _damaged(self, key: str, what: str) -> ArchiveDamaged:
        return ArchiveDamaged(f"{self._store.url}: {key} is damaged: {what}; {_REMEDY}")
