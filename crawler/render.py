"""Pages of publishers with `render = true`: fetched as any other, then shown by a browser.

The browser itself reaches nobody: the page and whatever its scripts ask for come through Scrapy's downloader,
with robots.txt, delays and bounds. This module imports nothing of the browser's; render_handler.py does.
"""

import importlib.util
import os
import shutil
from collections.abc import Iterable
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings

from crawler.middlewares.wire_headers import keep_wire_headers, wire_headers
from crawler.publishers import Publisher
from pipelines.errors import ConfigurationError

# Request.meta keys: a browser is to show the page; the answer that it shows.
RENDER = "render"
ANSWER = "render_answer"

# Pages are shown one after the other, beside the slots of their hosts, for which their scripts wait.
_SLOT = "render"

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_HANDLER = "crawler.render_handler.RenderHandler"
# Nothing that the browser might want to fetch on its own finds a way out.
_ARGUMENTS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


def prepare(settings: BaseSettings, publishers: Iterable[Publisher]) -> None:
    """Sets up the browser if one of `publishers` needs it. Raises ConfigurationError where there is none."""
    rendered = [publisher.id for publisher in publishers if publisher.render]
    if not rendered:
        return
    if importlib.util.find_spec("scrapy_playwright") is None:
        raise ConfigurationError(
            f"publisher {rendered[0]!r} says render = true, which needs the extra `render`; "
            "install corpus-crawler[crawl,render], or leave the publisher out"
        )
    handlers = {**settings["DOWNLOAD_HANDLERS"], "http": _HANDLER, "https": _HANDLER}
    settings.set("DOWNLOAD_HANDLERS", handlers, priority="cmdline")
    middlewares = {**settings["DOWNLOADER_MIDDLEWARES"], "crawler.render.RenderMiddleware": 580}
    settings.set("DOWNLOADER_MIDDLEWARES", middlewares, priority="cmdline")
    settings.set("DOWNLOAD_SLOTS", {_SLOT: {"concurrency": 1, "delay": 0.001}}, priority="cmdline")
    settings.set("PLAYWRIGHT_LAUNCH_OPTIONS", _launch(settings, rendered[0]), priority="cmdline")


class RenderMiddleware:
    """Stands where the answer is whole: what is to be shown goes to the browser, and comes back shown."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way in."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Only pages that are there are shown; what the page was before its scripts ran is not kept."""
        answer: Response | None = request.meta.get(ANSWER)
        if answer is not None:
            return self._shown(request, response, answer)
        if request.meta.get(RENDER) and response.status == 200 and _is_html(response):
            meta = {**request.meta, ANSWER: response, "playwright": True, "download_slot": _SLOT}
            return request.replace(url=response.url, meta=meta, dont_filter=True)
        return response

    def _shown(self, request: Request, response: Response, answer: Response) -> Response:
        """Status, headers and URL are those of the answer; a page that grew too large stays as it came."""
        keep_wire_headers(request, wire_headers(answer))
        for key in (ANSWER, "playwright"):
            request.meta.pop(key, None)
        body = response.body if len(response.body) <= self._most_bytes else answer.body
        return response.replace(url=answer.url, status=answer.status, headers=answer.headers, body=body)


def _is_html(response: Response) -> bool:
    kind = (response.headers.get("Content-Type") or b"text/html").partition(b";")[0].strip().lower()
    return kind in (b"text/html", b"application/xhtml+xml")


def _launch(settings: BaseSettings, publisher: str) -> dict[str, object]:
    named: str = settings["RENDER_CHROMIUM"]
    path = shutil.which(named) if named else next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        tried = named or ", ".join(_NAMES)
        raise ConfigurationError(
            f"publisher {publisher!r} says render = true, and there is no Chromium ({tried}); "
            "install it, or set RENDER_CHROMIUM to where it is"
        )
    # Chromium refuses its sandbox to root.
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    signals = {f"handle_{name}": False for name in ("sigint", "sigterm", "sighup")}
    return {"executable_path": path, "headless": True, "args": [*_ARGUMENTS, *sandbox], **signals}
