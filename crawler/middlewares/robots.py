"""robots.txt by RFC 9309: one fetch for each origin, and everybody waits for it.

Scrapy's own middleware lets all but the first of the waiting requests through (2.14 to 2.19).
"""

import logging
import time
from collections.abc import Callable
from typing import ClassVar, NamedTuple, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse

from crawler.addresses.reach import AddressRefused
from crawler.answers.untrusted import is_untrusted
from crawler.discovery.robots import MAX_BYTES, Robots, is_unreachable
from crawler.middlewares.not_asked import NotAsked
from crawler.middlewares.origins import Origins, origin_of
from crawler.middlewares.pacing import PacingMiddleware, host_of_slot
from crawler.middlewares.read_at_most import READ_AT_MOST

logger = logging.getLogger(__name__)

# Request.meta keys: the request for robots.txt itself; a listing request that wants its text.
FETCHES_ROBOTS = "fetches_robots"
WANTS_ROBOTS = "wants_robots"


# Seconds for which an answer is believed (RFC 9309, section 2.4: a day), and that there was none.
_BELIEVED_S = 24 * 3600.0
_DOUBTED_S = 3600.0


class ForbiddenByRobots(NotAsked):
    """The publisher asks not to fetch this URL; it need not be tried again for `for_s` seconds."""

    slug = "robots"
    for_s: ClassVar[float] = _BELIEVED_S


class RobotsUnreachable(ForbiddenByRobots):
    """Whether the publisher allows it cannot be known, which forbids it (RFC 9309, section 2.3.1.4)."""

    slug = "robots_unreachable"
    for_s = _DOUBTED_S


class _Answer(NamedTuple):
    """What robots.txt says, until when; `problem` says why nothing is known, if so."""

    robots: Robots
    body: bytes
    problem: str | None
    until: float

    @property
    def size(self) -> int:
        return len(self.body)


class RobotsMiddleware:
    """Forbids what robots.txt forbids, and slows down where it says Crawl-delay.

    `user_agent` is matched by its product token. `clock_s` never goes back.
    """

    def __init__(
        self, crawler: Crawler, user_agent: str, clock_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._crawler = crawler
        self._user_agent = user_agent
        self._clock_s = clock_s
        self._answers = Origins[_Answer](self._fetch, clock_s)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way in."""
        return cls(crawler, crawler.settings["USER_AGENT"])

    async def process_request(self, request: Request) -> Response | None:
        """Let pass what is allowed; raises ForbiddenByRobots, and NotAsked where nobody may be asked."""
        if request.meta.get(FETCHES_ROBOTS):
            return None
        answer = await self._answers.answer(origin_of(request.url))
        if answer.problem is not None:
            raise RobotsUnreachable(
                f"robots.txt cannot be read ({answer.problem}), so nothing may be fetched"
            )
        if request.meta.get(WANTS_ROBOTS):
            return TextResponse(request.url, body=answer.body, encoding="utf-8", request=request)
        if not answer.robots.allows(request.url, self._user_agent):
            raise ForbiddenByRobots(f"robots.txt forbids {request.url}")
        return None

    async def _fetch(self, origin: str, before: _Answer | None) -> _Answer:
        """The first 500 KiB; rules are the origin's, wherever redirects have led (RFC 9309, 2.3.1.2).

        Of one that is fetched anew and cannot be had, what was known of it before holds on (2.4).
        """
        meta = {FETCHES_ROBOTS: True, READ_AT_MOST: MAX_BYTES + 1}
        request = Request(f"{origin}/robots.txt", dont_filter=True, meta=meta)
        engine = self._crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(request)
        except (NotAsked, AddressRefused):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was: unreachable, so nothing is allowed
            tls = "TLS proved nothing: " if is_untrusted(error) else ""
            return self._unreachable(origin, f"{tls}{error}", before)
        if is_unreachable(response.status):
            return self._unreachable(origin, f"the server answered {response.status}", before)
        robots = Robots.from_answer(response.status, response.body)
        self._slow_down(request, robots)
        body = response.body if response.status < 300 else b""
        return _Answer(robots, body, None, self._clock_s() + _BELIEVED_S)

    def _unreachable(self, origin: str, problem: str, before: _Answer | None) -> _Answer:
        until = self._clock_s() + _DOUBTED_S
        if before is not None and before.problem is None:
            return before._replace(until=until)
        logger.warning("%s/robots.txt: none to go by (%s); the origin is left alone", origin, problem)
        return _Answer(Robots.disallow_all(), b"", problem, until)

    def _slow_down(self, request: Request, robots: Robots) -> None:
        delay_s = robots.crawl_delay_s(self._user_agent)
        pacing = self._crawler.get_downloader_middleware(PacingMiddleware)
        if delay_s is not None and pacing is not None:
            pacing.crawl_delay(host_of_slot(request), delay_s)
