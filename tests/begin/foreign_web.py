"""A small web about a subject that the project never heard of, served as a proxy; what belongs is known.

Each file of a folder is a publisher: pages of invented prose, each with whether it belongs, its path and its
headline. One publisher has a feed, one a sitemap, one nothing but a front page, one a feed at a usual place.
"""

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.serving import serving

FOLDER = Path(__file__).parent

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_HTML = "text/html; charset=utf-8"
# As long as the slowest machine needs to ask for them, if it does.
_PATIENCE_S = 10
_WAYS = ("feed", "sitemap", "front page", "usual feed")


class WebPage(NamedTuple):
    """An article; `belongs`: to the subject."""

    host: str
    path: str
    headline: str
    belongs: bool
    paragraphs: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"http://{self.host}{self.path}"


def load_web(folder: Path) -> tuple[WebPage, ...]:
    """All pages of the files of a folder."""
    return tuple(page for file in sorted(folder.glob("*.txt")) for page in _pages(file))


def _pages(file: Path) -> Iterator[WebPage]:
    for block in re.split(r"^=== ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, _, body = block.partition("\n")
        truth, path, headline = (part.strip() for part in head.split("|"))
        yield WebPage(file.stem, path, headline, truth == "belongs", tuple(body.strip().splitlines()))


@contextmanager
def foreign_web(pages: Sequence[WebPage], language: str = "en", together: int = 1) -> Iterator[str]:
    """Gives the URL of the proxy. Front pages are there once those of so many publishers were asked for."""
    routes = _routes(pages, language)
    asked, all_asked = set[str](), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            host, path = parts.hostname or "", parts.path or "/"
            kind, body = routes.get((host, path), ("", b"nothing here"))
            if path == "/" and not self._come_together(host):
                kind = ""
            self.send_response(200 if kind else 404)
            self.send_header("Content-Type", kind or "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _come_together(self, host: str) -> bool:
            asked.add(host)
            if len(asked) >= together:
                all_asked.set()
            return all_asked.wait(_PATIENCE_S)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with serving(server):
        yield f"http://127.0.0.1:{server.server_address[1]}"


def _routes(pages: Sequence[WebPage], language: str) -> dict[tuple[str, str], tuple[str, bytes]]:
    routes: dict[tuple[str, str], tuple[str, bytes]] = {}
    for place, host in enumerate(sorted({page.host for page in pages})):
        own = [page for page in pages if page.host == host]
        way = _WAYS[place % len(_WAYS)]
        named = own if way == "front page" else []
        routes[host, "/"] = _HTML, _home(host, named, way, language)
        for page in own:
            routes[host, page.path] = _HTML, _article(page, own, language)
        if way == "sitemap":
            routes[host, "/robots.txt"] = "text/plain", f"Sitemap: http://{host}/sitemap.xml\n".encode()
            routes[host, "/sitemap.xml"] = "application/xml", _sitemap(own)
        elif way != "front page":
            path = "/feed" if way == "usual feed" else "/news.rss"
            routes[host, path] = "application/rss+xml", _feed(host, own)
    return routes


def _home(host: str, own: Sequence[WebPage], way: str, language: str) -> bytes:
    feed = '<link rel="alternate" type="application/rss+xml" href="/news.rss">' if way == "feed" else ""
    links = "\n".join(f'<li><h2><a href="{page.path}">{escape(page.headline)}</a></h2></li>' for page in own)
    name = host.partition(".")[0].replace("-", " ").title()
    return _html(name, f"<h1>{name}</h1>\n<ul>\n{links}\n</ul>", language, feed)


def _article(page: WebPage, own: Sequence[WebPage], language: str) -> bytes:
    """With a list of others beside it, whose headlines speak of anything."""
    others = [other for other in own if other.path != page.path][:5]
    beside = "\n".join(f'<li><a href="{other.path}">{escape(other.headline)}</a></li>' for other in others)
    text = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in page.paragraphs)
    day = f"2025-{1 + len(page.headline) % 9:02d}-{1 + len(page.path) % 28:02d}"
    body = (
        f'<nav><a href="/">Home</a> <a href="/about">About</a> <a href="/contact">Contact</a></nav>\n'
        f"<article><h1>{escape(page.headline)}</h1>\n"
        f'<time datetime="{day}">{day}</time>\n{text}\n</article>\n'
        f"<aside><h3>Most read</h3>\n<ul>{beside}</ul></aside>\n<footer>All rights reserved</footer>"
    )
    return _html(page.headline, body, language, f'<meta property="article:published_time" content="{day}">')


def _html(title: str, body: str, language: str, head: str) -> bytes:
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"{head}</head>\n<body>{body}</body></html>\n"
    ).encode()


def _feed(host: str, own: Sequence[WebPage]) -> bytes:
    items = "".join(
        f"<item><title>{escape(page.headline)}</title><link>{page.url}</link></item>\n" for page in own
    )
    return (
        f'{_XML}<rss version="2.0"><channel><title>{host}</title><link>http://{host}/</link>'
        f"<description>-</description>\n{items}</channel></rss>\n"
    ).encode()


def _sitemap(own: Sequence[WebPage]) -> bytes:
    urls = "".join(f"<url><loc>{page.url}</loc></url>\n" for page in own)
    return f'{_XML}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'.encode()
