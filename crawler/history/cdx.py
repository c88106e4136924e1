"""Web archives, asked by CDX for the captures of the publishers' pages.

First all queries of a publisher are answered, so that a page which several archives or domains have is asked
for once; then its captures are asked for, those first whose addresses promise most.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from functools import partial

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from crawler.capture import cause_of, now
from crawler.discovery.candidate import Candidate, Listing
from crawler.discovery.dates import newest_first
from crawler.history.cdx_candidates import Mementos, mementos_of
from crawler.history.cdx_queries import Query, is_cut, queries, rest_of
from crawler.history.memento import Memento
from crawler.history.memento_answers import MementoRequests
from crawler.history.source import Errand
from crawler.history.web_archive import WebArchive, web_archive
from crawler.promises import promising
from pipelines.document import Capture
from pipelines.urls import url_key
from pipelines.worker import ListingFailed

# Before all articles, as other listings.
_QUERY_PRIORITY = 1_000_000
# A server that has nothing may say so by its status.
_NOTHING = 404

_Waiting = tuple[Memento, WebArchive]


class Cdx:
    """A source of requests."""

    def __init__(self, errand: Errand) -> None:
        self._errand = errand
        self._run = errand.run
        self._archives = web_archives(errand)
        self._requests = {archive: MementoRequests(errand.run, archive) for archive in self._archives}
        self._most_queries = errand.settings.getint("HISTORY_LISTINGS_PER_PUBLISHER")
        self._most_articles = errand.settings.getint("HISTORY_ARTICLES_PER_PUBLISHER")
        self._open: Counter[str] = Counter()
        self._asked: Counter[str] = Counter()
        self._waiting: dict[str, dict[str, _Waiting]] = {}

    async def start(self) -> AsyncIterator[Request | Capture]:
        """One query for each domain of each publisher, in each archive."""
        for publisher in self._run.publishers:
            found = queries(publisher, self._archives, self._errand.arguments.window, now())
            for request in list(self._ask(found)):
                yield request

    async def answered(self, response: Response, query: Query) -> AsyncIterator[Request]:
        """An answer: what it offers waits; what it leaves out is asked for."""
        mementos = await self._mementos(response, query)
        await self._consider(mementos.found, query)
        for request in self._ask(rest_of(query, mementos.rows, mementos.resume_key)):
            yield request
        for request in self._close(query):
            yield request

    def unanswered(self, failure: TwistedFailure) -> Iterator[Request]:
        """No answer, or robots.txt did not let us ask."""
        query: Query = failure.request.cb_kwargs["query"]  # type: ignore[attr-defined]
        slug = cause_of(failure)
        self._run.tally.listing(
            _listing(query), "failed", problem=f"{slug}: {failure.getErrorMessage()[:200]}"
        )
        yield from self._close(query)

    def _ask(self, wanted: Iterable[Query]) -> Iterator[Request]:
        for query in wanted:
            if self._asked[query.publisher.id] >= self._most_queries:
                self._run.tally.skip(query.address, "listing_budget")
                continue
            self._asked[query.publisher.id] += 1
            self._open[query.publisher.id] += 1
            yield self._request(query)

    def _request(self, query: Query) -> Request:
        return Request(
            query.address,
            callback=self.answered,
            errback=self.unanswered,
            cb_kwargs={"query": query},
            priority=_QUERY_PRIORITY,
            dont_filter=True,
            meta={
                "download_maxsize": self._errand.settings.getint("LISTING_MAXSIZE"),
                "handle_httpstatus_list": [_NOTHING],
            },
        )

    async def _mementos(self, response: Response, query: Query) -> Mementos:
        """What an answer offers, read in a worker; it is in the tally."""
        if response.status == _NOTHING:
            mementos = Mementos()
        else:
            window = self._errand.arguments.window
            job = partial(mementos_of, response.body, query.archive, query.publisher, window)
            try:
                mementos = await self._run.pool.call(job)
            except ListingFailed as failed:
                mementos = Mementos(problem=("unreadable", str(failed)))
        if is_cut(query, mementos.rows, mementos.resume_key):
            mementos = mementos._replace(problem=("too_many", f"more than {mementos.rows} captures in a day"))
        self._run.tally.listing(
            _listing(query),
            "failed" if mementos.problem and not mementos.rows else "read",
            candidates=len(mementos.found),
            problem=": ".join(mementos.problem) if mementos.problem else None,
            size=len(response.body),
        )
        return mementos

    async def _consider(self, found: Iterable[Memento], query: Query) -> None:
        """Those that are worth it wait, with their promise."""
        wanted = [memento for memento in found if self._is_wanted(memento.candidate)]
        candidates = await promising(self._run.pool, [memento.candidate for memento in wanted])
        waiting = self._waiting.setdefault(query.publisher.id, {})
        for memento, candidate in zip(wanted, candidates, strict=True):
            waiting.setdefault(url_key(candidate.url), (replace(memento, candidate=candidate), query.archive))
        for memento in cut(waiting, self._most_articles):
            self._run.tally.skip(memento.candidate.url, "article_budget")

    def _is_wanted(self, candidate: Candidate) -> bool:
        reason = self._run.seen.reason_to_skip(candidate.url, candidate.published)
        if reason is not None:
            self._run.tally.skip(candidate.url, reason)
        return reason is None

    def _close(self, query: Query) -> Iterator[Request]:
        publisher = query.publisher.id
        self._open[publisher] -= 1
        if self._open[publisher] == 0:
            waiting = self._waiting.pop(publisher, {}).values()
            yield from self._release(sorted(waiting, key=_order, reverse=True))

    def _release(self, waiting: list[_Waiting]) -> Iterator[Request]:
        for rank, (memento, archive) in enumerate(waiting):
            if rank >= self._most_articles or self._errand.allowance.is_spent:
                self._run.tally.skip(memento.candidate.url, "article_budget")
            elif not self._run.claim(memento.candidate.url):
                self._run.tally.skip(memento.candidate.url, "known")
            else:
                self._errand.allowance.take()
                yield from self._asked_for(memento, archive, priority=-rank)

    def _asked_for(self, memento: Memento, archive: WebArchive, priority: int) -> Iterator[Request]:
        if self._errand.arguments.dry_run:
            self._run.tell_candidate(memento.candidate)
        else:
            yield self._requests[archive].request(memento, priority)


def cut(waiting: dict[str, _Waiting], most: int) -> list[Memento]:
    """Leaves the `most` best in `waiting`, where there are twice as many; answers with the others."""
    if len(waiting) <= 2 * most:
        return []
    ranked = sorted(waiting, key=lambda key: _order(waiting[key]), reverse=True)
    return [waiting.pop(key)[0] for key in ranked[most:]]


def web_archives(errand: Errand) -> tuple[WebArchive, ...]:
    """Those of `-a cdx`, or those that are configured. Raises ConfigurationError."""
    if errand.arguments.cdx:
        return (web_archive(errand.arguments.cdx),)
    return tuple(web_archive(each.api, each.replay, each.warc) for each in errand.run.config.history.cdx)


def _order(waiting: _Waiting) -> tuple[float, tuple[bool, str], float]:
    memento = waiting[0]
    candidate = memento.candidate
    return candidate.promise, newest_first(candidate.published), memento.captured.timestamp()


def _listing(query: Query) -> Listing:
    return Listing(query.address, "cdx", query.publisher.id)
