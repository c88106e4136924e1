"""The listings of publishers, read to their end, and the articles that they name, best first."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from itertools import chain

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure as TwistedFailure

from crawler.budget import budget_of
from crawler.discovery.candidate import Kind, Listing
from crawler.discovery.usual_paths import usual_listings
from crawler.run import CrawlRun
from crawler.spiders.candidates import Candidates
from crawler.spiders.listing_requests import ListingRequests


class ListedArticles:
    """Of all publishers of a run, within the budgets of `settings`; `send` hands a request to Scrapy.

    `is_spent` says whether others have used `limit` up.
    """

    def __init__(
        self,
        run: CrawlRun,
        settings: BaseSettings,
        limit: int | None,
        *,
        dry_run: bool,
        send: Callable[[Request], None],
        is_spent: Callable[[], bool] = lambda: False,
    ) -> None:
        self._publishers = {publisher.id: publisher for publisher in run.publishers}
        self._listings = ListingRequests(run, run.window, settings, self.read, self.unread)
        self._candidates = Candidates(
            run, budget_of(settings), limit, dry_run=dry_run, send=send, is_spent=is_spent
        )
        run.follower = self._candidates
        self._open: Counter[str] = Counter()
        self._send = send
        self._named: dict[str, set[Kind]] = defaultdict(set)
        self._tried: set[str] = set()

    def start(self, listings: Mapping[str, Iterable[Listing]]) -> Iterator[Request]:
        """One request for each listing, by publisher; all publishers are open before the first is read."""
        opened = [self._open_publisher(name, listings.get(name, ())) for name in self._publishers]
        for name in self._publishers:
            if not self._open[name]:  # Nothing of it need be asked for: nobody is to wait for it.
                self._candidates.close(name)
        yield from chain.from_iterable(opened)

    async def read(self, response: Response, listing: Listing) -> AsyncIterator[Request]:
        """A listing's answer: its candidates wait to be chosen, the listings it names are asked for."""
        found = await self._listings.found(response, listing)
        await self._candidates.found(found.candidates)
        for request in self._ask(listing.publisher, found.listings):
            yield request
        self._close(listing.publisher)

    def unread(self, failure: TwistedFailure) -> None:
        """A listing that could not be fetched."""
        self._close(self._listings.missed(failure).publisher)

    def leave_the_rest(self) -> None:
        """At the end of a crawl that was not interrupted."""
        self._candidates.leave_the_rest()

    def _open_publisher(self, name: str, listings: Iterable[Listing]) -> list[Request]:
        self._candidates.open(name)
        return list(self._ask(name, listings))

    def _ask(self, name: str, listings: Iterable[Listing]) -> Iterator[Request]:
        asked = tuple(listings)
        self._named[name] |= {listing.kind for listing in asked}
        for request in self._listings.ask(self._publishers[name], asked):
            self._open[name] += 1
            yield request

    def _close(self, name: str) -> None:
        self._open[name] -= 1
        if self._open[name] == 0 and name not in self._tried:
            self._tried.add(name)
            for request in self._ask(name, usual_listings(self._publishers[name], self._named[name])):
                self._send(request)
        if self._open[name] == 0:
            self._candidates.close(name)
