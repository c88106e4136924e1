"""What the archive has of a page: the headers of its answer and its source, as text and nothing else."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from pipelines.archive import Archive, DocumentRow, KeyMissing, archived_captures
from pipelines.browse.document_page import NotThere
from pipelines.browse.site import Site
from pipelines.errors import ArchiveDamaged
from pipelines.urls import url_key

_MOST_BYTES = 4_000_000


def capture_facts(site: Site, number: int) -> dict[str, Any]:
    """What templates/capture.html shows. Raises NotThere, and as `Archive` does."""
    row = _row(site, number)
    return {"title": f"The capture of {number:03d}", "row": row, "headers": row.http_headers}


def source(site: Site, number: int) -> bytes:
    """The body as it was captured, its beginning if it is long. Raises NotThere, and as `Archive` does."""
    row = _row(site, number)
    (capture,) = islice(archived_captures(site.store, [row]), 1)
    if isinstance(capture, ArchiveDamaged):
        raise capture
    return capture.body[:_MOST_BYTES]


def what_became(site: Site, url: str) -> Iterator[Any]:
    """The rows of the log on a URL in any of its forms, oldest first. Raises NotThere where it is none."""
    try:
        key = url_key(url)
    except ValueError as error:
        raise NotThere(f"{error}. Write it out, as https://example.com/page.") from error
    return Archive.open(site.store).history(key)


def run_report(site: Site, name: str) -> bytes:
    """The page that a run left beside its record. Raises NotThere."""
    try:
        return site.store.get(f"runs/{name}.html").data
    except KeyMissing as error:
        raise NotThere("That run has left no report.") from error


def _row(site: Site, number: int) -> DocumentRow:
    try:
        row = Archive.open(site.store).get(number)
    except LookupError as error:
        raise NotThere(f"{str(error).capitalize()}.") from error
    if row.warc is None:
        raise NotThere(f"Document {number:03d} is a seed or an imported text: no page of it was captured.")
    return row
