"""From the answer of a CDX server to the captures that are worth asking for."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.discovery.article_urls import looks_like_article
from crawler.discovery.candidate import Candidate, Problem
from crawler.discovery.dates import date_in_path
from crawler.discovery.domains import is_own
from crawler.history.cdx_answer import CdxRow, read_cdx
from crawler.history.memento import Memento
from crawler.history.web_archive import WebArchive, moment
from crawler.publishers import Publisher
from crawler.window import Window
from pipelines.urls import canonical_url, url_key


class Mementos(NamedTuple):
    """What an answer offers, each page once. `rows` is how many it had; `resume_key` as in the answer."""

    found: tuple[Memento, ...] = ()
    rows: int = 0
    resume_key: str | None = None
    problem: Problem | None = None


def mementos_of(body: bytes, archive: WebArchive, publisher: Publisher, window: Window) -> Mementos:
    """The good captures in `body` that may be articles of `publisher` in `window`.

    Of several captures of a page the first, which shows it as it was published.
    """
    answer = read_cdx(body)
    best: dict[str, Memento] = {}
    for memento in sorted(_wanted(answer.rows, archive, publisher, window), key=lambda each: each.captured):
        best.setdefault(url_key(memento.candidate.url), memento)
    problem = answer.problem or (("malformed", f"{answer.broken} lines") if answer.broken else None)
    rows = len(answer.rows) + answer.broken
    return Mementos(tuple(best.values()), rows, answer.resume_key, problem)


def _wanted(
    rows: Iterable[CdxRow], archive: WebArchive, publisher: Publisher, window: Window
) -> Iterator[Memento]:
    for row in rows:
        captured = moment(row.timestamp)
        candidate = _candidate(row, publisher)
        if captured and candidate and _is_good(row) and window.holds(candidate.published):
            yield archive.memento(candidate, row, captured)


def _candidate(row: CdxRow, publisher: Publisher) -> Candidate | None:
    try:
        url = canonical_url(row.url)
        path = urlsplit(url).path
    except ValueError:
        return None
    outside_paths = publisher.paths and not path.startswith(publisher.paths)
    if outside_paths or not is_own(url, publisher.domains) or not looks_like_article(url):
        return None
    return Candidate(url, publisher.id, None, date_in_path(path), "")


def _is_good(row: CdxRow) -> bool:
    """A server may not know the filters that it was asked for."""
    return row.status in ("200", "", "-") and row.mime in ("text/html", "application/xhtml+xml", "", "unk")


def last_good(body: bytes, archive: WebArchive, page: Candidate) -> tuple[Memento | None, Problem | None]:
    """The newest good capture of `page` in `body`, if there is one."""
    answer = read_cdx(body)
    key = url_key(page.url)
    good = [row for row in answer.rows if _is_good(row) and moment(row.timestamp) and _key(row) == key]
    if not good:
        return None, answer.problem
    row = max(good, key=lambda each: each.timestamp)
    captured = moment(row.timestamp)
    assert captured is not None
    return archive.memento(page, row, captured), None


def _key(row: CdxRow) -> str | None:
    try:
        return url_key(row.url)
    except ValueError:
        return None
