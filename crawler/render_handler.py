"""The browser's side of rendering: pages by scrapy-playwright, everything that they ask for by Scrapy.

Imported only where a publisher says `render = true`: with it comes Playwright.
"""

import asyncio
from collections import OrderedDict
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Route
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler  # type: ignore[import-untyped]
from scrapy_playwright.page import PageMethod  # type: ignore[import-untyped]

from crawler.answers.handler import bound_connections, telling_faults
from crawler.discovery.domains import is_own
from crawler.render import ANSWER
from pipelines.urls import host_of

# What a text can do without.
_NEEDLESS = ("image", "media", "font", "websocket", "eventsource", "manifest", "texttrack", "ping", "other")
# The same on every page of a publisher: fetched once in a run.
_SHARED = ("script", "stylesheet")
_MOST_SHARED_BYTES = 64 * 1024 * 1024
# Of what the scripts of one page are given.
_MOST_PAGE_BYTES = 50 * 1024 * 1024
_QUIET_MS = 3000
_CLOSE_S = 5.0
_HEADERS = ("content-type", "access-control-allow-origin", "access-control-allow-credentials")


class GrownTooLarge(Exception):
    """The page that the scripts have made is more than a page may be: it stays as it came."""


class RenderHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """One page within `RENDER_TIMEOUT` seconds and `RENDER_MAX_REQUESTS` requests of its scripts."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        bound_connections(self, crawler.settings)
        self._most_characters = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._timeout_s = crawler.settings.getfloat("RENDER_TIMEOUT")
        self._most_requests = crawler.settings.getint("RENDER_MAX_REQUESTS")
        self._shared: OrderedDict[str, Response] = OrderedDict()
        self._starting = asyncio.Lock()

    async def _maybe_launch_in_thread(self) -> None:
        """Nothing yet: the driver starts with the first page, and for the scheme that needs it."""

    async def close(self) -> None:
        """A driver that the same signal has reached may not answer any more."""
        with suppress(PlaywrightError, TimeoutError, ConnectionError):
            async with asyncio.timeout(_CLOSE_S):
                await super().close()

    async def download_request(self, request: Request) -> Response:
        """As ever, unless the page is to be shown."""
        if ANSWER not in request.meta:
            with telling_faults():
                response: Response = await super().download_request(request)
                return response
        await self._start()
        request.meta.update(self._instructions(request.meta[ANSWER]))
        try:
            async with asyncio.timeout(self._timeout_s):
                shown: Response = await super().download_request(request)
                return shown
        except GrownTooLarge:
            answer: Response = request.meta[ANSWER]
            return answer
        except TimeoutError as error:
            raise DownloadTimeoutError(f"not shown within {self._timeout_s:g} s") from error
        except PlaywrightError as error:
            raise DownloadFailedError(f"the browser could not show it: {error.message[:200]}") from error
        finally:
            await _closed(request.meta.pop("playwright_page", None))
            for name in [name for name in request.meta if name.startswith("playwright_")]:
                del request.meta[name]

    async def _start(self) -> None:
        async with self._starting:
            if not hasattr(self, "browser_provider"):
                await self._launch()

    def _instructions(self, answer: Response) -> dict[str, Any]:
        """For scrapy-playwright. A context of its own for each host: what one sets no other sees."""
        return {
            "playwright_include_page": True,
            "playwright_context": host_of(answer.url),
            "playwright_context_kwargs": {
                "service_workers": "block",
                "accept_downloads": False,
                "user_agent": self._crawler.settings["USER_AGENT"],
            },
            "playwright_page_init_callback": Errands(self, answer).guard,
            "playwright_page_goto_kwargs": {
                "wait_until": "domcontentloaded",
                "timeout": self._timeout_s * 1000,
            },
            "playwright_page_methods": [PageMethod(_until_quiet), PageMethod(self._measured)],
        }

    async def _measured(self, page: Page) -> None:
        """Before it is taken out of the browser, where it may be as large as it likes."""
        if await page.evaluate("document.documentElement.outerHTML.length") > self._most_characters:
            raise GrownTooLarge

    async def fetched(self, url: str, kind: str) -> Response:
        """By Scrapy, with all its manners; raises whatever it raises."""
        if url in self._shared:
            return self._shared[url]
        engine = self._crawler.engine
        assert engine is not None
        response: Response = await engine.download_async(Request(url, dont_filter=True))
        if kind in _SHARED and response.status == 200:
            self._shared[url] = response
            while sum(len(each.body) for each in self._shared.values()) > _MOST_SHARED_BYTES:
                self._shared.popitem(last=False)
        return response


class Errands:
    """What one page asks for: its own answer, then scripts and data of its own site, and no more."""

    def __init__(self, handler: RenderHandler, answer: Response) -> None:
        self._handler = handler
        self._answer = answer
        self._is_open = False
        self._left = handler._most_requests
        self._left_bytes = _MOST_PAGE_BYTES

    async def guard(self, page: Page, _request: Request) -> None:
        """Set before the page is opened; stands before the routes that scrapy-playwright sets."""
        await page.route("**/*", self._route)

    async def _route(self, route: Route) -> None:
        asked = route.request
        with suppress(PlaywrightError):
            if not self._is_open and asked.is_navigation_request():
                self._is_open = True
                await _fulfilled(route, self._answer)
            elif self._may_ask(asked.url, asked.method, asked.resource_type):
                self._left -= 1
                await self._run(route)
            else:
                await route.abort()

    def _may_ask(self, url: str, method: str, kind: str) -> bool:
        """A guest reads: no frames, no posts, nobody else's servers."""
        if method != "GET" or kind in _NEEDLESS or kind == "document":
            return False
        if self._left <= 0 or self._left_bytes <= 0:
            return False
        return urlsplit(url).scheme in ("http", "https") and is_own(url, (host_of(self._answer.url),))

    async def _run(self, route: Route) -> None:
        try:
            response = await self._handler.fetched(route.request.url, route.request.resource_type)
        except Exception:  # noqa: BLE001 - forbidden, gone, too slow: a script goes without
            await route.abort()
        else:
            self._left_bytes -= len(response.body)
            await _fulfilled(route, response)


async def _fulfilled(route: Route, response: Response) -> None:
    headers = {
        name: (response.headers.get(name) or b"").decode("latin-1")
        for name in _HEADERS
        if name in response.headers
    }
    await route.fulfill(status=response.status, headers=headers, body=response.body)


async def _until_quiet(page: Page) -> None:
    """Until nothing is asked for any more; a page that never rests is taken as it is."""
    with suppress(PlaywrightError):
        await page.wait_for_load_state("networkidle", timeout=_QUIET_MS)


async def _closed(page: Page | None) -> None:
    if page is None:
        return
    with suppress(PlaywrightError, TimeoutError):
        async with asyncio.timeout(_CLOSE_S):
            await page.context.clear_cookies()
            await page.close()
