"""The captures of documents, copied out of the archive's WARC files as they lie there."""

import hashlib
import zlib
from io import BytesIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from pipelines.archive import DocumentRow, FurtherPage, KeyMissing, Store
from pipelines.errors import ArchiveDamaged

# Documents are asked for in order, so what lies behind one is mostly wanted next.
_STRIDE_BYTES = 4 * 1024 * 1024
_MEMBER_BYTES = 64 * 1024


class Captures:
    """Reads each WARC file in long strides, and keeps the newest."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._key = ""
        self._start = 0
        self._stride = b""

    def of(self, row: DocumentRow) -> bytes:
        """The response, the metadata record and the further pages' responses of a document with a capture.

        They are a gzip member each.

        Raises ArchiveDamaged where it is missing or not sound.
        """
        assert row.warc is not None
        assert row.offset is not None
        assert row.length is not None
        behind = row.offset + row.length
        response = self._read(row.warc, row.offset, behind)
        try:
            members = _sound(row, response + self._member(row.warc, behind))
            return members + b"".join(self._further(row.warc, page) for page in row.further)
        except (ValueError, ArchiveLoadFailed, StopIteration, EOFError, zlib.error) as error:
            place = f"{row.warc} at {row.offset}: the capture of document {row.number}"
            message = (
                f"{place} is damaged ({str(error) or 'cut'}); restore the file from a copy of the archive"
            )
            raise ArchiveDamaged(message) from error

    def _further(self, key: str, page: FurtherPage) -> bytes:
        data = self._read(key, page.offset, page.offset + page.length)
        _require_sound(next(ArchiveIterator(BytesIO(data), check_digests=True)), page.payload_digest)
        return data

    def _member(self, key: str, start: int) -> bytes:
        """The gzip member that begins at `start`, however long it is."""
        size = _MEMBER_BYTES
        while True:
            data = self._read(key, start, start + size)
            unpacked = zlib.decompressobj(zlib.MAX_WBITS | 16)
            unpacked.decompress(data)
            if unpacked.eof:
                return data[: len(data) - len(unpacked.unused_data)]
            if len(data) < size:
                raise ValueError("the record behind it is cut")
            size *= 4

    def _read(self, key: str, start: int, end: int) -> bytes:
        """From `start` (in) to `end` (out), or less at the end of the file."""
        if key != self._key or start < self._start or end > self._start + len(self._stride):
            try:
                self._stride = self._store.get(key, start, max(end, start + _STRIDE_BYTES)).data
            except KeyMissing as error:
                message = f"{key} is missing; restore it from a copy of the archive"
                raise ArchiveDamaged(message) from error
            self._key, self._start = key, start
        return self._stride[start - self._start : end - self._start]


def _sound(row: DocumentRow, members: bytes) -> bytes:
    """Raises ValueError where a record is not of the kind or content that it should be."""
    records = ArchiveIterator(BytesIO(members), check_digests=True)
    _require_sound(next(records), row.payload_digest)
    metadata = next(records)
    metadata.raw_stream.read()
    if metadata.rec_type != "metadata" or metadata.digest_checker.passed is False:
        raise ValueError("the record behind it is not its metadata")
    return members


def _require_sound(response: ArcWarcRecord, payload_digest: str | None) -> None:
    """Raises ValueError where it is no response, or another one."""
    # raw_stream, since a body that happens to be gzip itself is archived as it came.
    digest = f"sha256:{hashlib.sha256(response.raw_stream.read()).hexdigest()}"
    sound = response.rec_type == "response" and response.digest_checker.passed is not False
    if not sound or digest != payload_digest:
        raise ValueError("its digest is not that of INDEX")
