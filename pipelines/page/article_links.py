"""The links in the text of an article: what its author points to, not what the page around it offers.

A link stands in the text where its words do. Navigation, promotions and comments have been taken out of the
text, so their links are not found there; a name that is in both leads to a list, which is no article
(crawler/discovery/article_urls.py). No tree is made of the page again: that would take as long as reading it.
"""

import re
from collections.abc import Iterator
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
_SHORTEST = 2


class Link(NamedTuple):
    """`url` is absolute, as written, without fragment; `text` what a reader sees of the link."""

    url: str
    text: str


def article_links(capture: Capture, article: Article) -> tuple[Link, ...]:
    """In the order of the page and of its further pages, each URL once, at most `MOST_LINKS`."""
    text = _spaced(article.text)
    links: dict[str, Link] = {}
    pages: tuple[Capture, ...] = (capture, *capture.further)
    for link in chain.from_iterable(map(_links, pages)):
        if len(links) < MOST_LINKS and link.text in text:
            links.setdefault(link.url, link)
    return tuple(links.values())


def _links(page: Capture) -> Iterator[Link]:
    content_type = next((value for name, value in page.headers if name.lower() == "content-type"), None)
    for found in _ANCHOR.finditer(decode_html(page.body, content_type)):
        text = _spaced(unescape(_TAG.sub("", found[4])))
        if len(text) < _SHORTEST:
            continue
        url = _absolute(page.final_url, unescape(found[1] or found[2] or found[3] or ""))
        if url is not None and url != page.final_url.partition("#")[0]:
            yield Link(url, text)


def _absolute(base: str, written: str) -> str | None:
    try:
        url = urljoin(base, written.strip()).partition("#")[0]
        return url if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def _spaced(text: str) -> str:
    return " ".join(text.split())
