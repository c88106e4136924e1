"""The requests for mementos, and what becomes of their answers.

The original response is taken: its URL, its headers as far as the archive repeats them, its body untouched.
"""

from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from crawler.capture import cause_of, now
from crawler.history.memento import Memento
from crawler.history.recorded import Page
from crawler.history.warc_range import LARGEST_RECORD, capture_in
from crawler.history.web_archive import WebArchive
from crawler.middlewares.not_asked import NotAsked
from crawler.middlewares.wire_headers import wire_headers
from crawler.run import CrawlRun
from crawler.spiders.further_pages import ANSWERS_TO_JUDGE
from pipelines.document import Capture, Failure, Headers
from pipelines.urls import url_key
from pipelines.worker import ListingFailed

NO_MEMENTO = "no_memento"

_PARTIAL = 206
_ORIGINAL = "x-archive-orig-"
# What a web archive says of its own answer.
_OF_THE_ARCHIVE = frozenset({
    "memento-datetime", "link", "content-location", "preference-applied", "vary", "server-timing",
    "x-app-server", "x-ts", "x-tr", "x-location", "x-cache-key", "x-rl", "x-na", "x-page-cache", "x-nid",
    "x-archive-src", "x-archive-screenname", "x-archive-guessed-content-type", "x-archive-guessed-charset",
})  # fmt: skip


class MementoRequests:
    """The callbacks of these requests. An article's further pages are not asked for: their captures are of
    another time, or another text.
    """

    def __init__(self, run: CrawlRun, archive: WebArchive) -> None:
        self._tally = run.tally
        self._pool = run.pool
        self._archive = archive

    def request(self, memento: Memento, priority: int) -> Request:
        """Past Scrapy's filter of duplicates, as all requests for articles."""
        last = memento.offset + memento.length - 1
        piece = {"Range": f"bytes={memento.offset}-{last}"} if memento.length else {}
        return Request(
            memento.address,
            headers=piece,
            callback=self.answered,
            errback=self.unanswered,
            cb_kwargs={"memento": memento},
            priority=priority,
            dont_filter=True,
            meta={"handle_httpstatus_list": ANSWERS_TO_JUDGE} | _bound(memento),
        )

    async def answered(self, response: Response, memento: Memento) -> AsyncIterator[Capture | Failure]:
        """Whatever the status is, something becomes of it."""
        self._tally.fetched(memento.candidate.publisher)
        if memento.length and response.status == _PARTIAL:
            yield await self._recorded(response.body, memento)
        else:
            yield to_outcome(response, memento, self._archive)

    def unanswered(self, failure: TwistedFailure) -> Iterator[Failure]:
        """No answer, or the robots.txt of the web archive did not let us ask."""
        memento: Memento = failure.request.cb_kwargs["memento"]  # type: ignore[attr-defined]
        if isinstance(failure.value, NotAsked):
            self._tally.skip(memento.candidate.url, failure.value.slug)
            return
        self._tally.fetched(memento.candidate.publisher)
        yield failed(memento, cause_of(failure), failure.getErrorMessage())

    async def _recorded(self, member: bytes, memento: Memento) -> Capture | Failure:
        """From a piece of a WARC file, unpacked in a worker."""
        page, of = memento.candidate, memento
        where = Page(page.url, page.url, page.publisher, of.captured, of.address)
        try:
            came = await self._pool.call(partial(capture_in, member, where))
        except ListingFailed as error:
            came = str(error)
        if isinstance(came, str):
            return failed(memento, NO_MEMENTO, f"{of.address} at {of.offset}: {came}")
        known = {"listed_headline": page.headline, "listed_published": page.published}
        return came.model_copy(update={**known, "publisher": page.publisher or None})


def _bound(memento: Memento) -> dict[str, int]:
    """A server that knows no ranges would send the whole file."""
    return {"download_maxsize": LARGEST_RECORD} if memento.length else {}


def to_outcome(response: Response, memento: Memento, archive: WebArchive) -> Capture | Failure:
    """The capture; a failure where the archive does not serve it, which says nothing of the page itself.

    An archive may lead to a capture of about the same time: its moment is taken from the answer.
    """
    if not 200 <= response.status < 300:
        detail = f"the web archive answered {response.status} for {memento.address}"
        return failed(memento, f"http_{response.status}", detail)
    captured = _moment(response) or archive.moment_of(response.url)
    if captured is None:
        return failed(memento, NO_MEMENTO, f"{response.url} is no capture of the page")
    candidate = memento.candidate
    return Capture(
        url=candidate.url,
        final_url=_answered(archive.page_at(response.url), candidate.url),
        fetched=now(),
        status=response.status,
        headers=_original(wire_headers(response)),
        body=response.body,
        publisher=candidate.publisher or None,
        discovered_via=response.url,
        listed_headline=candidate.headline,
        listed_published=candidate.published,
        captured=captured,
    )


def failed(memento: Memento, cause: str, detail: str) -> Failure:
    """It could not be had."""
    candidate = memento.candidate
    return Failure(
        url=candidate.url,
        final_url=candidate.url,
        publisher=candidate.publisher or None,
        discovered_via=memento.address,
        stage="fetch",
        cause=cause,
        detail=detail[:500],
        time=now(),
        capture=None,
    )


def _answered(page: str | None, asked: str) -> str:
    """Which page it is: another one where a redirect of then was followed."""
    try:
        return page if page is not None and url_key(page) != url_key(asked) else asked
    except ValueError:
        return asked


def _moment(response: Response) -> datetime | None:
    """That of Memento-Datetime, if it is there and a date."""
    stated = (response.headers.get("Memento-Datetime") or b"").decode("latin-1")
    try:
        return parsedate_to_datetime(stated).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _original(headers: Headers) -> Headers:
    """As the page's own server sent them, where the archive repeats them under another name."""
    repeated = tuple(_renamed(headers))
    return repeated or tuple(pair for pair in headers if pair[0].lower() not in _OF_THE_ARCHIVE)


def _renamed(headers: Headers) -> Iterable[tuple[str, str]]:
    return ((name[len(_ORIGINAL) :], value) for name, value in headers if name.lower().startswith(_ORIGINAL))
