"""One segment of the log as bytes: gzipped JSON Lines, a header and its rows, chained by digests."""

import gzip
import hashlib
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pydantic import ValidationError

from pipelines.archive.rows import FORMAT_VERSION, LogRow, RemovedRow, SegmentHeader, json_line, log_row
from pipelines.errors import ArchiveDamaged, UnknownFormatVersion

LOG = "log/"
_KEY = re.compile(r"log/(\d{10})\.jsonl\.gz")

# What gzip writes without a name and a time; which system it names depends on the release of Python. The
# checksum behind does not cover these bytes.
_GZIP_STARTS = (b"\x1f\x8b\x08\0\0\0\0\0\x02\x03", b"\x1f\x8b\x08\0\0\0\0\0\x02\xff")


class Segment(NamedTuple):
    """A decoded segment. `digest` names it in the chain, `file_sha256` is that of the object's bytes."""

    number: int
    header: SegmentHeader
    rows: tuple[LogRow, ...]
    digest: str
    file_sha256: str

    @property
    def cursor(self) -> str:
        """The end of a log of which this is the newest segment."""
        return f"{self.number + 1}-{self.digest[:16]}"


class Capsule(NamedTuple):
    """An object that a segment vouches for."""

    key: str
    data: bytes


class Origin(NamedTuple):
    """Who writes a segment, and when: `commit` is an id nobody else has, `time` as in all rows."""

    commit: str
    run: str
    software: str
    time: str


class Place(NamedTuple):
    """Where a new segment belongs: its number, the first document's number, and what it follows."""

    segment: int
    first_number: int
    previous: str | None
    previous_file_sha256: str | None


def segment_key(number: int) -> str:
    """`log/0000000012.jsonl.gz`."""
    return f"{LOG}{number:010}.jsonl.gz"


def segment_number(key: str) -> int | None:
    """The number in the key of a segment; None for any other key."""
    match = _KEY.fullmatch(key)
    return int(match[1]) if match else None


def encode(place: Place, origin: Origin, rows: Sequence[LogRow], warc: Capsule | None = None) -> bytes:
    """The bytes of a segment; the same arguments give the same bytes."""
    lines = [json_line(row) for row in rows]
    kinds = Counter(row.kind for row in rows)
    header = SegmentHeader(
        **origin._asdict(),
        previous=place.previous,
        previous_file_sha256=place.previous_file_sha256,
        first_number=place.first_number,
        documents=kinds["document"] + kinds["removed"],
        rejected=kinds["rejected"],
        failed=kinds["failed"],
        warc=warc.key if warc else None,
        warc_sha256=hashlib.sha256(warc.data).hexdigest() if warc else None,
        lines_digest=_lines_digest(_line_digest(row, line) for row, line in zip(rows, lines, strict=True)),
    )
    return pack([json_line(header), *lines])


def pack(lines: Iterable[bytes]) -> bytes:
    """Lines without their newlines, gzipped without name and time."""
    return gzip.compress(b"".join(line + b"\n" for line in lines), 9, mtime=0)


def decode(number: int, data: bytes) -> Segment:
    """Raises ArchiveDamaged or UnknownFormatVersion, naming the object.

    Holds the segment against itself: its lines against its header. The chain is its reader's matter.
    """
    key = segment_key(number)
    first, *lines = _lines(key, data)
    header = _header(key, first)
    try:
        rows = tuple(log_row(line) for line in lines)
    except ValidationError as error:
        raise _damaged(key, f"holds a line that is none of the log ({_fault(error)})") from error
    digests = (_line_digest(row, line) for row, line in zip(rows, lines, strict=True))
    if _lines_digest(digests) != header.lines_digest:
        raise _damaged(key, "its lines do not match the digest in its header")
    _check_counts(key, header, rows)
    return Segment(number, header, rows, _sha256(first).hex(), _sha256(data).hex())


def decode_header(number: int, data: bytes) -> SegmentHeader:
    """The header alone. Raises as `decode` does, which also holds the lines against it."""
    key = segment_key(number)
    return _header(key, _lines(key, data)[0])


def follows(segment: Segment, place: Place) -> bool:
    """Whether the chain holds: `segment` was written for `place`. File digests are left to verify."""
    header = segment.header
    return (header.previous, header.first_number) == (place.previous, place.first_number)


def after(segment: Segment) -> Place:
    """The place behind `segment`."""
    number = segment.header.first_number + segment.header.documents
    return Place(segment.number + 1, number, segment.digest, segment.file_sha256)


def is_stubbed(segment: Segment) -> bool:
    """Whether a removal has rewritten it, so that its bytes are not those its successor saw."""
    return any(isinstance(row, RemovedRow) for row in segment.rows)


def _lines(key: str, data: bytes) -> list[bytes]:
    try:
        text = gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(key, f"cannot be unpacked ({error})") from error
    if not data.startswith(_GZIP_STARTS):
        raise _damaged(key, "its first bytes are not those of a segment")
    if not text.endswith(b"\n"):
        raise _damaged(key, "its last line is cut")
    return text[:-1].split(b"\n")


def _header(key: str, line: bytes) -> SegmentHeader:
    try:
        version = json.loads(line)["format_version"]
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(key, "its first line is no header") from error
    if version != FORMAT_VERSION:
        known = f"this release knows {FORMAT_VERSION}: install a newer one"
        raise UnknownFormatVersion(f"{key} is of format version {version!r}; {known}")
    try:
        return SegmentHeader.model_validate_json(line)
    except ValidationError as error:
        raise _damaged(key, f"its header is wrong ({_fault(error)})") from error


def _check_counts(key: str, header: SegmentHeader, rows: Sequence[LogRow]) -> None:
    numbers, kinds = [], Counter(row.kind for row in rows)
    for row in rows:
        if row.kind == "document":
            numbers.append(row.number)
        elif row.kind == "removed":
            numbers.append(row.row.number)
    expected = range(header.first_number, header.first_number + header.documents)
    if numbers != list(expected):
        raise _damaged(key, "its documents are not numbered as its header says")
    if (kinds["rejected"], kinds["failed"]) != (header.rejected, header.failed):
        raise _damaged(key, "its lines are not as many as its header says")


def _line_digest(row: LogRow, line: bytes) -> bytes:
    return bytes.fromhex(row.digest) if isinstance(row, RemovedRow) else _sha256(line)


def _lines_digest(digests: Iterable[bytes]) -> str:
    return _sha256(b"".join(digests)).hex()


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"


def _damaged(key: str, what: str) -> ArchiveDamaged:
    return ArchiveDamaged(f"{key} is damaged: {what}; restore it from a copy of the archive")
