"""What a home page tells of its publisher: name, language, feeds, and the sections of its navigation."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import html

from crawler.discovery.article_urls import is_never_article, looks_like_article
from crawler.discovery.domains import is_own
from crawler.discovery.feed_links import feeds_on
from crawler.discovery.html_links import base_of, target_of, tree_of, words_of
from crawler.discovery.unpack import shape_of
from pipelines.page.page_metadata import PageMetadata, read_metadata
from pipelines.page.site import site_labels
from pipelines.urls import canonical_url, host_of

MOST_SECTIONS = 12
"""Of one home page; what else its navigation names is for a person to add."""

_NAVIGATION = './/nav//a | .//header//a | .//*[@role="navigation"]//a | .//*[contains(@class, "nav")]//a'
_BETWEEN = re.compile(r"\s+[-–—·•|:»]\s+|\s*[|｜]\s*|\s*_\s*")
_NO_SECTION = re.compile(
    r"(?i)(about|contact)(-us)?|(privacy|cookie)s?(-policy)?|terms(-[a-z-]+)?|help|faq|jobs|careers|advertis[a-z-]+"
    r"|log-?in|sign-?(in|up)|register|subscri[a-z]+|newsletters?|account|shop|store|events?|podcasts?|videos?"
    r"|galler(y|ies)|sitemap|legal|imprint|impressum|donate|apps?|feeds?|rss"
)
# What lies there lists articles, whatever its name looks like.
_LIST_FOLDER = re.compile(r"(?i)/(categor(y|ies)|tags?|topics?|channels?|sections?)/[^/.]+/?$")
_LONGEST_NAME = 30
_MOST_SEGMENTS = 2


class HomePage(NamedTuple):
    """`language` is the page's own claim, None where it makes none; `sections` and `feeds` are URLs."""

    name: str
    language: str | None
    feeds: tuple[str, ...]
    sections: tuple[str, ...]
    text: str


def read_home(body: bytes, *, url: str, content_type: str) -> HomePage | None:
    """None where the answer is no HTML page. Runs in a worker."""
    if shape_of(body) not in ("html", "unknown"):
        return None
    tree = tree_of(body, content_type)
    if tree is None:
        return None
    page = read_metadata(tree)
    base = base_of(tree, url)
    return HomePage(
        name=_name(page, url),
        language=page.language or tree.get("lang"),
        feeds=feeds_on(tree, base),
        sections=tuple(dict.fromkeys(_sections(tree, base, url)))[:MOST_SECTIONS],
        text=words_of(tree.body if tree.body is not None else tree)[:20_000],
    )


def _name(page: PageMetadata, url: str) -> str:
    """As the page calls its site; else the part of its title that sounds like its address; else the host."""
    if page.site_names:
        return page.site_names[0]
    parts = [part.strip() for part in _BETWEEN.split(page.title) if part.strip()]
    labels = {_plain(label) for label in site_labels(url)}
    alike = (
        part for part in parts if any(_plain(part) in label or label in _plain(part) for label in labels)
    )
    return next(alike, parts[0] if len(parts) == 1 else host_of(url))


def _is_no_section(segment: str) -> bool:
    return _NO_SECTION.fullmatch(segment.partition(".")[0]) is not None


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def _sections(tree: "html.HtmlElement", base: str, url: str) -> Iterator[str]:
    """Short links of the navigation to pages that are no articles; where there is none, of the whole page."""
    links = tree.xpath(_NAVIGATION) or list(tree.iter("a"))
    counts = Counter(target for link in links if (target := target_of(link, base)))
    for link in links:
        target = target_of(link, base)
        if target and counts[target] and _is_section(target, words_of(link), url):
            yield canonical_url(target)


def _is_section(target: str, words: str, url: str) -> bool:
    try:
        path = urlsplit(canonical_url(target)).path
    except ValueError:
        return False
    segments = [segment for segment in path.split("/") if segment]
    if not (1 <= len(segments) <= _MOST_SEGMENTS and 1 < len(words) <= _LONGEST_NAME):
        return False
    if not is_own(target, (host_of(url),)) or any(map(_is_no_section, segments)):
        return False
    if _LIST_FOLDER.search(path):
        return True
    return not looks_like_article(target, None) and not is_never_article(target)
