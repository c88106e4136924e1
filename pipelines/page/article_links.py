"""The links in the text of an article: what its author points to, not what the page around it offers.

A link is taken where it lies between the first and the last line of the text, though its words be none of it:
extraction takes "See also …" out of a text, and rightly so, but it is the author's. Navigation and promotions
lie around the text. No tree is made of the page again, which would take as long as reading it: lines are
looked for by a run of their letters that no mark-up interrupts.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import chain
from urllib.parse import urljoin, urlsplit

from pipelines.document import Article, Capture
from pipelines.page.charset import decode_html
from pipelines.page.link import Link

MOST_LINKS = 50

_ANCHOR = re.compile(
    r"""(?isx) <a\s [^>]{0,2000}? \bhref\s*=\s* (?: "([^"]*)" | '([^']*)' | ([^\s"'>]+) ) [^>]{0,2000} >
    (.{1,1000}?) </a\s*>"""
)
_TAG = re.compile(r"<[^>]*>")
_RUN = re.compile(r"[^\W_]+(?:[ ,，、][^\W_]+)*")
_SHORTEST_RUN = 12
_SHORTEST = 2
# So far behind the last line an article may still end.
_END, _FOOT = "</article", 5000


def article_links(capture: Capture, article: Article) -> tuple[Link, ...]:
    """In the order of the page and of its further pages, each URL once, at most `MOST_LINKS`."""
    lines = article.text.split("\n")
    pages: tuple[Capture, ...] = (capture, *capture.further)
    links: dict[str, Link] = {}
    for link in chain.from_iterable(_links(page, lines) for page in pages):
        if len(links) < MOST_LINKS:
            links.setdefault(link.url, link)
    return tuple(links.values())


def _links(page: Capture, lines: Sequence[str]) -> Iterator[Link]:
    content_type = next((value for name, value in page.headers if name.lower() == "content-type"), None)
    html = decode_html(page.body, content_type)
    for found in _ANCHOR.finditer(html, *_block(html, lines)):
        words = " ".join(unescape(_TAG.sub("", found[4])).split())
        url = _absolute(page.final_url, unescape(found[1] or found[2] or found[3] or ""))
        if len(words) >= _SHORTEST and url is not None and url != page.final_url.partition("#")[0]:
            yield Link(url, words)


def _block(html: str, lines: Sequence[str]) -> tuple[int, int]:
    """From the first line of the text that can be found in `html` to the last, both 0 where none can."""
    body = max(0, html.find("<body"))
    start = next(_places(html, lines, body), 0)
    last = next(_places(html, lines[::-1], start), 0) if start else 0
    return start, max(last, html.find(_END, last, last + _FOOT)) if last else start


def _places(html: str, lines: Iterable[str], start: int) -> Iterator[int]:
    """Where lines begin behind `start`, as far as they are shown: a script may hold the text as well."""
    for line in lines:
        run = max(_RUN.findall(line), key=len, default="")
        place = html.find(run, start) if len(run) >= _SHORTEST_RUN else -1
        while place >= 0 and html.rfind("<script", start, place) > html.rfind("</script", start, place):
            place = html.find(run, place + 1)
        if place >= 0:
            yield place


def _absolute(base: str, written: str) -> str | None:
    try:
        url = urljoin(base, written.strip()).partition("#")[0]
        return url if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None
