"""robots.txt by RFC 9309: one fetch for each origin, and everybody waits for it.

Scrapy's own middleware lets all but the first of the waiting requests through (2.14 to 2.19).
"""

import asyncio
import logging
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse

from crawler.discovery.robots import Robots

logger = logging.getLogger(__name__)

# Request.meta keys: the request for robots.txt itself; a listing request that wants its text.
FETCHES_ROBOTS = "fetches_robots"
WANTS_ROBOTS = "wants_robots"


class ForbiddenByRobots(IgnoreRequest):
    """The publisher asks not to fetch this URL. `slug` is the reason under which it is counted."""

    slug = "robots"


class RobotsUnreachable(ForbiddenByRobots):
    """Whether the publisher allows it cannot be known, which forbids it (RFC 9309, section 2.3.1.4)."""

    slug = "robots_unreachable"


class _Answer(NamedTuple):
    """What robots.txt says; `problem` says why nothing is known, if so."""

    robots: Robots
    body: bytes
    problem: str | None


class RobotsMiddleware:
    """Forbids what robots.txt forbids, and slows down where it says Crawl-delay.

    `user_agent` is matched by its product token. `crawl_delay_max_s` bounds what is obeyed.
    """

    def __init__(self, crawler: Crawler, user_agent: str, crawl_delay_max_s: float) -> None:
        self._crawler = crawler
        self._user_agent = user_agent
        self._crawl_delay_max_s = crawl_delay_max_s
        self._answers: dict[str, asyncio.Task[_Answer]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way in."""
        settings = crawler.settings
        return cls(crawler, settings["USER_AGENT"], settings.getfloat("CRAWL_DELAY_MAX_S"))

    async def process_request(self, request: Request) -> Response | None:
        """Let pass what is allowed; raises ForbiddenByRobots."""
        if request.meta.get(FETCHES_ROBOTS):
            return None
        answer = await self._answer(request.url)
        if answer.problem is not None:
            raise RobotsUnreachable(
                f"robots.txt cannot be read ({answer.problem}), so nothing may be fetched"
            )
        if request.meta.get(WANTS_ROBOTS):
            return TextResponse(request.url, body=answer.body, encoding="utf-8", request=request)
        if not answer.robots.allows(request.url, self._user_agent):
            raise ForbiddenByRobots(f"robots.txt forbids {request.url}")
        return None

    async def _answer(self, url: str) -> _Answer:
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        if origin not in self._answers:
            self._answers[origin] = asyncio.ensure_future(self._fetch(origin))
        return await asyncio.shield(self._answers[origin])

    async def _fetch(self, origin: str) -> _Answer:
        request = Request(f"{origin}/robots.txt", dont_filter=True, meta={FETCHES_ROBOTS: True})
        engine = self._crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - whatever it was: unreachable, so nothing is allowed
            logger.warning("%s/robots.txt: no answer (%s); the origin is left alone", origin, error)
            return _Answer(Robots.disallow_all(), b"", str(error))
        robots = Robots.from_answer(response.status, response.body)
        self._slow_down(response, robots)
        if response.status >= 500:
            return _Answer(robots, b"", f"the server answered {response.status}")
        return _Answer(robots, response.body if response.status < 300 else b"", None)

    def _slow_down(self, response: Response, robots: Robots) -> None:
        delay_s = robots.crawl_delay_s(self._user_agent)
        slot_key = response.meta.get("download_slot")
        engine = self._crawler.engine
        if delay_s is None or slot_key is None or engine is None:
            return
        if (slot := engine.downloader.slots.get(slot_key)) is not None:
            slot.delay = max(slot.delay, min(delay_s, self._crawl_delay_max_s))
