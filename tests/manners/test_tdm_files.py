"""tdmrep.json of an origin: asked for once, again when it is old, and not remembered without bound."""

import asyncio
import json
from types import SimpleNamespace
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.discovery.tdmrep import MAX_BYTES
from crawler.middlewares.not_asked import AskedToStayAway, NotAsked
from crawler.middlewares.robots import ForbiddenByRobots
from crawler.middlewares.tdm_files import IS_ARTICLE, TdmFilesMiddleware

DAY_S, HOUR_S = 24 * 3600.0, 3600.0
ALL = json.dumps([{"location": "*", "tdm-reservation": 1}]).encode()


class _Site:
    """Answers one after the other, the last one ever after; the engine, the spider and the clock."""

    def __init__(self, *answers: tuple[int, bytes] | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.now_s = 0.0
        run = SimpleNamespace(config=SimpleNamespace(crawl=SimpleNamespace(obey=["tdm"])))
        crawler: Any = SimpleNamespace(engine=self, spider=SimpleNamespace(run=run))
        self.middleware = TdmFilesMiddleware(crawler, lambda: self.now_s)

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request.url)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return Response(request.url, status=answer[0], body=answer[1])

    def told(self, *times: float, url: str = "http://daily.example/news") -> list[str]:
        """Of one article at each of these moments."""
        return asyncio.run(self._told(times, url))

    async def _told(self, times: tuple[float, ...], url: str) -> list[str]:
        told = []
        for self.now_s in times:
            try:
                await self.middleware.process_request(Request(url, meta={IS_ARTICLE: True}))
            except NotAsked as error:
                told.append(error.slug)
            else:
                told.append("asked")
        return told


def test_a_file_is_believed_for_a_day() -> None:
    site = _Site((200, ALL), (404, b""))
    assert site.told(0, DAY_S - 1, DAY_S, DAY_S + 1) == ["reserved_tdm", "reserved_tdm", "asked", "asked"]
    assert len(site.asked) == 2


def test_one_that_could_not_be_had_is_asked_for_again_after_an_hour() -> None:
    site = _Site((503, b""), OSError("reset"), (200, ALL), (500, b""))
    told = site.told(0, HOUR_S - 1, HOUR_S, 2 * HOUR_S, 2 * HOUR_S + DAY_S)
    assert told == ["asked", "asked", "asked", "reserved_tdm", "reserved_tdm"]
    assert len(site.asked) == 4


def test_where_the_file_may_not_be_asked_for_now_nor_may_the_article() -> None:
    """A host that wants to be left alone for an hour has not said that nothing is reserved."""
    site = _Site(AskedToStayAway("later"), (200, ALL))
    assert site.told(0, 1) == ["asked_to_wait", "reserved_tdm"]


def test_where_robots_txt_forbids_the_file_there_is_none() -> None:
    site = _Site(ForbiddenByRobots("no"), (200, ALL))
    assert site.told(0, 1) == ["asked", "asked"]


def test_files_of_many_origins_are_not_all_remembered() -> None:
    """Redirects may lead an article to any number of them."""
    site = _Site((200, ALL.ljust(MAX_BYTES)))

    async def visit() -> None:
        for number in range(60):
            await site._told((0.0,), f"http://origin-{number}.example/news")

    asyncio.run(visit())
    assert len(site.middleware._files) <= 8 * 1024 * 1024 // MAX_BYTES + 2
