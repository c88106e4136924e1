"""A publisher's web on 127.0.0.2, reached without a proxy, that leads to where nothing is public."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

from tests.addresses.spellings import SPELLINGS
from tests.serving import serving

ADDRESS = "127.0.0.2"
HOST = "daily.example"
REBOUND = "rebound.example"
"""Stands for this web when it is looked up first, and for loopback ever after."""
LISTED = ("sitemap", "feed", "section")
"""Routes on which a listing names the page itself."""
LED = ("redirect", "retry", "canonical")
"""Routes on which a page of ours leads there."""

MOVED = {
    "/2020/05/25/tiktok-moves-to-a-file": "file:///etc/passwd",
    "/2020/05/25/tiktok-moves-to-a-bucket": "s3://bucket/tiktok",
}

_ARTICLE = (
    "ByteDance, the company behind TikTok and Douyin, has named a new chairman for its business in China.",
    "Zhang Yiming, who founded ByteDance in 2012, will look after the company and TikTok abroad, he wrote.",
    "Toutiao and Douyin, the two largest apps of ByteDance, report to the new chairman from today on.",
)


class Answer(NamedTuple):
    """`location` is where a redirect leads."""

    body: str
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    location: str = ""


class Daily:
    """`port` is the web's, `canary` the one that nobody is to reach; `asked` are paths."""

    def __init__(self, port: int, canary: int) -> None:
        self.port = port
        self.canary = canary
        self.asked: Counter[str] = Counter()

    @property
    def home(self) -> str:
        return f"http://{HOST}:{self.port}"

    def forbidden(self, route: str, place: int) -> str:
        """The address of a spelling, another one on each route."""
        return f"http://{SPELLINGS[place]}:{self.canary}{path_of(route, place)}"

    def answer(self, path: str) -> Answer:
        """404 for what it has not."""
        self.asked[path] += 1
        if path in MOVED:
            return Answer("", 302, location=MOVED[path])
        if path in _LISTINGS:
            return _LISTINGS[path](self)
        for place in range(len(SPELLINGS)):
            for route in LED:
                if path == path_of(route, place):
                    return self._led(route, place)
        return Answer("nothing here", 404)

    def _led(self, route: str, place: int) -> Answer:
        there = self.forbidden(route, place)
        if route == "canonical":
            return Answer(page(f"Number {place} of TikTok", f'<link rel="canonical" href="{there}">'))
        if route == "retry" and self.asked[path_of(route, place)] == 1:
            return Answer("busy", 503)
        return Answer("", 302, location=there)


def path_of(route: str, place: int) -> str:
    return f"/2020/05/{place + 1:02}/{route}-{place}-of-tiktok-and-bytedance"


def page(headline: str, head: str = "") -> str:
    text = "".join(f"<p>{headline}. {paragraph}</p>" for paragraph in _ARTICLE)
    return (
        f"<html lang=en><head><title>{headline}</title>{head}</head><body><article><h1>{headline}</h1>{text}"
        "</article></body></html>"
    )


def _sitemap(daily: Daily) -> Answer:
    urls = [daily.forbidden("sitemap", place) for place in range(len(SPELLINGS))]
    urls += [f"{daily.home}{path_of(route, place)}" for route in LED for place in range(len(SPELLINGS))]
    urls += [f"{daily.home}{path}" for path in MOVED]
    urls += ["file:///etc/passwd", "s3://bucket/2020/05/01/tiktok-and-bytedance", "ftp://127.0.0.1/tiktok"]
    entries = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return Answer(f'<urlset xmlns="{space}">{entries}</urlset>', kind="application/xml")


def _feed(daily: Daily) -> Answer:
    urls = [daily.forbidden("feed", place) for place in range(len(SPELLINGS))]
    urls += ["file:///etc/passwd", "data:text/html,<h1>TikTok</h1>"]
    items = "".join(
        f"<item><title>What ByteDance makes of TikTok</title><link><![CDATA[{url}]]></link></item>"
        for url in urls
    )
    return Answer(f'<rss version="2.0"><channel>{items}</channel></rss>', kind="application/rss+xml")


def _section(daily: Daily) -> Answer:
    urls = [daily.forbidden("section", place) for place in range(len(SPELLINGS))]
    urls += ["file:///etc/passwd", "s3://bucket/2020/05/01/tiktok-and-bytedance"]
    links = "".join(f'<li><a href="{url}">What ByteDance makes of TikTok</a>' for url in urls)
    return Answer(f"<html lang=en><title>All of it</title><body><ul>{links}</ul></body></html>")


_LISTINGS = {"/sitemap.xml": _sitemap, "/feed.xml": _feed, "/all/": _section}


@contextmanager
def daily_web(canary: int) -> Iterator[Daily]:
    """Runs until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = daily.answer(self.path)
            body = answer.body.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(body)))
            if answer.location:
                # A Location may hold what no header should, and readers make sense of it.
                self.send_header("Location", answer.location.encode().decode("latin-1"))
            if REBOUND in self.headers.get("Host", ""):
                # The next request needs a connection of its own, for which the name is looked up again.
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer((ADDRESS, 0), Handler)
    server.daemon_threads = True
    daily = Daily(server.server_address[1], canary)
    with serving(server):
        yield daily
