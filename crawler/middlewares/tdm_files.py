"""`tdmrep.json` of each origin that articles are asked of: one fetch before the first of them, and all wait.

TDMRep wants it looked at first. It is a request as any other, behind robots.txt and at the host's pace;
where it cannot be had nothing is reserved, and an hour later it is asked for again.
"""

import logging
import time
from collections.abc import Callable, Collection
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple, Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.addresses.reach import AddressRefused
from crawler.answers.refused import Refused
from crawler.discovery.robots import is_unreachable
from crawler.discovery.tdmrep import MAX_BYTES, PATH, TdmRep
from crawler.middlewares.not_asked import NotAsked
from crawler.middlewares.origins import Origins, origin_of
from crawler.middlewares.robots import ForbiddenByRobots

if TYPE_CHECKING:
    from crawler.run import CrawlRun

logger = logging.getLogger(__name__)

# Seconds for which a file is believed, or that there is none; and that it could not be had.
_BELIEVED_S = 24 * 3600.0
_DOUBTED_S = 3600.0

# Request.meta keys: this is an article; what tdmrep.json says of it.
IS_ARTICLE = "is_article"
SITE_RESERVATION = "site_reservation"


class ReservedBySite(ForbiddenByRobots):
    """The site reserves the page, and the configuration obeys: it need not be fetched."""

    slug = "reserved_tdm"


class _File(NamedTuple):
    """What a file of `size` bytes says, until when."""

    rules: TdmRep
    size: int
    until: float


class TdmFilesMiddleware:
    """Tells of each article what its site reserves, or forbids it where that is obeyed.

    An answer that said otherwise would win, but it would have to be asked for.
    """

    def __init__(self, crawler: Crawler, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._crawler = crawler
        self._clock_s = clock_s
        self._files = Origins[_File](self._fetch, clock_s)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way in."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let pass what is not reserved, or not obeyed; raises ReservedBySite.

        And NotAsked where the file may not be asked for now: nor may the article.
        """
        if not request.meta.get(IS_ARTICLE):
            return
        file = await self._files.answer(origin_of(request.url))
        found = file.rules.reservation(request.url)
        if found is not None and found.what in self._obeyed:
            raise ReservedBySite(f"tdmrep.json reserves {request.url}")
        request.meta[SITE_RESERVATION] = found

    @property
    def _obeyed(self) -> Collection[str]:
        run: CrawlRun = self._crawler.spider.run  # type: ignore[union-attr]
        return run.config.crawl.obey

    async def _fetch(self, origin: str, before: _File | None) -> _File:
        meta = {"dont_retry": True, "download_maxsize": MAX_BYTES}
        request = Request(f"{origin}{PATH}", dont_filter=True, meta=meta)
        engine = self._crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(request)
        except (ForbiddenByRobots, Refused) as error:
            logger.debug("%s%s: none (%s)", origin, PATH, error)
            return self._none(_BELIEVED_S)
        except (NotAsked, AddressRefused):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was: there is no such file
            logger.debug("%s%s: none (%s)", origin, PATH, error)
            return self._doubted(before)
        if response.status == HTTPStatus.OK:
            rules = TdmRep.parse(response.body, response.url)
            return _File(rules, len(response.body), self._clock_s() + _BELIEVED_S)
        return self._doubted(before) if is_unreachable(response.status) else self._none(_BELIEVED_S)

    def _doubted(self, before: _File | None) -> _File:
        """As with robots.txt: what was known before holds on."""
        if before is None:
            return self._none(_DOUBTED_S)
        return before._replace(until=self._clock_s() + _DOUBTED_S)

    def _none(self, for_s: float) -> _File:
        return _File(TdmRep(), 0, self._clock_s() + for_s)
