"""Holds the log against itself, and against it the texts, captures and failed pages that it names."""

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from pipelines.archive.compose import text_key
from pipelines.archive.findings import Findings
from pipelines.archive.removal import has_own_capture
from pipelines.archive.rows import DocumentRow, FailureRow, RemovedRow, TombstoneRow
from pipelines.archive.segment import Segment, after, decode, follows, is_stubbed, segment_key
from pipelines.archive.store import KeyMissing, Store
from pipelines.archive.verify_read_anew import ReadAnewCheck
from pipelines.archive.verify_retagged import RetaggedCheck
from pipelines.archive.warc import is_one_member, quarantine_key, read_response, target_uri
from pipelines.errors import ArchiveDamaged

_AT_ONCE = 8


class LogCheck:
    """Takes segments in order. `named` are the keys that the log vouches for, `heads` has its digests."""

    def __init__(self, store: Store, findings: Findings) -> None:
        self._store = store
        self._findings = findings
        self.named: set[str] = set()
        self.heads: dict[str, tuple[int, str]] = {}
        self.documents = self.rejected = self.failed = 0
        self.whole = True
        self.removed: dict[int, TombstoneRow] = {}
        self._stubs: dict[int, tuple[int, RemovedRow]] = {}
        self._padded: dict[str, str] = {}
        self._rewritten: dict[int, tuple[str, str]] = {}
        self._retagged = RetaggedCheck(findings)
        self._read_anew = ReadAnewCheck(store, findings, self._response)

    def segments(self, numbers: Iterable[int]) -> Iterator[Segment]:
        """Reads and checks segments, each with the one before it if that is among them."""
        previous: Segment | None = None
        for number in numbers:
            segment = self._read(number)
            if segment is None:
                self.whole, previous = False, None
                continue
            self._chain(previous if previous and previous.number == number - 1 else None, segment)
            self._content(segment)
            previous = segment
            yield segment

    def finish(self) -> None:
        """What can be told only when all segments were seen: removals, and files that these rewrote."""
        for number, grave in self.removed.items():
            stub = self._stubs.pop(number, None)
            if stub is None and self.whole:
                self._find(segment_key(grave.segment), f"document {number} is removed and still there", True)
            elif stub is not None and stub != (grave.segment, grave.stub):
                self._find(
                    segment_key(stub[0]), f"the stub of document {number} is not its tombstone's", False
                )
        for number, (segment, _) in self._stubs.items():
            if self.whole:
                self._find(segment_key(segment), f"document {number} has a stub and no tombstone", False)
        for key, sha256 in self._padded.items():
            of_file = (grave for grave in self.removed.values() if grave.stub.row.warc == key)
            graves = [grave for grave in of_file if has_own_capture(grave)]
            if graves and graves[-1].warc_sha256 != sha256:
                self._find(key, "its bytes are not those that the log vouches for", False)
        self.finish_readings()
        for number, (sha256, expected) in self._rewritten.items():
            is_excused = any(grave.segment == number for grave in self.removed.values())
            if sha256 != expected and not is_excused:
                self._find(segment_key(number), "its bytes are not those that the next one names", False)

    def finish_readings(self) -> None:
        """The captures that documents of these segments share with earlier ones, of other segments."""
        self._read_anew.finish(self.removed)

    def _read(self, number: int) -> Segment | None:
        key = segment_key(number)
        self.named.add(key)
        data = self._get(key)
        if data is None:
            self._find(key, "is missing: a gap in the log", False)
            return None
        try:
            return decode(number, data)
        except ArchiveDamaged as error:
            self._find(key, str(error), False)
            return None

    def _chain(self, previous: Segment | None, segment: Segment) -> None:
        self.heads[segment.digest] = (segment.number, segment.file_sha256)
        if previous is None:
            if segment.number == 0 and segment.header.previous is not None:
                self._find(segment_key(0), "is not the beginning of a log", False)
            return
        before, key = segment_key(previous.number), segment_key(segment.number)
        expected = segment.header.previous_file_sha256
        if not follows(segment, after(previous)):
            self._find(before, f"is not what {key} was written to follow", False)
        elif is_stubbed(previous) and expected is not None:
            self._rewritten[previous.number] = (previous.file_sha256, expected)
        elif expected != previous.file_sha256:
            self._find(before, f"its bytes are not those that {key} vouches for", False)

    def _content(self, segment: Segment) -> None:
        documents = [row for row in segment.rows if isinstance(row, DocumentRow)]
        self._retagged.take(segment, self.removed)
        self.documents += segment.header.documents
        self.rejected += segment.header.rejected
        self.failed += segment.header.failed
        for row in segment.rows:
            if isinstance(row, TombstoneRow):
                self.removed[row.number] = row
            elif isinstance(row, RemovedRow):
                self._stubs[row.row.number] = (segment.number, row)
            elif isinstance(row, FailureRow) and row.quarantine:
                self._quarantined(row.quarantine)
        for row in documents:
            self._document(row, segment_key(segment.number))
            if row.reading_of is not None:
                self._read_anew.take(row, segment.number)
        self._texts(documents)
        self._captures(segment, documents)

    def _document(self, row: DocumentRow, key: str) -> None:
        data = row.text.encode()
        if (hashlib.sha256(data).hexdigest(), len(data)) != (row.sha256, row.bytes):
            self._find(key, f"document {row.number}: sha256 or bytes are not those of its text", False)
        if row.warc is not None and row.file != text_key(row.number, row.sha256):
            self._find(key, f"document {row.number}: {row.file} is not made of number and SHA-256", False)

    def _texts(self, documents: list[DocumentRow]) -> None:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            texts = pool.map(self._get, [row.file for row in documents])
            for row, data in zip(documents, texts, strict=True):
                self.named.add(row.file)
                if data is None:
                    self._find(row.file, f"is missing: the text of document {row.number}", True)
                elif data != row.text.encode():
                    self._find(row.file, f"its bytes are not the text of document {row.number}", True)

    def _captures(self, segment: Segment, documents: Iterable[DocumentRow]) -> None:
        key, expected = segment.header.warc, segment.header.warc_sha256
        if key is None:
            return
        self.named.add(key)
        data = self._get(key)
        if data is None:
            self._find(key, "is missing: the captures of a commit", False)
            return
        sha256 = hashlib.sha256(data).hexdigest()
        if is_stubbed(segment):
            self._padded[key] = sha256
        elif sha256 != expected:
            self._find(key, "its bytes are not those that the log vouches for", False)
        for row in documents:
            if row.warc is not None and row.reading_of is None:
                self._capture(row, key, data)

    def _capture(self, row: DocumentRow, key: str, data: bytes) -> None:
        if row.warc != key or row.offset is None or row.length is None:
            self._find(key, f"document {row.number} does not say where its capture lies", False)
            return
        self._response(
            row.number, key, data[row.offset : row.offset + row.length], row.url, row.payload_digest
        )
        for page in row.further:
            record = data[page.offset : page.offset + page.length]
            self._response(row.number, key, record, page.url, page.payload_digest)

    def _response(self, number: int, key: str, data: bytes, url: str | None, digest: str | None) -> None:
        try:
            record = read_response(data)
        except ValueError as error:
            self._find(key, f"the capture of document {number} cannot be read ({error})", False)
            return
        if not record.sound or (record.url, record.payload_digest) != (target_uri(url or ""), digest):
            self._find(key, f"the capture of document {number} is not what was fetched", False)

    def _quarantined(self, key: str) -> None:
        if key in self.named:
            return
        self.named.add(key)
        data = self._get(key)
        if data is None:
            self._find(key, "is missing: the capture of a failed page", False)
        elif not _is_sound_quarantine(key, data):
            self._find(key, "is not the capture that its name says", False)

    def _get(self, key: str) -> bytes | None:
        try:
            return self._store.get(key).data
        except KeyMissing:
            return None

    def _find(self, key: str, problem: str, repairable: bool) -> None:
        self._findings.find(key, problem, repairable=repairable)


def _is_sound_quarantine(key: str, data: bytes) -> bool:
    try:
        record = read_response(data)
    except ValueError:
        return False
    return record.sound and quarantine_key(record.url, record.payload) == key and is_one_member(data)
