"""A listing that a crawl had not done with when it was interrupted is read again by the next one."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from scrapy.http import Request, TextResponse
from scrapy.settings import Settings

from crawler.discovery.candidate import Listing
from crawler.memory.listing_memory import ListingMemory, Patience
from crawler.memory.open_candidates import OpenCandidates
from crawler.publishers import Publisher
from crawler.run import CrawlRun
from crawler.seen import Seen
from crawler.spiders.listing_requests import ListingRequests
from crawler.window import ANY_DATE
from pipelines.archive import Verdict
from pipelines.worker import WorkerPool

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HOME = Publisher(id="a", name="A", home="http://a.example/", language="en")
MAP = Listing("http://a.example/map", "sitemap", "a")
BODY = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'.format(
    "".join(f"<url><loc>http://a.example/2026/a-story-of-day-{day}</loc></url>" for day in range(1, 4))
)


class _Inline:
    """In the place of a pool."""

    async def call(self, job: Callable[[], Any]) -> Any:
        return job()


def test_a_listing_of_which_only_the_first_pages_were_considered_is_not_settled() -> None:
    """The first of a large sitemap were known; then came the interruption."""

    def verdict(url_key: str) -> Verdict:
        if url_key.endswith("-3"):
            raise asyncio.CancelledError
        return Verdict("archived", 1, None, None, None, None)

    seen = Seen(verdict, ANY_DATE, timedelta(hours=24), lambda: NOW)
    named = OpenCandidates(seen.reason_to_skip, timedelta(hours=24), lambda: NOW)
    memory = ListingMemory({}, [HOME], ANY_DATE, named, lambda: NOW, Patience())
    run = CrawlRun("r", (HOME,), seen, ANY_DATE, cast(WorkerPool, _Inline()), None, 30.0, 5, memory=memory)
    settings = Settings({"LISTINGS_PER_PUBLISHER": 9, "PAGES_PER_LISTING": 9, "LISTING_MAXSIZE": 10**6})
    requests = ListingRequests(run, ANY_DATE, settings, lambda: None, lambda _: None)
    response = TextResponse(MAP.url, body=BODY.encode(), request=Request(MAP.url))
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(requests.found(response, MAP))
    assert [state for state in memory.changes(()).values() if state.settled] == []
