"""The links in the text of an article: what its author points to, not what the page around it offers.

A link is taken where its words stand in the text, or where it lies between the first and the last line of the
text: extraction takes "See also …" out of a text, and rightly so, but it is the author's. Navigation and
promotions lie around the text. No tree is made of the page again, which would take as long as reading it:
lines are looked for by a run of their letters that no mark-up interrupts.
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import chain
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from pipelines.document import Article, Capture
from pipelines.page.charset import decode_html

MOST_LINKS = 50

_ANCHOR = re.compile(
    r"""(?isx) <a\s [^>]{0,2000}? \bhref\s*=\s* (?: "([^"]*)" | '([^']*)' | ([^\s"'>]+) ) [^>]{0,2000} >
    (.{1,1000}?) </a\s*>"""
)
_TAG = re.compile(r"<[^>]*>")
_SCRIPT = re.compile(r"(?is)<(script|style|head)\b.*?</\1\s*>")
_RUN = re.compile(r"[^\W_]+(?:[ ,，、][^\W_]+)*")
_SHORTEST_RUN = 12
_SHORTEST = 2
# So far behind the last line an article may still end.
_END, _FOOT = "</article", 5000


class Link(NamedTuple):
    """`url` is absolute, as written, without fragment; `text` what a reader sees of the link."""

    url: str
    text: str


def article_links(capture: Capture, article: Article) -> tuple[Link, ...]:
    """In the order of the page and of its further pages, each URL once, at most `MOST_LINKS`."""
    lines = article.text.split("\n")
    text = _spaced(article.text)
    pages: tuple[Capture, ...] = (capture, *capture.further)
    links: dict[str, Link] = {}
    for link in chain.from_iterable(_links(page, lines, text) for page in pages):
        if len(links) < MOST_LINKS:
            links.setdefault(link.url, link)
    return tuple(links.values())


def _links(page: Capture, lines: list[str], text: str) -> Iterator[Link]:
    content_type = next((value for name, value in page.headers if name.lower() == "content-type"), None)
    html = _SCRIPT.sub("", decode_html(page.body, content_type))
    start, end = _block(html, lines)
    for found in _ANCHOR.finditer(html):
        words = _spaced(unescape(_TAG.sub("", found[4])))
        if len(words) < _SHORTEST or not (start <= found.start() < end or words in text):
            continue
        url = _absolute(page.final_url, unescape(found[1] or found[2] or found[3] or ""))
        if url is not None and url != page.final_url.partition("#")[0]:
            yield Link(url, words)


def _block(html: str, lines: list[str]) -> tuple[int, int]:
    """From the first line of the text that can be found in `html` to the last, both 0 where none can."""
    start = next(_places(html, lines), 0)
    last = next(_places(html, reversed(lines)), 0)
    end = html.find(_END, last, last + _FOOT)
    return start, max(last, end)


def _places(html: str, lines: Iterable[str]) -> Iterator[int]:
    for line in lines:
        run = max(_RUN.findall(line), key=len, default="")
        place = html.find(run) if len(run) >= _SHORTEST_RUN else -1
        if place >= 0:
            yield place


def _absolute(base: str, written: str) -> str | None:
    try:
        url = urljoin(base, written.strip()).partition("#")[0]
        return url if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def _spaced(text: str) -> str:
    return " ".join(text.split())
