"""A single record of a large WARC file, as the index of Common Crawl tells where it lies."""

from io import BytesIO

from fastwarc.warc import ArchiveIterator, WarcRecordType

from crawler.history.recorded import LARGEST_BODY, Page, capture_of
from pipelines.document import Capture

LARGEST_RECORD = LARGEST_BODY + (1 << 20)
"""Bytes of a record as it lies in the file, its headers included."""


def capture_in(member: bytes, page: Page) -> Capture | str:
    """The answer in `member`, a gzip member with one record; or why there is none."""
    try:
        kinds = WarcRecordType.response
        for record in ArchiveIterator(BytesIO(member), record_types=kinds, parse_http=False):
            return capture_of(page, record.reader.read(record.content_length))
    except (OSError, ValueError) as error:
        return f"cut or no WARC ({error})"
    return "no response record"
