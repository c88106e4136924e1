"""The links of a section page that look like articles, and its next page."""

import re
from urllib.parse import urljoin, urlsplit

from lxml import etree, html
from w3lib.encoding import html_to_unicode

from crawler.discovery.article_urls import looks_like_article, page_number
from crawler.discovery.dates import date_in_path
from crawler.discovery.reading import MAX_ITEMS, Item, Reading

MAX_PAGES = 5
"""How deep a paged section is followed. The page's number in the URL is the only memory there is."""

_MAX_HEADLINE = 300
_MIN_HEADLINE = 4
_NO_PAGE = re.compile(r"^\s*(#|javascript:|mailto:|tel:|data:|about:|weixin:)", re.IGNORECASE)
_NO_ARTICLE_REL = frozenset({"tag", "author", "next", "prev", "previous", "search", "license"})


def read_section(body: bytes, *, url: str, content_type: str, max_pages: int = MAX_PAGES) -> Reading:
    """`body` is HTML of any quality; `url` is where it was found."""
    tree = _tree(body, content_type)
    if tree is None:
        return Reading(problem=("unreadable", "no HTML element"))
    base = _base(tree, url)
    links = [(link, _target(link, base)) for link in tree.iter("a", "link")]
    headlines: dict[str, str | None] = {}
    for link, target in links:
        if target and link.tag == "a" and not _NO_ARTICLE_REL & set(_rel(link)):
            headlines[target] = _better(headlines.get(target), _headline(link))
    articles = [target for target, headline in headlines.items() if looks_like_article(target, headline)]
    items = tuple(Item(target, headlines[target], _date(target)) for target in articles[:MAX_ITEMS])
    pages = next_page(url, [(target, "next" in _rel(link)) for link, target in links if target], max_pages)
    return Reading(
        items=items, pages=pages, problem=None if items else ("no_entries", "no link like an article")
    )


def next_page(url: str, links: list[tuple[str, bool]], max_pages: int = MAX_PAGES) -> tuple[str, ...]:
    """The page after `url` among `links` (each with whether it says rel=next), if it is within the bound.

    A next page whose URL has no number is not followed: nothing would end the walk.
    """
    stem, current = page_number(url)
    numbered = [(*page_number(link), link, says_next) for link, says_next in links]
    following = [
        (number, link)
        for other, number, link, says_next in numbered
        if number is not None and (current or 0) < number <= max_pages
        if says_next or (other == stem and number == (current or 1) + 1)
    ]
    return (min(following)[1],) if following else ()


def _tree(body: bytes, content_type: str) -> "html.HtmlElement | None":
    # w3lib knows what the encodings of the web really mean (gb2312 is gb18030); lxml takes bytes more safely.
    _, text = html_to_unicode(content_type, body)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree if isinstance(tree, html.HtmlElement) else None


def _base(tree: "html.HtmlElement", url: str) -> str:
    written = next((element.get("href") for element in tree.iter("base") if element.get("href")), None)
    return _join(url, written) or url if written else url


def _target(link: "etree._Element", base: str) -> str | None:
    written = link.get("href")
    if not written or _NO_PAGE.match(written):
        return None
    target = _join(base, written)
    return target.partition("#")[0] if target else None


def _join(base: str, written: str) -> str | None:
    try:
        target = urljoin(base, written.strip())
        return target if urlsplit(target).scheme in ("http", "https") else None
    except ValueError:
        return None


def _rel(link: "etree._Element") -> list[str]:
    return (link.get("rel") or "").lower().split()


def _headline(link: "etree._Element") -> str | None:
    # A card holds more than the headline: summary, date, number of comments.
    heading = next(link.iter("h1", "h2", "h3", "h4", "h5", "h6"), None)
    texts = (_text(heading, "") if heading is not None else "", _text(link, " "), link.get("title") or "")
    plain = (" ".join(text.split())[:_MAX_HEADLINE] for text in texts)
    return next((text for text in plain if len(text) >= _MIN_HEADLINE and "://" not in text), None)


def _text(element: "etree._Element", between: str) -> str:
    return between.join(str(part) for part in element.itertext())


def _better(known: str | None, other: str | None) -> str | None:
    return max(known, other, key=len) if known and other else known or other


def _date(url: str) -> str | None:
    return date_in_path(urlsplit(url).path)
