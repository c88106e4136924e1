"""Holds everything in a store against the log, and the log against itself."""

import hashlib
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from pipelines.archive.compose import text_key
from pipelines.archive.index import INDEX, Listed, index_line, number_of
from pipelines.archive.probe import FOLDER as PROBES
from pipelines.archive.rows import DocumentRow, FailureRow
from pipelines.archive.runs import list_runs, read_run
from pipelines.archive.segment import (
    LOG,
    Segment,
    after,
    decode,
    follows,
    is_stubbed,
    segment_key,
    segment_number,
)
from pipelines.archive.store import KeyMissing, Store
from pipelines.archive.warc import QUARANTINE, quarantine_key, read_response, segment_and_commit, target_uri
from pipelines.document import Value
from pipelines.errors import ArchiveDamaged, ConfigurationError

_DERIVED = frozenset(
    {INDEX, "INDEX.parquet", "REJECTED.parquet", "warc/INDEX.cdxj", "schema/document.v1.json"}
)
_RUN_FILE = re.compile(r"runs/[A-Za-z0-9_-]+\.(json|html)")
_AT_ONCE = 8


class Finding(Value):
    """What is wrong with one object. `repairable`: the next crawl can make it right from the log."""

    key: str
    problem: str
    repairable: bool


class Report(Value):
    """`findings` are faults. `notes` name objects that may be another crawl's work in progress."""

    url: str
    head: str | None
    segments: int
    documents: int
    rejected: int
    failed: int
    objects: int
    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        return not self.findings


def verify(store: Store) -> Report:
    """Reads every object once. A crawl that commits meanwhile can make its newest files look late.

    Raises ConfigurationError where no archive lies, UnknownFormatVersion and StoreError.
    """
    sizes = dict(store.list())
    if not any(key.startswith(LOG) for key in sizes):
        raise ConfigurationError(f"{store.url} holds no archive; set ARCHIVE_URL, or begin one with a crawl")
    return _Verification(store, sizes).report()


class _Verification:
    def __init__(self, store: Store, sizes: dict[str, int]) -> None:
        self._store = store
        self._sizes = sizes
        self._findings: list[Finding] = []
        self._notes: list[Finding] = []
        self._named: set[str] = set()
        self._rows: dict[int, Listed] = {}
        self._rejected = 0
        self._failed = 0
        self._whole = True

    def report(self) -> Report:
        # INDEX first: the log, read after it, is then at least as long.
        index = self._get(INDEX)
        segments = self._log()
        for segment in segments.values():
            self._segment(segment)
        self._index(index)
        self._runs(segments)
        for key in self._sizes:
            self._account(key, segments)
        newest = segments[max(segments)].digest if segments else None
        return Report(
            url=self._store.url,
            head=newest,
            segments=len(segments),
            documents=len(self._rows),
            rejected=self._rejected,
            failed=self._failed,
            objects=len(self._sizes),
            findings=tuple(sorted(self._findings, key=lambda finding: finding.key)),
            notes=tuple(self._notes),
        )

    def _log(self) -> dict[int, Segment]:
        numbers = [number for key in self._sizes if (number := segment_number(key)) is not None]
        found: dict[int, Segment] = {}
        for number in range(max(numbers, default=-1) + 1):
            segment = self._read_segment(number)
            if segment is None:
                self._whole = False
                continue
            found[number] = segment
            self._chain(found.get(number - 1), segment)
        return found

    def _read_segment(self, number: int) -> Segment | None:
        key = segment_key(number)
        self._named.add(key)
        data = self._get(key)
        if data is None:
            self._find(key, "is missing: a gap in the log", repairable=False)
            return None
        try:
            return decode(number, data)
        except ArchiveDamaged as error:
            self._find(key, str(error), repairable=False)
            return None

    def _chain(self, previous: Segment | None, segment: Segment) -> None:
        key = segment_key(segment.number)
        if previous is None:
            if segment.number == 0 and segment.header.previous is not None:
                self._find(key, "is not the beginning of a log", repairable=False)
            return
        before = segment_key(previous.number)
        if not follows(segment, after(previous)):
            self._find(before, f"is not what {key} was written to follow", repairable=False)
        elif segment.header.previous_file_sha256 != previous.file_sha256 and not is_stubbed(previous):
            self._find(before, f"its bytes are not those that {key} vouches for", repairable=False)

    def _segment(self, segment: Segment) -> None:
        documents = [row for row in segment.rows if isinstance(row, DocumentRow)]
        self._rows.update((number_of(row), row) for row in segment.rows if isinstance(row, Listed))
        self._rejected += segment.header.rejected
        self._failed += segment.header.failed
        for row in documents:
            self._document(row, segment_key(segment.number))
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for row, data in zip(
                documents, pool.map(self._get, [row.file for row in documents]), strict=True
            ):
                self._text(row, data)
        self._captures(segment, documents)
        for failure in segment.rows:
            if isinstance(failure, FailureRow) and failure.quarantine:
                self._quarantined(failure.quarantine)

    def _document(self, row: DocumentRow, key: str) -> None:
        data = row.text.encode()
        if (hashlib.sha256(data).hexdigest(), len(data)) != (row.sha256, row.bytes):
            self._find(
                key, f"document {row.number}: sha256 or bytes are not those of its text", repairable=False
            )
        is_seed = row.url is None
        if not is_seed and row.file != text_key(row.number, row.sha256):
            self._find(
                key, f"document {row.number}: the name {row.file} is not made of number and SHA-256", False
            )

    def _text(self, row: DocumentRow, data: bytes | None) -> None:
        self._named.add(row.file)
        if data is None:
            self._find(row.file, f"is missing: the text of document {row.number}", repairable=True)
        elif data != row.text.encode():
            self._find(row.file, f"its bytes are not the text of document {row.number}", repairable=True)

    def _captures(self, segment: Segment, documents: Iterable[DocumentRow]) -> None:
        key, sha256 = segment.header.warc, segment.header.warc_sha256
        if key is None:
            return
        self._named.add(key)
        data = self._get(key)
        if data is None:
            self._find(key, "is missing: the captures of a commit", repairable=False)
            return
        if hashlib.sha256(data).hexdigest() != sha256 and not is_stubbed(segment):
            self._find(key, "its bytes are not those that the log vouches for", repairable=False)
        for row in documents:
            self._capture(row, key, data)

    def _capture(self, row: DocumentRow, key: str, data: bytes) -> None:
        if row.warc != key or row.offset is None or row.length is None:
            self._find(key, f"document {row.number} does not say where its capture lies", repairable=False)
            return
        try:
            record = read_response(data[row.offset : row.offset + row.length])
        except ValueError as error:
            self._find(
                key, f"the capture of document {row.number} cannot be read ({error})", repairable=False
            )
            return
        if not record.sound or (record.url, record.payload_digest) != (
            target_uri(row.url or ""),
            row.payload_digest,
        ):
            self._find(key, f"the capture of document {row.number} is not what was fetched", repairable=False)

    def _quarantined(self, key: str) -> None:
        if key in self._named:
            return
        self._named.add(key)
        data = self._get(key)
        if data is None:
            self._find(key, "is missing: the capture of a failed page", repairable=False)
            return
        try:
            record = read_response(data)
            sound = record.sound and quarantine_key(record.url, record.payload) == key
        except ValueError:
            sound = False
        if not sound:
            self._find(key, "is not the capture that its name says", repairable=False)

    def _index(self, data: bytes | None) -> None:
        self._named.add(INDEX)
        if data is None:
            if self._rows:
                self._find(INDEX, "is missing", repairable=True)
            return
        lines = data.splitlines(keepends=True)
        for number, line in enumerate(lines):
            row = self._rows.get(number)
            if row is None and not self._whole:
                continue
            if row is None or line != index_line(row):
                self._find(INDEX, f"line {number + 1} is not what the log says", repairable=True)
                return
        if self._whole and len(lines) < len(self._rows):
            self._find(INDEX, f"lists {len(lines)} of {len(self._rows)} documents", repairable=True)

    def _runs(self, segments: dict[int, Segment]) -> None:
        by_digest = {segment.digest: segment for segment in segments.values()}
        for key in list_runs(self._store):
            try:
                record = read_run(self._store, key)
            except (ArchiveDamaged, KeyMissing) as error:
                self._find(key, str(error), repairable=False)
                continue
            if record.head is None or not self._whole:
                continue
            segment = by_digest.get(record.head)
            if segment is None:
                self._find(
                    LOG, f"has no segment {record.head}, the head that {key} recorded", repairable=False
                )
            elif record.head_file_sha256 not in (None, segment.file_sha256) and not is_stubbed(segment):
                named = segment_key(segment.number)
                self._find(named, f"its bytes are not those that {key} recorded", repairable=False)

    def _account(self, key: str, segments: dict[int, Segment]) -> None:
        if key in self._named or key in _DERIVED or _RUN_FILE.fullmatch(key):
            return
        attempt = segment_and_commit(key)
        if attempt and attempt[0] not in segments:
            self._note(key, "captures of a commit that has not happened yet; it may be under way")
        elif attempt:
            self._find(key, "captures of a commit that lost its race", repairable=True)
        elif key.startswith(PROBES):
            self._note(key, "left by a probe, or one is under way")
        elif key.startswith(QUARANTINE):
            self._note(key, "capture of a failed page that the log does not name yet")
        else:
            self._find(key, "does not belong to the archive", repairable=False)

    def _get(self, key: str) -> bytes | None:
        try:
            return self._store.get(key).data
        except KeyMissing:
            return None

    def _find(self, key: str, problem: str, repairable: bool) -> None:
        self._findings.append(Finding(key=key, problem=problem, repairable=repairable))

    def _note(self, key: str, problem: str) -> None:
        self._notes.append(Finding(key=key, problem=problem, repairable=True))
