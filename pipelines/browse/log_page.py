"""What became of a URL, out of the log: every time that the page was looked at."""

from typing import Any, NamedTuple

from pipelines.archive import DocumentRow, FailureRow, PageRow, RejectionRow, RemovedRow
from pipelines.browse.site import Site
from pipelines.browse.stored_page import what_became
from pipelines.document import Evidence


class Look(NamedTuple):
    """One row of the log on a page. `number` is that of the document, if it came to one."""

    time: str | None
    outcome: str
    sentence: str
    number: int | None = None
    headline: str | None = None
    relevance: float | None = None
    evidence: tuple[Evidence, ...] = ()


def log_facts(site: Site, url: str) -> dict[str, Any]:
    """What templates/log.html shows. Raises as `what_became` does."""
    looks = [_look(row) for row in what_became(site, url)] if url else []
    return {"title": "Why is it in, why is it not", "url": url, "looks": looks}


def _look(row: PageRow) -> Look:
    match row:
        case RejectionRow():
            told = f"at {row.stage} because {row.reason}: {row.detail}"
            return Look(row.time, "turned away", told, None, row.headline, row.relevance, row.evidence)
        case FailureRow():
            return Look(row.time, "failed", f"at {row.stage} with {row.cause}: {row.detail}")
        case RemovedRow():
            number = row.row.number
            return Look(row.row.fetched, "removed", f"archived as {number:03d}, and removed since", number)
        case DocumentRow():
            told = f"archived as {row.number:03d}"
            return Look(row.fetched, "archived", told, row.number, row.headline, row.relevance, row.evidence)
