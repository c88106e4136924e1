"""`scrapy crawl news`: the listed publishers' listings, and the articles that they name."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from itertools import chain
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from crawler.discovery.candidate import Candidate, Listing
from crawler.discovery.frontier import Frontier
from crawler.publishers import Publisher
from crawler.run import CrawlRun
from crawler.spiders.arguments import Arguments, NewsArguments, news_arguments
from crawler.spiders.articles import Articles
from crawler.spiders.listing_requests import ListingRequests

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
        self._open: Counter[str] = Counter()

    @staticmethod
    def arguments(given: Arguments) -> NewsArguments:
        """Raises ConfigurationError."""
        return news_arguments(given)

    async def start(self) -> AsyncIterator[Request]:
        """One request for each listing; all publishers are open before the first is read."""
        self._listings = ListingRequests(
            self.run, self._arguments.window, self.settings, self.read, self.unread
        )
        opened = [self._open_publisher(publisher) for publisher in self._publishers.values()]
        for request in chain.from_iterable(opened):
            yield request

    async def read(self, response: Response, listing: Listing) -> AsyncIterator[Request]:
        """A listing's answer: its candidates go to the frontier, the listings it names are asked for."""
        found = await self._listings.found(response, listing)
        for place, candidate in enumerate(found.candidates, start=1):
            self._consider(candidate)
            if place % _CANDIDATES_AT_ONCE == 0:
                await asyncio.sleep(0)
        for request in self._ask(self._publishers[listing.publisher], found.listings):
            yield request
        for request in self._close(listing.publisher):
            yield request

    def unread(self, failure: TwistedFailure) -> Iterator[Request]:
        """A listing that could not be fetched."""
        yield from self._close(self._listings.missed(failure).publisher)

    def _open_publisher(self, publisher: Publisher) -> list[Request]:
        self._frontier.open(publisher.id)
        return list(self._ask(publisher, publisher.listings))

    def _ask(self, publisher: Publisher, listings: tuple[Listing, ...]) -> Iterator[Request]:
        for request in self._listings.ask(publisher, listings):
            self._open[publisher.id] += 1
            yield request

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
