"""The requests for listings, and what their answers list, for every spider that reads listings."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure as TwistedFailure

from crawler.capture import cause_of
from crawler.discovery.candidate import Found, Listing
from crawler.discovery.listing import read_listing
from crawler.middlewares.robots import WANTS_ROBOTS, ForbiddenByRobots
from crawler.publishers import Publisher
from crawler.run import CrawlRun
from crawler.window import Window
from pipelines.worker import ListingFailed

# Listings come before articles: what is newest is known when all of a publisher's listings are read.
_LISTING_PRIORITY = 1_000_000


class ListingRequests:
    """Asks for each listing once, at most `LISTINGS_PER_PUBLISHER` of a publisher in a run.

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
        self._max_bytes = settings.getint("LISTING_MAXSIZE")
        self._answered = answered
        self._unanswered = unanswered
        self._asked: dict[str, set[str]] = {}

    def ask(self, publisher: Publisher, listings: Iterable[Listing]) -> Iterator[Request]:
        """Requests for those that this run has not asked for; what is over the bound is skipped."""
        asked = self._asked.setdefault(publisher.id, set())
        for listing in listings:
            if listing.url in asked:
                continue
            if len(asked) >= self._most:
                self._run.tally.skip(listing.url, "listing_budget")
                continue
            asked.add(listing.url)
            yield self._request(listing)

    async def found(self, response: Response, listing: Listing) -> Found:
        """What an answer lists, read in a worker; it is in the tally."""
        job = partial(
            read_listing,
            response.body,
            url=response.url,
            kind=listing.kind,
            content_type=(response.headers.get("Content-Type") or b"").decode("latin-1"),
            publisher=self._publishers[listing.publisher],
            since=self._window.since,
        )
        try:
            found = await self._run.pool.call(job)
        except ListingFailed as failed:
            found = Found(problem=("unreadable", str(failed)))
        problem = ": ".join(found.problem) if found.problem else None
        failed_whole = problem is not None and not found.candidates and not found.listings
        self._run.tally.listing(
            listing,
            "failed" if failed_whole else "read",
            candidates=len(found.candidates),
            problem=problem,
            size=len(response.body),
        )
        return found

    def missed(self, failure: TwistedFailure) -> Listing:
        """The listing that could not be fetched; it is in the tally."""
        listing: Listing = failure.request.cb_kwargs["listing"]  # type: ignore[attr-defined]
        error = failure.value
        problem = error.slug if isinstance(error, ForbiddenByRobots) else cause_of(failure)
        detail = f"{problem}: {failure.getErrorMessage()[:200]}"
        self._run.tally.listing(listing, "failed", problem=detail)
        return listing

    def _request(self, listing: Listing) -> Request:
        return Request(
            listing.url,
            callback=self._answered,
            errback=self._unanswered,
            cb_kwargs={"listing": listing},
            priority=_LISTING_PRIORITY,
            dont_filter=True,
            meta={"download_maxsize": self._max_bytes, WANTS_ROBOTS: listing.kind == "robots"},
        )
