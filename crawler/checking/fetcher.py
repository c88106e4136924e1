"""One answer for who looks and does not crawl: by the crawl's own way, its robots.txt and delays included."""

from typing import NamedTuple
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from crawler.capture import cause_of
from crawler.discovery.robots import Robots
from crawler.middlewares.not_asked import NotAsked
from crawler.middlewares.robots import WANTS_ROBOTS
from crawler.render import RENDER


class Missed(NamedTuple):
    """Nothing came. `slug` is the crawl's: `robots`, `robots_unreachable`, `dns`, `timeout` and the like."""

    slug: str
    detail: str


class Fetcher:
    """Fetches while the spider of `crawler` is open."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._listing_maxsize = crawler.settings.getint("LISTING_MAXSIZE")
        self._robots: dict[str, Robots | Missed] = {}
        self.user_agent: str = crawler.settings["USER_AGENT"]
        self.requests = 0

    async def page(self, url: str, *, render: bool = False) -> Response | Missed:
        """Whatever the server answers, in the bounds of an article page."""
        return await self._get(Request(url, dont_filter=True, meta={RENDER: render}))

    async def listing(self, url: str, *, render: bool = False) -> Response | Missed:
        """The same, in the bounds of a listing."""
        meta = {"download_maxsize": self._listing_maxsize, RENDER: render}
        return await self._get(Request(url, dont_filter=True, meta=meta))

    async def robots_text(self, url: str) -> Response | Missed:
        """The robots.txt of the origin of `url`, with an empty body where there is none."""
        robots = "{0.scheme}://{0.netloc}/robots.txt".format(urlsplit(url))
        return await self._get(Request(robots, dont_filter=True, meta={WANTS_ROBOTS: True}))

    async def allows(self, url: str) -> bool:
        """Whether robots.txt lets us fetch `url`; one that cannot be read does not."""
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        if origin not in self._robots:
            answer = await self.robots_text(url)
            self._robots[origin] = (
                answer if isinstance(answer, Missed) else Robots.parse(answer.body, answer.url)
            )
        robots = self._robots[origin]
        return isinstance(robots, Robots) and robots.allows(url, self.user_agent)

    async def _get(self, request: Request) -> Response | Missed:
        engine = self._crawler.engine
        assert engine is not None
        self.requests += 1
        try:
            return await engine.download_async(request)
        except NotAsked as forbidden:
            return Missed(forbidden.slug, str(forbidden))
        except Exception as error:  # noqa: BLE001 - Scrapy's errors of the line have no common class
            return _missed(error)


def _missed(error: Exception) -> Missed:
    failure = TwistedFailure(error)  # type: ignore[no-untyped-call]
    return Missed(cause_of(failure), str(error)[:200] or type(error).__name__)
