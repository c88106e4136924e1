"""Pages that belong to the past because they are no longer there: what the archive has on record of them."""

from collections.abc import Iterable, Iterator, Sequence

from crawler.discovery.candidate import Candidate
from crawler.seen import GONE
from crawler.window import Window
from pipelines.archive import Archive, DocumentRow, FailureRow, LogRow, RejectionRow, RemovedRow

# The host itself has gone, or shows the page to nobody any more.
_GONE_CAUSES = frozenset({"dns", "refused", "http_451"})


def gone_pages(archive: Archive, publishers: Sequence[str], window: Window) -> tuple[Candidate, ...]:
    """The pages of `publishers` (all where it is empty) that were gone when last asked for, oldest first.

    None of which there is a document, nor any that was seen since. `listing` is what named them.
    """
    found: dict[str, Candidate] = {}
    for row in archive.log_rows():
        if isinstance(row, DocumentRow | RemovedRow | RejectionRow) and not _is_gone(row):
            for key in row.keys:
                found.pop(key, None)
        elif isinstance(row, RejectionRow | FailureRow) and row.keys and _is_gone(row):
            found.setdefault(row.keys[0], _candidate(row))
    return tuple(_wanted(found.values(), publishers, window))


def _wanted(pages: Iterable[Candidate], publishers: Sequence[str], window: Window) -> Iterator[Candidate]:
    return (
        page
        for page in pages
        if (not publishers or page.publisher in publishers) and window.holds(page.published)
    )


def _is_gone(row: LogRow) -> bool:
    if isinstance(row, RejectionRow):
        return row.reason in GONE
    return isinstance(row, FailureRow) and row.stage == "fetch" and row.cause in _GONE_CAUSES


def _candidate(row: RejectionRow | FailureRow) -> Candidate:
    published = row.published if isinstance(row, RejectionRow) else None
    return Candidate(row.url, row.publisher or "", None, published, row.discovered_via or "")
