"""The feeds that a page names: in link tags, as the feed readers expect it, and in links for its readers.

Link tags as https://www.rssboard.org/rss-autodiscovery has them, and what sites make of that. Whether a link
leads to a feed is told by what comes; here it is only likely.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree, html

from crawler.discovery.article_urls import looks_like_article
from crawler.discovery.html_links import rel_of, target_of, words_of
from pipelines.urls import host_of

MOST_FEEDS = 5
"""Of one page. A page that names hundreds is a directory of all there are."""

_TYPES = re.compile(
    r"(?i)^\s*(application/((rss|atom|rdf|feed|x\.atom)\+(xml|json)|rss|atom)|text/(rss|atom)\+?(xml)?)\b"
)
_MAYBE_TYPES = re.compile(r"(?i)^\s*((text|application)/(xml|html|plain)|application/json)?\s*(;|$)")
_PATH = re.compile(
    r"""(?ix) (^|/)(feeds?|rss2?|atom|rdf)(/(index\.xml|rss2?|atom|all|news|latest|feed)?)?$
    | \.(rss|atom|rdf)$ | (^|[/_.-])(rss2?|feeds?|atom)[\w-]*\.(xml|json|php|aspx?|jsp)$
    | (^|/)(feeds?|rss)/[^?#]*\.xml$
    | (^|/)index\.(xml|rdf)$"""
)
_QUERY = re.compile(r"(?i)(^|&)(feed|format|type|output)=(rss2?|atom|rdf|feed)(&|$)")
_WORDS = re.compile(
    r"(?i)\W*(rss|atom|xml)?\W*((news\W)?feeds?|rss|atom|订阅|訂閱)\W*(rss|atom|2\.0|1\.0)?\W*"
)
_COMMENTS = re.compile(r"(?i)\b(comments?|kommentare?|commentaires?|comentarios)\b|评论|評論|留言|コメント")
_SUFFIX = re.compile(r"/(feed|rss2?|atom)(/(rss2?|atom|feed))?/?$", re.IGNORECASE)
_FEED_HOST = re.compile(
    r"^(feeds?\d?|rss)\.(feedburner|feedblitz|feedpress|rapidfeeds)\.(com|me)$|^feedpress\.(com|me)$"
)


def feeds_on(tree: "html.HtmlElement", base: str) -> tuple[str, ...]:
    """At most `MOST_FEEDS`, those of link tags first; none of comments, as far as their names tell."""
    found = dict.fromkeys((*_stated(tree, base), *_linked(tree, base)))
    return tuple(url for url in found if not is_of_one_page(url))[:MOST_FEEDS]


def is_feed_host(url: str) -> bool:
    """Whether it is one of those who serve the feeds of others."""
    return _FEED_HOST.match(host_of(url)) is not None


def is_of_one_page(url: str) -> bool:
    """Whether it is the feed of an article, which has that article's comments."""
    path = urlsplit(url).path
    stem = _SUFFIX.sub("", path)
    return stem not in ("", path) and looks_like_article(url.replace(path, stem))


def _stated(tree: "html.HtmlElement", base: str) -> Iterator[str]:
    for link in tree.iter("link"):
        target, rel = target_of(link, base), rel_of(link)
        if target is None or not {"alternate", "feed"} & set(rel) or _is_of_comments(link, target):
            continue
        kind = link.get("type") or ""
        is_likely = _MAYBE_TYPES.match(kind) is not None and _has_feed_name(target)
        if "feed" in rel or _TYPES.match(kind) or is_likely:
            yield target


def _linked(tree: "html.HtmlElement", base: str) -> Iterator[str]:
    for link in tree.iter("a"):
        target = target_of(link, base)
        if target is None or _is_of_comments(link, target):
            continue
        if _has_feed_name(target) or _WORDS.fullmatch(words_of(link) or link.get("title") or ""):
            yield target


def _has_feed_name(url: str) -> bool:
    parts = urlsplit(url)
    return bool(_PATH.search(parts.path.rstrip("/")) or _QUERY.search(parts.query))


def _is_of_comments(link: "etree._Element", target: str) -> bool:
    said = f"{link.get('title') or ''} {words_of(link)}"
    return bool(_COMMENTS.search(said) or re.search(r"(?i)comment", target))
