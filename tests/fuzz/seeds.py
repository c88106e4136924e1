"""What is broken: real pages and listings where they lie beside the project, else the demo web's own."""

import gzip
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from bench.pages import has_shared_pages, shared_pages
from demo.site.routes import build_routes

SHARED = Path(__file__).parents[2].parent / "shared" / "data"


@cache
def page_seeds(most_bytes: int) -> Sequence[bytes]:
    """Pages of at most so many bytes, in a fixed order."""
    if not has_shared_pages():
        return _demo_pages()
    return [body for page in shared_pages() if len(body := page.body) <= most_bytes]


@cache
def listing_seeds(folder: str, most_bytes: int) -> Sequence[bytes]:
    """`feeds` or `sitemaps`, unpacked or not."""
    if not (SHARED / folder).is_dir():
        return _demo_listings(folder)
    files = sorted((SHARED / folder).iterdir())
    return [body for file in files if len(body := file.read_bytes()) <= most_bytes]


ROBOTS_SEEDS = (
    b"User-agent: *\nDisallow: /private/\nAllow: /private/open/\nCrawl-delay: 10\n"
    b"Sitemap: https://www.daily.example/map.xml\n",
    b"User-agent: CorpusCrawler/1.0 (+x)\nUser-agent: other\nDisallow: /*.pdf$\nDisallow: /a*b*c*d$\n"
    b"Request-rate: 1/5 0800-1700\n\n"
    b"User-agent: *\nDisallow:\nVisit-time: 0600-0845\nHost: www.daily.example\n",
    "\ufeffuser-agent : *\r\ndisallow : /\u00fcber/\r\nAllow: /%C3%BCber/x\rSitemap: map.xml\r\n".encode(),
    b"User-agent: *\n" + b"".join(b"Disallow: /drafts/%d/\n" % number for number in range(300)),
)


def _demo_pages() -> Sequence[bytes]:
    return [answer.body for answer in build_routes().values() if answer.content_type.startswith("text/html")]


def _demo_listings(folder: str) -> Sequence[bytes]:
    mark = b"<urlset" if folder == "sitemaps" else b"<item"
    bodies = [answer.body for answer in build_routes().values()]
    plain = [gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body for body in bodies]
    return [body for body in plain if mark in body]
