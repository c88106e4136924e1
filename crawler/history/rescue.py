"""Pages that are gone, as a web archive captured them last.

The archives are asked one after the other for each page, until one has it.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from crawler.capture import cause_of
from crawler.discovery.candidate import Candidate, Listing
from crawler.history.cdx import web_archives
from crawler.history.cdx_candidates import last_good
from crawler.history.gone_pages import gone_pages
from crawler.history.memento import Memento
from crawler.history.memento_answers import MementoRequests
from crawler.history.source import Errand
from crawler.history.web_archive import WebArchive
from pipelines.archive import Archive, count_segments
from pipelines.assembly import open_configured
from pipelines.document import Capture
from pipelines.worker import ListingFailed

_QUERY_PRIORITY = 1_000_000
_NOTHING = 404


@dataclass(frozen=True, slots=True)
class _Question:
    """Whether `archives[0]` has `page`; the others are asked if not."""

    page: Candidate
    archives: tuple[WebArchive, ...]

    @property
    def address(self) -> str:
        return self.archives[0].query(self.page.url, match="exact", span=None, more={})


class Rescue:
    """A source of requests."""

    def __init__(self, errand: Errand) -> None:
        self._errand = errand
        self._run = errand.run
        self._archives = web_archives(errand)
        self._requests = {archive: MementoRequests(errand.run, archive) for archive in self._archives}
        self._most = errand.settings.getint("HISTORY_LISTINGS_PER_PUBLISHER")

    async def start(self) -> AsyncIterator[Request | Capture]:
        """A query for each page that is gone."""
        for rank, page in enumerate(await asyncio.to_thread(self._gone)):
            if rank >= self._most * max(1, len(self._run.publishers)):
                self._run.tally.skip(page.url, "listing_budget")
            elif self._archives:
                yield self._ask(_Question(page, self._archives))

    async def answered(self, response: Response, question: _Question) -> AsyncIterator[Request]:
        """The last good capture is asked for; where there is none, the next archive."""
        memento = await self._memento(response, question)
        found = self._onward(question) if memento is None else self._release(memento, question.archives[0])
        for request in found:
            yield request

    def unanswered(self, failure: TwistedFailure) -> Iterator[Request]:
        """No answer, or robots.txt did not let us ask."""
        question: _Question = failure.request.cb_kwargs["question"]  # type: ignore[attr-defined]
        slug = cause_of(failure)
        self._tell(question, f"{slug}: {failure.getErrorMessage()[:200]}")
        yield from self._onward(question)

    def _gone(self) -> tuple[Candidate, ...]:
        store = open_configured(self._run.config.archive)
        if not count_segments(store):
            return ()
        arguments = self._errand.arguments
        return gone_pages(Archive.open(store), arguments.publishers, arguments.window)

    def _ask(self, question: _Question) -> Request:
        return Request(
            question.address,
            callback=self.answered,
            errback=self.unanswered,
            cb_kwargs={"question": question},
            priority=_QUERY_PRIORITY,
            dont_filter=True,
            meta={"handle_httpstatus_list": [_NOTHING]},
        )

    async def _memento(self, response: Response, question: _Question) -> Memento | None:
        if response.status == _NOTHING:
            return None
        job = partial(last_good, response.body, question.archives[0], question.page)
        try:
            memento, problem = await self._run.pool.call(job)
        except ListingFailed as failed:
            memento, problem = None, ("unreadable", str(failed))
        if problem is not None:
            self._tell(question, ": ".join(problem))
        return memento

    def _onward(self, question: _Question) -> Iterator[Request]:
        if len(question.archives) > 1:
            yield self._ask(_Question(question.page, question.archives[1:]))
        else:
            self._run.tally.skip(question.page.url, "no_capture")

    def _release(self, memento: Memento, archive: WebArchive) -> Iterator[Request]:
        if not self._errand.allowance.take():
            self._run.tally.skip(memento.candidate.url, "article_budget")
        elif self._errand.arguments.dry_run:
            self._run.tell_candidate(memento.candidate)
        else:
            yield self._requests[archive].request(memento, priority=0)

    def _tell(self, question: _Question, problem: str) -> None:
        listing = Listing(question.address, "cdx", question.page.publisher)
        self._run.tally.listing(listing, "failed", problem=problem)
