"""The requests for listings, and what their answers list, for every spider that reads listings."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure as TwistedFailure

from crawler.capture import cause_of
from crawler.discovery.candidate import Found, Listing
from crawler.discovery.chains import Chains
from crawler.memory.answer import NOT_MODIFIED, Answer, answer_of
from crawler.middlewares.not_asked import NotAsked
from crawler.middlewares.robots import WANTS_ROBOTS
from crawler.publishers import Publisher
from crawler.render import RENDER
from crawler.run import CrawlRun
from crawler.window import Window
from pipelines.in_worker import InWorker
from pipelines.worker import ListingFailed

_READ_LISTING: InWorker[Found] = InWorker("crawler.discovery.listing", "read_listing")

# Listings come before articles: what is newest is known when all of a publisher's listings are read.
_LISTING_PRIORITY = 1_000_000

# A sitemap may name 50,000 pages; after so many others get a turn.
_CANDIDATES_AT_ONCE = 500

# There is nothing in it today, which is an answer.
_EMPTY = ("empty", "no_entries")


class ListingRequests:
    """Asks for each listing at most once, for at most `LISTINGS_PER_PUBLISHER` of a publisher in a run.

    `answered` and `unanswered` are the callbacks of the spider; the one gets `response` and `listing`.
    """

    def __init__(
        self,
        run: CrawlRun,
        window: Window,
        settings: BaseSettings,
        answered: Callable[..., Any],
        unanswered: Callable[[TwistedFailure], Any],
    ) -> None:
        self._run = run
        self._publishers = {publisher.id: publisher for publisher in run.publishers}
        self._window = window
        self._most = settings.getint("LISTINGS_PER_PUBLISHER")
        self._most_pages = settings.getint("PAGES_PER_LISTING")
        self._max_bytes = settings.getint("LISTING_MAXSIZE")
        self._answered = answered
        self._unanswered = unanswered
        self._met: dict[str, set[str]] = {}
        self._asked: Counter[str] = Counter()
        self._chains = Chains()

    def ask(self, publisher: Publisher, listings: Iterable[Listing]) -> Iterator[Request]:
        """Requests for those that this run has not asked for; what is over the bound is skipped.

        Of those that need not be asked for, what they named is asked for.
        """
        met = self._met.setdefault(publisher.id, set())
        for listing in listings:
            if listing.url in met:
                continue
            met.add(listing.url)
            plan = self._run.memory.plan(listing)
            if plan.came is not None:
                self._run.tally.listing(listing, plan.came, problem=plan.note)
                if plan.came == "unchanged":
                    yield from self.ask(publisher, self._run.memory.named_by(listing))
            elif self._asked[publisher.id] >= self._most:
                self._run.tally.skip(listing.url, "listing_budget")
            else:
                self._asked[publisher.id] += 1
                yield self._request(listing, plan.headers)

    async def found(self, response: Response, listing: Listing) -> Found:
        """What an answer lists that is worth a look, read in a worker if need be; it is in the tally."""
        answer, memory = answer_of(response), self._run.memory
        if memory.is_doubtful(listing, answer):
            return Found(listings=self._once_more((listing,)))
        if memory.is_unchanged(listing, answer):
            self._run.tally.listing(listing, "unchanged", size=answer.size)
            return Found(listings=memory.unchanged(listing, answer))
        found = await self._read(response, listing)
        problem = ": ".join(found.problem) if found.problem else None
        if problem is not None and not found.candidates and not found.listings:
            return self._nothing_in(listing, answer, found, problem)
        self._run.tally.listing(
            listing, "read", candidates=len(found.candidates), problem=problem, size=answer.size
        )
        # A crawl that is interrupted in the middle of it is not to take the listing for read.
        await self._consider(listing, found)
        doubted = self._once_more(memory.read(listing, answer, found))
        return replace(found, listings=(*found.listings, *doubted))

    def missed(self, failure: TwistedFailure) -> Listing:
        """The listing that could not be fetched; it is in the tally."""
        listing: Listing = failure.request.cb_kwargs["listing"]  # type: ignore[attr-defined]
        error = failure.value
        problem = cause_of(failure)
        detail = f"{problem}: {failure.getErrorMessage()[:200]}"
        self._run.tally.listing(listing, "failed", problem=detail)
        if not isinstance(error, NotAsked):
            self._run.memory.missed(listing, problem)
        return listing

    async def _read(self, response: Response, listing: Listing) -> Found:
        job = partial(
            _READ_LISTING,
            response.body,
            url=response.url,
            kind=listing.kind,
            content_type=(response.headers.get("Content-Type") or b"").decode("latin-1"),
            publisher=self._publishers[listing.publisher],
            since=self._window.since,
            until=self._window.until,
            path=listing.path,
            pages=self._most_pages,
            asked=listing.url,
        )
        try:
            found = self._chains.cut(listing, await self._run.pool.call(job))
        except ListingFailed as failed:
            return Found(problem=("unreadable", str(failed)))
        for url, reason in found.left_out:
            self._run.tally.skip(url, reason)
        return found

    async def _consider(self, listing: Listing, found: Found) -> None:
        for place, candidate in enumerate(found.candidates, start=1):
            reason = self._run.seen.reason_to_skip(candidate.url, candidate.published)
            self._run.memory.considered(listing, candidate, reason)
            if place % _CANDIDATES_AT_ONCE == 0:
                await asyncio.sleep(0)

    def _nothing_in(self, listing: Listing, answer: Answer, found: Found, problem: str) -> Found:
        """A listing without any entry is no failure of its server's."""
        self._run.tally.listing(listing, "failed", problem=problem, size=answer.size)
        if found.problem is not None and found.problem[0] in _EMPTY:
            self._run.memory.read(listing, answer, found)
        else:
            self._run.memory.missed(listing, problem)
        return found

    def _once_more(self, listings: tuple[Listing, ...]) -> tuple[Listing, ...]:
        for listing in listings:
            self._met[listing.publisher].discard(listing.url)
        return listings

    def _request(self, listing: Listing, headers: Mapping[str, str]) -> Request:
        return Request(
            listing.url,
            headers=dict(headers),
            callback=self._answered,
            errback=self._unanswered,
            cb_kwargs={"listing": listing},
            priority=_LISTING_PRIORITY,
            dont_filter=True,
            meta={
                "download_maxsize": self._max_bytes,
                "handle_httpstatus_list": [NOT_MODIFIED] if headers else [],
                WANTS_ROBOTS: listing.kind == "robots",
                RENDER: listing.kind == "section" and self._publishers[listing.publisher].render,
            },
        )
