"""Stands before all other middlewares: what a URL's spelling tells is refused before anybody hears of it.

Behind a proxy this is all that can be known here: names are looked up there.
"""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.addresses.reach import AddressRefused, Reach, reach_of


class AddressMiddleware:
    """Closed until the door has been proved (crawler/addresses/proof.py)."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        self.is_open = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way in."""
        return cls(reach_of(crawler.settings))

    def process_request(self, request: Request) -> None:
        """Raises AddressRefused."""
        if not self.is_open:
            raise AddressRefused("nothing is fetched before the guard of addresses is proved")
        self.reach.refuse_url(request.url)
