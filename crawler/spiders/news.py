"""`scrapy crawl news`: the listed publishers' listings, and the articles that they name."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from functools import partial
from itertools import chain
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from crawler.capture import cause_of
from crawler.discovery.candidate import Candidate, Found, Listing
from crawler.discovery.frontier import Frontier
from crawler.discovery.listing import read_listing
from crawler.middlewares.robots import WANTS_ROBOTS, ForbiddenByRobots
from crawler.publishers import Publisher
from crawler.run import CrawlRun
from crawler.spiders.arguments import Arguments, NewsArguments, news_arguments
from crawler.spiders.articles import Articles
from pipelines.worker import ListingFailed

# Listings come before articles: what is newest is known when all of a publisher's listings are read.
_LISTING_PRIORITY = 1_000_000

# A sitemap may name 50,000 pages; after so many the downloads get a turn.
_CANDIDATES_AT_ONCE = 500


class NewsSpider(Spider):
    """Reads every listing of every chosen publisher, then fetches what they name, newest first."""

    name = "news"

    def __init__(self, run: CrawlRun, arguments: NewsArguments, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.run = run
        self._arguments = arguments
        self._articles = Articles(run)
        self._publishers = {publisher.id: publisher for publisher in run.publishers}
        self._frontier = Frontier(arguments.limit)
        self._asked: dict[str, set[str]] = {}
        self._open: Counter[str] = Counter()

    @staticmethod
    def arguments(given: Arguments) -> NewsArguments:
        """Raises ConfigurationError."""
        return news_arguments(given)

    async def start(self) -> AsyncIterator[Request]:
        """One request for each listing; all publishers are open before the first is read."""
        opened = [self._open_publisher(publisher) for publisher in self._publishers.values()]
        for request in chain.from_iterable(opened):
            yield request

    async def read(self, response: Response, listing: Listing) -> AsyncIterator[Request]:
        """A listing's answer: its candidates go to the frontier, the listings it names are asked for."""
        publisher = self._publishers[listing.publisher]
        job = partial(
            read_listing,
            response.body,
            url=response.url,
            kind=listing.kind,
            content_type=(response.headers.get("Content-Type") or b"").decode("latin-1"),
            publisher=publisher,
            since=self._arguments.window.since,
        )
        try:
            found = await self.run.pool.call(job)
        except ListingFailed as failed:
            found = Found(problem=("unreadable", str(failed)))
        self._note(listing, found)
        for place, candidate in enumerate(found.candidates, start=1):
            self._consider(candidate)
            if place % _CANDIDATES_AT_ONCE == 0:
                await asyncio.sleep(0)
        for request in self._ask(publisher, found.listings):
            yield request
        for request in self._close(publisher.id):
            yield request

    def unread(self, failure: TwistedFailure) -> Iterator[Request]:
        """A listing that could not be fetched."""
        listing: Listing = failure.request.cb_kwargs["listing"]  # type: ignore[attr-defined]
        error = failure.value
        problem = error.slug if isinstance(error, ForbiddenByRobots) else cause_of(failure)
        detail = f"{problem}: {failure.getErrorMessage()[:200]}"
        self.run.tally.listing(listing, 0, detail, failed=True)
        yield from self._close(listing.publisher)

    def _open_publisher(self, publisher: Publisher) -> list[Request]:
        self._frontier.open(publisher.id)
        return list(self._ask(publisher, publisher.listings))

    def _ask(self, publisher: Publisher, listings: tuple[Listing, ...]) -> Iterator[Request]:
        asked = self._asked.setdefault(publisher.id, set())
        bound = self.settings.getint("LISTINGS_PER_PUBLISHER")
        for listing in listings:
            if listing.url in asked:
                continue
            if len(asked) >= bound:
                self.run.tally.skip(listing.url, "listing_budget")
                continue
            asked.add(listing.url)
            self._open[publisher.id] += 1
            yield self._listing_request(listing)

    def _listing_request(self, listing: Listing) -> Request:
        return Request(
            listing.url,
            callback=self.read,
            errback=self.unread,
            cb_kwargs={"listing": listing},
            priority=_LISTING_PRIORITY,
            dont_filter=True,
            meta={
                "download_maxsize": self.settings.getint("LISTING_MAXSIZE"),
                WANTS_ROBOTS: listing.kind == "robots",
            },
        )

    def _note(self, listing: Listing, found: Found) -> None:
        problem = ": ".join(found.problem) if found.problem else None
        failed = problem is not None and not found.candidates and not found.listings
        self.run.tally.listing(listing, len(found.candidates), problem, failed=failed)

    def _consider(self, candidate: Candidate) -> None:
        reason = self.run.seen.reason_to_skip(candidate.url, candidate.published)
        if reason is None:
            self._frontier.add(candidate)
        else:
            self.run.tally.skip(candidate.url, reason)

    def _close(self, publisher_id: str) -> Iterator[Request]:
        self._open[publisher_id] -= 1
        if self._open[publisher_id] == 0:
            yield from self._release(self._frontier.close(publisher_id))

    def _release(self, candidates: list[Candidate]) -> Iterator[Request]:
        bound = self.settings.getint("ARTICLES_PER_PUBLISHER")
        ranks: Counter[str] = Counter()
        for candidate in candidates:
            rank = ranks[candidate.publisher]
            ranks[candidate.publisher] += 1
            if rank >= bound:
                self.run.tally.skip(candidate.url, "article_budget")
            elif self._arguments.dry_run:
                self.run.tell_candidate(candidate)
            else:
                yield self._articles.request(candidate, priority=-rank)
