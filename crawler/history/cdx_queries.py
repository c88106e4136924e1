"""What a web archive is asked: for the captures below a domain in a span of time, and for their rest."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from crawler.history.web_archive import MOST_ROWS, WebArchive
from crawler.publishers import Publisher
from crawler.window import Window

Span = tuple[datetime, datetime]
"""From the one moment to the other, both in."""

# Web archives come late: what was published in the window may have been captured after it first.
_CAPTURED_WITHIN = timedelta(days=365)
_SHORTEST = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Query:
    """The captures below `domain` in `span`; `resume_key` stands where an answer broke off."""

    publisher: Publisher
    archive: WebArchive
    domain: str
    span: Span
    resume_key: str | None = None

    @property
    def address(self) -> str:
        """The URL that asks it."""
        more = {"collapse": "urlkey", "showResumeKey": "true"}
        if self.resume_key is not None:
            more["resumeKey"] = self.resume_key
        return self.archive.query(self.domain, match="domain", span=self.span, more=more)


def rest_of(query: Query, rows: int, resume_key: str | None) -> tuple[Query, ...]:
    """What remains to be asked after an answer of so many rows.

    A server without resumption keys is asked for each half of the span; a day is not divided.
    """
    if resume_key is not None:
        return (replace(query, resume_key=resume_key),)
    start, end = query.span
    if rows < MOST_ROWS or query.resume_key is not None or end - start <= _SHORTEST:
        return ()
    middle = start + (end - start) // 2
    middle = middle.replace(microsecond=0)
    return (replace(query, span=(start, middle)), replace(query, span=(middle + _SECOND, end)))


def is_cut(query: Query, rows: int, resume_key: str | None) -> bool:
    """Whether such an answer leaves out what cannot be asked for."""
    return rows >= MOST_ROWS and resume_key is None and not rest_of(query, rows, resume_key)


def queries(
    publisher: Publisher, archives: tuple[WebArchive, ...], window: Window, now: datetime
) -> Iterator[Query]:
    """One for each domain of a publisher and each archive."""
    span = span_of(window, now)
    for archive in archives:
        for domain in dict.fromkeys(publisher.domains):
            yield Query(publisher, archive, domain, span)


def span_of(window: Window, now: datetime) -> Span:
    """When the pages of `window` may have been captured: from its beginning until a year after its end."""
    start = _first_moment(window.since) if window.since else datetime(1995, 1, 1, tzinfo=UTC)
    end = _next_first_moment(window.until) - _SECOND + _CAPTURED_WITHIN if window.until else now
    return start, min(end, now)


def _first_moment(bound: str) -> datetime:
    year, month, day = (*map(int, bound.split("-")), 1, 1)[:3]
    return datetime(year, month, day, tzinfo=UTC)


def _next_first_moment(bound: str) -> datetime:
    """Of the year, month or day after `bound`."""
    first = _first_moment(bound)
    match bound.count("-"):
        case 0:
            return first.replace(year=first.year + 1)
        case 1:
            return (first + timedelta(days=31)).replace(day=1)
        case _:
            return first + timedelta(days=1)
