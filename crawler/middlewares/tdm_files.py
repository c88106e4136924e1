"""`tdmrep.json` of each origin that articles are asked of: one fetch before the first of them, and all wait.

TDMRep wants it looked at first. It is a request as any other, behind robots.txt and at the host's pace;
whatever goes wrong with it, nothing is reserved there.
"""

import asyncio
import logging
from collections.abc import Collection
from http import HTTPStatus
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.discovery.tdmrep import MAX_BYTES, PATH, TdmRep
from crawler.middlewares.robots import ForbiddenByRobots

if TYPE_CHECKING:
    from crawler.run import CrawlRun

logger = logging.getLogger(__name__)

# Request.meta keys: this is an article; what tdmrep.json says of it.
IS_ARTICLE = "is_article"
SITE_RESERVATION = "site_reservation"


class ReservedBySite(ForbiddenByRobots):
    """The site reserves the page, and the configuration obeys: it need not be fetched."""

    slug = "reserved_tdm"


class TdmFilesMiddleware:
    """Tells of each article what its site reserves, or forbids it where that is obeyed.

    An answer that said otherwise would win, but it would have to be asked for.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._files: dict[str, asyncio.Task[TdmRep]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way in."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let pass what is not reserved, or not obeyed; raises ReservedBySite."""
        if not request.meta.get(IS_ARTICLE):
            return
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(request.url))
        if origin not in self._files:
            self._files[origin] = asyncio.ensure_future(self._fetch(origin))
        found = (await asyncio.shield(self._files[origin])).reservation(request.url)
        if found is not None and found.what in self._obeyed:
            raise ReservedBySite(f"tdmrep.json reserves {request.url}")
        request.meta[SITE_RESERVATION] = found

    @property
    def _obeyed(self) -> Collection[str]:
        run: CrawlRun = self._crawler.spider.run  # type: ignore[union-attr]
        return run.config.crawl.obey

    async def _fetch(self, origin: str) -> TdmRep:
        meta = {"dont_retry": True, "download_maxsize": MAX_BYTES}
        request = Request(f"{origin}{PATH}", dont_filter=True, meta=meta)
        engine = self._crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - whatever it was: there is no such file
            logger.debug("%s%s: none (%s)", origin, PATH, error)
            return TdmRep()
        return TdmRep.parse(response.body, response.url) if response.status == HTTPStatus.OK else TdmRep()
