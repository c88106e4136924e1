"""A web on loopback whose publishers list their articles as badly as can be; a proxy, like the demo web."""

import gzip
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.serving import serving

IDN = "bücher-anzeiger.example"
ITEMS = 50_000
_SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


class Answer(NamedTuple):
    """`headers` beside Content-Length."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)


class BadWeb:
    """`asked` counts requests by URL; `proxy` is where it is reached."""

    def __init__(self, routes: Mapping[str, "Answer | Callable[[int], Answer]"]) -> None:
        self._routes = routes
        self.asked: Counter[str] = Counter()
        self.proxy = ""

    def answer(self, url: str) -> Answer:
        """What has no route is an article."""
        self.asked[url] += 1
        route = self._routes.get(url) or self._routes.get(url.partition("?")[0])
        if route is None:
            missing = url.endswith("/robots.txt")
            return Answer(status=404) if missing else Answer(_article(url))
        return route(self.asked[url]) if callable(route) else route


@contextmanager
def bad_web() -> Iterator[BadWeb]:
    """Runs until the end of the block."""
    web = BadWeb(_routes())

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = f"?{parts.query}" if parts.query else ""
            answer = web.answer(f"http://{parts.netloc}{parts.path}{query}")
            self.send_response(answer.status)
            for name, value in (*answer.headers, ("Content-Length", str(len(answer.body)))):
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(answer.body)
            except ConnectionError:
                self.close_connection = True  # more than the crawl wants to read

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    web.proxy = f"http://127.0.0.1:{server.server_address[1]}"
    with serving(server):
        yield web


PUBLISHERS: Mapping[str, tuple[str, str, str]] = {
    "huge": ("huge.example", "feeds", "/feed.xml"),
    "careless": (IDN, "feeds", "/feed.xml"),
    "stray": ("stray.example", "sitemaps", "/sitemap.xml"),
    "loop": ("loop.example", "sitemaps", "/one.xml"),
    "locked": ("locked.example", "sections", "/news/"),
    "wordy": ("wordy.example", "feeds", "/feed.xml"),
    "busy": ("busy.example", "feeds", "/feed.xml"),
    "dated": ("dated.example", "feeds", "/feed.xml"),
    "bomb": ("bomb.example", "sitemaps", "/sitemap.xml.gz"),
    "packed": ("packed.example", "sitemaps", "/sitemap.xml"),
    "round": ("round.example", "feeds", "/feed.xml"),
}
"""By id: host, column of the list of publishers, path of the one listing."""


def publishers_toml() -> str:
    """In the form of seeds/publishers.toml."""
    return "\n".join(
        f'[[publisher]]\nid = "{name}"\nname = "{name}"\nhome = "http://{host}/"\nlanguage = "en"\n'
        f'{column} = [{{ url = "http://{host}{path}", seen = "here" }}]\n'
        for name, (host, column, path) in PUBLISHERS.items()
    )


def _routes() -> dict[str, Answer | Callable[[int], Answer]]:
    idn = IDN.encode("idna").decode()
    wordy = _rss([_item(1, "wordy", "open"), _item(2, "wordy", "shut")])
    return {
        "http://huge.example/feed.xml": _xml(_rss(map(_item, range(ITEMS)))),
        f"http://{idn}/feed.xml": _xml(_rss(_careless_items())),
        **_stray(),
        "http://loop.example/one.xml": _xml(_index(["http://loop.example/two.xml"])),
        "http://loop.example/two.xml": _xml(
            _index(["http://loop.example/one.xml", "http://loop.example/two.xml"])
        ),
        "http://locked.example/news/": _to("http://locked.example/login?next=/news/"),
        "http://locked.example/login": Answer(_LOGIN),
        "http://wordy.example/robots.txt": Answer(_wordy_robots(), headers=_of_type("text/plain")),
        "http://wordy.example/feed.xml": _xml(wordy),
        "http://busy.example/feed.xml": lambda time: _busy("1") if time == 1 else _one_item("busy"),
        "http://dated.example/feed.xml": lambda time: _busy(_soon()) if time == 1 else _one_item("dated"),
        "http://bomb.example/sitemap.xml.gz": Answer(_bomb(), headers=_of_type("application/gzip")),
        "http://packed.example/sitemap.xml": Answer(
            _bomb(), headers=(*_of_type("application/xml"), ("Content-Encoding", "gzip"))
        ),
        "http://round.example/feed.xml": lambda time: _to(f"http://round.example/feed.xml?again={time}"),
    }


def _stray() -> dict[str, Answer]:
    """An index of nine sitemaps on nine hosts, each of twenty pages on another."""
    maps = [f"http://part-{number}.example/map.xml" for number in range(9)]
    pages = [f"http://other.example/2020/05/17/story-{number}-of-it" for number in range(20)]
    named = {url: _xml(_urlset(pages)) for url in maps}
    return {"http://stray.example/sitemap.xml": _xml(_index(maps)), **named}


def _article(url: str) -> bytes:
    title = f"What {urlsplit(url).path.rpartition('/')[2]} says of the harbour"
    text = "".join(
        f"<p>The {word} of the harbour was painted in the spring, and nobody in town had asked for it.</p>"
        for word in ("crane", "lamp", "wall", "bench")
    )
    return f"<html lang=en><title>{title}</title><article><h1>{title}</h1>{text}</article></html>".encode()


_LOGIN = (
    b"<html lang=en><title>Log in</title><body><h1>Log in</h1><form action=/login method=post>"
    b"<input name=user><input type=password name=password><button>Log in</button></form></body></html>"
)


def _item(number: int, host: str = "huge", folder: str = "news") -> str:
    return (
        f"<item><title>Harbour report number {number}</title>"
        f"<link>http://{host}.example/{folder}/2020/05/17/harbour-report-{number}</link>"
        f"<pubDate>Sun, 17 May 2020 06:00:00 GMT</pubDate></item>"
    )


def _careless_items() -> list[str]:
    """Without a date, without a link, from the future, relative, and with letters that no URL has."""
    return [
        f"<item><title>No date</title><link>http://{IDN}/news/no-date-at-all-here</link></item>",
        "<item><title>No link, but a title</title><pubDate>Sun, 17 May 2020 06:00:00 GMT</pubDate></item>",
        f"<item><title>Tomorrow's</title><link>http://{IDN}/news/far-in-the-future</link>"
        "<pubDate>Tue, 01 Jan 2199 06:00:00 GMT</pubDate></item>",
        "<item><title>Relative</title><link>/news/from-the-root-of-it</link></item>",
        f"<item><title>Umlauts</title><link>http://{IDN}/news/grüße-aus-dem-hafen</link></item>",
        "<item><title>Nowhere</title><link>http://</link></item>",
    ]


def _rss(items: Iterable[str]) -> str:
    return f'<rss version="2.0"><channel><title>News</title>{"".join(items)}</channel></rss>'


def _index(urls: Iterable[str]) -> str:
    entries = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f"<sitemapindex {_SITEMAP}>{entries}</sitemapindex>"


def _urlset(urls: Iterable[str]) -> str:
    return f"<urlset {_SITEMAP}>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>"


def _xml(text: str) -> Answer:
    body = f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode()
    return Answer(body, headers=_of_type("application/xml; charset=utf-8"))


def _one_item(host: str) -> Answer:
    return _xml(_rss([_item(1, host)]))


def _of_type(content_type: str) -> tuple[tuple[str, str], ...]:
    return (("Content-Type", content_type),)


def _to(url: str) -> Answer:
    return Answer(status=302, headers=(("Location", url),))


def _busy(retry_after: str) -> Answer:
    return Answer(status=429, headers=(("Retry-After", retry_after),))


def _soon() -> str:
    """A date of HTTP, which has whole seconds: one to two from now."""
    return format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)


def _wordy_robots() -> bytes:
    """Six megabytes; what counts stands at the beginning."""
    lines = (f"Disallow: /drafts/{number:06}/\n" for number in range(280_000))
    return ("User-agent: *\nDisallow: /shut/\n" + "".join(lines)).encode()


def _bomb() -> bytes:
    """80 kilobytes that become 80 megabytes, with a page in the first."""
    head = _urlset(["http://bomb.example/2020/05/17/before-the-bang-of-it"]).removesuffix("</urlset>")
    return gzip.compress(head.encode() + b"\n" * 80_000_000 + b"</urlset>", 9, mtime=0)
