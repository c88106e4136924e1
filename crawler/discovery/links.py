"""The links of a section page that look like articles, the feeds that it names, and where it goes on."""

from urllib.parse import urlsplit

from lxml import etree, html

from crawler.discovery.article_urls import looks_like_article
from crawler.discovery.dates import date_in_path
from crawler.discovery.feed_links import feeds_on
from crawler.discovery.further_pages import pages_after
from crawler.discovery.html_links import base_of, rel_of, target_of, tree_of, words_of
from crawler.discovery.reading import MAX_ITEMS, Item, Reading

_MAX_HEADLINE = 300
_MIN_HEADLINE = 4
_NO_ARTICLE_REL = frozenset({"tag", "author", "next", "prev", "previous", "search", "license"})


def read_section(body: bytes, *, url: str, content_type: str) -> Reading:
    """`body` is HTML of any quality, or a piece of it; `url` is where it was found."""
    tree = tree_of(body, content_type)
    if tree is None:
        return Reading(problem=("unreadable", "no HTML element"))
    base = base_of(tree, url)
    headlines = _headlines(tree, base)
    articles = {target for target, headline in headlines.items() if looks_like_article(target, headline)}
    named = [target for target in headlines if target in articles][:MAX_ITEMS]
    return Reading(
        items=tuple(Item(target, headlines[target], date_in_path(urlsplit(target).path)) for target in named),
        pages=pages_after(tree, base, url),
        feeds=feeds_on(tree, base),
        others=tuple(target for target in headlines if target not in articles),
        problem=None if named else ("no_entries", "no link like an article"),
    )


def read_feed_links(body: bytes, *, url: str, content_type: str) -> tuple[str, ...]:
    """The feeds that a page names where a feed itself was expected."""
    tree = tree_of(body, content_type)
    return () if tree is None else feeds_on(tree, base_of(tree, url))


def _headlines(tree: "html.HtmlElement", base: str) -> dict[str, str | None]:
    """Every page that is linked, with the best of the texts that lead to it."""
    headlines: dict[str, str | None] = {}
    for link in tree.iter("a"):
        target = target_of(link, base)
        if target and not _NO_ARTICLE_REL & set(rel_of(link)):
            headlines[target] = _better(headlines.get(target), _headline(link))
    return headlines


def _headline(link: "etree._Element") -> str | None:
    # A card holds more than the headline: summary, date, number of comments.
    heading = next(link.iter("h1", "h2", "h3", "h4", "h5", "h6"), None)
    within = "".join(str(part) for part in heading.itertext()) if heading is not None else ""
    plain = (
        " ".join(text.split())[:_MAX_HEADLINE] for text in (within, words_of(link), link.get("title") or "")
    )
    return next((text for text in plain if len(text) >= _MIN_HEADLINE and "://" not in text), None)


def _better(known: str | None, other: str | None) -> str | None:
    return max(known, other, key=len) if known and other else known or other
