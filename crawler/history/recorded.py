"""From what a WARC record holds to the capture that it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fastwarc.warc import HeaderMap, WarcRecord

from crawler.capture import now
from pipelines.document import Capture, Headers

Decoding = Literal["all", "transfer", "none"]
_DECODINGS: tuple[Decoding, ...] = ("all", "transfer", "none")

LARGEST_BODY = 10 * 1024 * 1024
"""Bytes, as for pages that are fetched (DOWNLOAD_MAXSIZE)."""


@dataclass(frozen=True, slots=True)
class Page:
    """Whose page a record is, and where it was found. `target` is the URL as the record has it."""

    url: str
    target: str
    publisher: str
    captured: datetime
    found_in: str


def capture_of(page: Page, block: bytes) -> Capture | str:
    """The answer in `block`, HTTP headers and all; or why there is no page: a slug of `PASSED_OVER`.

    Transfer and content encodings are undone as far as they are there: crawlers undo them and leave the
    header. What cannot be decoded is taken as it lies.
    """
    record, body = _decoded(block)
    status = record.http_headers.status_code
    if status is None:
        return "no_http"
    if not 200 <= status < 300 or status == 206:
        return "http_status"
    if len(body) > LARGEST_BODY:
        return "too_large"
    return Capture(
        url=page.url,
        final_url=page.target,
        fetched=now(),
        status=status,
        headers=_headers(record.http_headers),
        body=body,
        publisher=page.publisher,
        discovered_via=page.found_in,
        captured=page.captured,
    )


def content_type_of(capture: Capture) -> str | None:
    return next((value for name, value in capture.headers if name.lower() == "content-type"), None)


def _decoded(block: bytes) -> tuple[WarcRecord, bytes]:
    """The body with as many encodings undone as can be."""
    for undone in _DECODINGS:
        try:
            record = _parsed(block, undone)
            return record, record.reader.read(LARGEST_BODY + 1)
        except OSError:
            continue
    record = WarcRecord()
    return record, b""


def _parsed(block: bytes, undone: Decoding) -> WarcRecord:
    """Raises OSError where it is no HTTP."""
    record = WarcRecord()
    record.set_bytes_content(block)
    record.is_http = True
    record.parse_http(auto_decode=undone, quirks_mode=True)
    return record


def _headers(found: HeaderMap) -> Headers:
    pairs = found.items_bytes()
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in pairs if name)
