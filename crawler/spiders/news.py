"""`scrapy crawl news`: the listed publishers' listings, and the articles that they name."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from itertools import chain
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from crawler.budget import budget_of
from crawler.discovery.candidate import Listing
from crawler.publishers import Publisher
from crawler.run import CrawlRun
from crawler.spiders.arguments import Arguments, NewsArguments, news_arguments
from crawler.spiders.candidates import Candidates
from crawler.spiders.listing_requests import ListingRequests


class NewsSpider(Spider):
    """Reads every listing of every chosen publisher, then fetches what they name, best first."""

    name = "news"

    def __init__(self, run: CrawlRun, arguments: NewsArguments, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.run = run
        self._arguments = arguments
        self._publishers = {publisher.id: publisher for publisher in run.publishers}
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
        arguments = self._arguments
        self._candidates = Candidates(
            self.run,
            budget_of(self.settings),
            arguments.limit,
            dry_run=arguments.dry_run,
            send=self._send,
        )
        self.run.follower = self._candidates
        opened = [self._open_publisher(publisher) for publisher in self._publishers.values()]
        for request in chain.from_iterable(opened):
            yield request

    async def read(self, response: Response, listing: Listing) -> AsyncIterator[Request]:
        """A listing's answer: its candidates wait to be chosen, the listings it names are asked for."""
        found = await self._listings.found(response, listing)
        await self._candidates.found(found.candidates)
        for request in self._ask(self._publishers[listing.publisher], found.listings):
            yield request
        self._close(listing.publisher)

    def unread(self, failure: TwistedFailure) -> None:
        """A listing that could not be fetched."""
        self._close(self._listings.missed(failure).publisher)

    def closed(self, reason: str) -> None:
        """Scrapy calls it at the end; "finished" is the one reason that is nobody's interruption."""
        if reason == "finished":
            self._candidates.leave_the_rest()

    def _send(self, request: Request) -> None:
        assert self.crawler.engine is not None
        self.crawler.engine.crawl(request)

    def _open_publisher(self, publisher: Publisher) -> list[Request]:
        self._candidates.open(publisher.id)
        return list(self._ask(publisher, publisher.listings))

    def _ask(self, publisher: Publisher, listings: tuple[Listing, ...]) -> Iterator[Request]:
        for request in self._listings.ask(publisher, listings):
            self._open[publisher.id] += 1
            yield request

    def _close(self, publisher_id: str) -> None:
        self._open[publisher_id] -= 1
        if self._open[publisher_id] == 0:
            self._candidates.close(publisher_id)
