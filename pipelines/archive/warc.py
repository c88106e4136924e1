"""The captures as WARC/1.1: a response and a metadata record for each document, each its own gzip member.

Behind these lie the responses of its further pages, if it has any. There are no request records. Bodies are
archived decoded, so the headers that say how they travelled are renamed.
"""

import hashlib
import re
import struct
import uuid
import zlib
from collections.abc import Mapping
from datetime import UTC
from http import HTTPStatus
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import quote

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter
from zlib_ng import zlib_ng

from pipelines.document import Capture, utc_stamp

WARC = "warc/"
QUARANTINE = "quarantine/"
# The header of a record that belongs to the response before it.
CONCURRENT = "WARC-Concurrent-To"
_KEY = re.compile(r"warc/(\d{10})-([0-9a-f]+)\.warc\.gz")
_RENAMED = frozenset({"content-encoding", "content-length", "transfer-encoding"})
# Of zlib-ng: half the time of level 6 of zlib, for 1.6 % more bytes.
_GZIP_LEVEL = 5
# Without name and time, at a level between the least and the most, by Unix.
_GZIP_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\0\x03"
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
_NOT_IN_NAMES = re.compile(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]")


class Position(NamedTuple):
    """Where the response record lies, in bytes of the gzipped file, and the digest of its payload."""

    offset: int
    length: int
    payload_digest: str


class Record(NamedTuple):
    """A response record as read back."""

    url: str
    payload: bytes
    payload_digest: str
    sound: bool


class WarcFile:
    """A WARC file as it grows. `key` makes the record ids, so that equal content gives equal bytes."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._file = BytesIO()
        self._records = 0
        self._response = ""

    @property
    def data(self) -> bytes:
        return self._file.getvalue()

    def add(self, capture: Capture, metadata: bytes) -> Position:
        """Appends the response, and `metadata` (JSON) as the record that belongs to it."""
        response_id, position = self.add_response(capture)
        self._response = response_id
        headers = {
            "WARC-Record-ID": self._next_id(),
            "WARC-Date": _date(capture),
            CONCURRENT: response_id,
            "WARC-Refers-To": response_id,
        }
        self._write("metadata", capture.final_url, headers, metadata, None)
        return position

    def add_further(self, capture: Capture) -> Position:
        """Appends a further page of the article added last, as a response concurrent to its first page's."""
        return self.add_response(capture, {CONCURRENT: self._response})[1]

    def add_response(self, capture: Capture, more: Mapping[str, str] | None = None) -> tuple[str, Position]:
        """Appends the response alone, with `more` headers; answers with its record id and its place."""
        record_id, offset = self._next_id(), self._file.tell()
        headers = {"WARC-Record-ID": record_id, "WARC-Date": _date(capture), **(more or {})}
        digest = self._write("response", capture.final_url, headers, capture.body, _http_headers(capture))
        return record_id, Position(offset, self._file.tell() - offset, digest)

    def _next_id(self) -> str:
        self._records += 1
        return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{self._key}#{self._records}')}>"

    def _write(self, kind: str, url: str, headers: dict[str, str], payload: bytes, http: Any | None) -> str:
        block, digest = (http.to_ascii_bytes() if http else b"") + payload, _digest(payload)
        headers |= {"WARC-Payload-Digest": digest, "WARC-Block-Digest": _digest(block) if http else digest}
        plain = BytesIO()
        writer = WARCWriter(plain, gzip=False, warc_version="WARC/1.1")
        record = writer.create_warc_record(
            target_uri(url),
            kind,
            payload=BytesIO(payload),
            length=len(payload),
            warc_content_type="" if http else "application/json",
            warc_headers_dict=headers,
            http_headers=http,
        )
        writer.write_record(record)
        data = plain.getvalue()
        if not http:
            # warcio gives one to every record; WARC/1.1 wants none where the standard defines no payload.
            data = data.replace(f"WARC-Payload-Digest: {digest}\r\n".encode(), b"", 1)
        self._file.write(_gzip_member(data))
        return digest


def warc_key(segment: int, commit: str) -> str:
    """A name nobody else can choose, which tells the segment that it was written for."""
    return f"{WARC}{segment:010}-{commit}.warc.gz"


def segment_and_commit(key: str) -> tuple[int, str] | None:
    """What `warc_key` was given; None for any other key."""
    match = _KEY.fullmatch(key)
    return (int(match[1]), match[2]) if match else None


def quarantine_file(capture: Capture) -> tuple[str, bytes]:
    """Key and bytes for the capture of a failed page; the same page fails under the same key."""
    key = quarantine_key(capture.final_url, capture.body)
    file = WarcFile(key)
    file.add_response(capture)
    return key, file.data


def quarantine_key(url: str, body: bytes) -> str:
    """`quarantine/<16 hex>.warc.gz` from the SHA-256 of the URL that answered and the body."""
    return f"{QUARANTINE}{hashlib.sha256(target_uri(url).encode() + body).hexdigest()[:16]}.warc.gz"


def is_one_member(data: bytes) -> bool:
    """Whether `data` is one gzip member as `WarcFile` writes them, and nothing else.

    The checksum of gzip covers neither its own header nor what follows.
    """
    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        member.decompress(data)
    except zlib.error:
        return False
    return member.eof and not member.unused_data and data[:10] == _GZIP_HEADER


def target_uri(url: str) -> str:
    """`url` as WARC headers carry it: printable ASCII without spaces."""
    return quote(url, safe=_PRINTABLE.replace(" ", ""), errors="replace")


def read_response(data: bytes) -> Record:
    """The first record in `data`, a response, its digests checked. Raises ValueError where there is none."""
    try:
        record = next(iter(ArchiveIterator(BytesIO(data), check_digests=True)))
        if record.rec_type != "response":
            raise ValueError("not a response record")
        # raw_stream, since a body that happens to be gzip itself is archived as it came.
        payload = record.raw_stream.read()
    # Of a record that breaks off in its headers warcio asks for what is not there.
    except (ArchiveLoadFailed, AttributeError, StopIteration, EOFError) as error:
        raise ValueError(f"no WARC record ({error})") from error
    headers = record.rec_headers
    url, digest = headers.get_header("WARC-Target-URI"), headers.get_header("WARC-Payload-Digest")
    sound = record.digest_checker.passed is not False and digest == _digest(payload)
    return Record(str(url), payload, str(digest), sound)


def _gzip_member(record: bytes) -> bytes:
    """warcio would compress at level 9 of zlib, which takes three times as long for the same size."""
    compressor = zlib_ng.compressobj(_GZIP_LEVEL, zlib_ng.DEFLATED, -zlib_ng.MAX_WBITS)
    deflated = compressor.compress(record) + compressor.flush()
    # The header is ours: that of the library tells of the system that it was built for.
    return _GZIP_HEADER + deflated + struct.pack("<II", zlib_ng.crc32(record), len(record) & 0xFFFFFFFF)


def _http_headers(capture: Capture) -> Any:
    headers = [_http_header(name, value) for name, value in capture.headers]
    headers.append(("Content-Length", str(len(capture.body))))
    try:
        phrase = HTTPStatus(capture.status).phrase
    except ValueError:
        phrase = "Unknown"
    return StatusAndHeaders(f"{capture.status} {phrase}", headers, protocol="HTTP/1.1")


def _http_header(name: str, value: str) -> tuple[str, str]:
    """On one line each: a CR or LF smuggled in would start another header."""
    name = _NOT_IN_NAMES.sub("_", name) or "_"
    name = f"X-Archive-Orig-{name}" if name.lower() in _RENAMED else name
    return name, quote(" ".join(value.split()), safe=_PRINTABLE, errors="replace")


def _date(capture: Capture) -> str:
    """When the page was as it is, whoever captured it then."""
    return utc_stamp(capture.as_of.astimezone(UTC))


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
