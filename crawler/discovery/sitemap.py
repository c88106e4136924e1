"""Sitemaps: urlset, sitemapindex, news:* inside them, and plain text; read as they come, up to a bound."""

import re
from collections.abc import Iterator

from lxml import etree

from crawler.discovery.candidate import Problem
from crawler.discovery.dates import parse_date
from crawler.discovery.reading import MAX_ITEMS, Item, Reading

_STEP = 64 * 1024
_ENTRY_NAMES = frozenset({"url", "sitemap"})
_LAST_WHOLE_ENTRY = re.compile(rb".*</(?:[\w.-]+:)?(?:url|sitemap)\s*>", re.DOTALL)
_END_OF_ROOT = re.compile(rb"</(?:[\w.-]+:)?(?:urlset|sitemapindex)\s*>")
_END_WINDOW = 2048


def read_sitemap(body: bytes, *, max_items: int = MAX_ITEMS) -> Reading:
    """`body` is XML with a root of urlset or sitemapindex, well-formed or not."""
    whole, problem = _whole_entries(body)
    parser = etree.XMLPullParser(
        events=("end",),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    pages: list[Item] = []
    children: list[Item] = []
    is_news = False
    for element in _elements(parser, whole):
        if _local_name(element) not in _ENTRY_NAMES:
            continue
        item, has_news = _item(element)
        is_news = is_news or has_news
        _forget(element)
        if item is None:
            continue
        if len(pages) + len(children) >= max_items:
            problem = problem or ("too_many", f"more than {max_items} entries")
            break
        (children if _local_name(element) == "sitemap" else pages).append(item)
    problem = problem or _malformed(parser)
    return Reading(items=tuple(pages), children=tuple(children), problem=problem, is_news=is_news)


def read_text_sitemap(body: bytes, *, max_items: int = MAX_ITEMS) -> Reading:
    """One URL a line, UTF-8; lines that are no URL are passed over."""
    lines = (line.strip() for line in body.decode("utf-8-sig", "replace").splitlines())
    urls = [line for line in lines if re.match(r"https?://", line, re.IGNORECASE)]
    problem: Problem | None = ("too_many", f"{len(urls)} lines") if len(urls) > max_items else None
    return Reading(items=tuple(Item(url) for url in urls[:max_items]), problem=problem)


def _whole_entries(body: bytes) -> tuple[bytes, Problem | None]:
    """Cut off the entry that a truncated file ends in: its URL may be half a URL."""
    if _END_OF_ROOT.search(body[-_END_WINDOW:]) or b"\0" in body[:4] or _is_self_closed(body):
        return body, None
    last = _LAST_WHOLE_ENTRY.match(body)
    kept = last.group() if last else b""
    return kept, ("truncated", f"no end of the root element; {len(kept)} of {len(body)} bytes read")


def _is_self_closed(body: bytes) -> bool:
    return re.search(rb"<(?:[\w.-]+:)?(?:urlset|sitemapindex)\b[^>]*/>\s*$", body[-_END_WINDOW:]) is not None


def _elements(parser: "etree.XMLPullParser", body: bytes) -> Iterator["etree._Element"]:
    try:
        for start in range(0, len(body), _STEP):
            parser.feed(body[start : start + _STEP])
            yield from _ended(parser)
        parser.close()
        yield from _ended(parser)
    except etree.XMLSyntaxError:
        return


def _ended(parser: "etree.XMLPullParser") -> Iterator["etree._Element"]:
    return (element for _, element in parser.read_events() if isinstance(element, etree._Element))


def _item(entry: "etree._Element") -> tuple[Item | None, bool]:
    found: dict[str, str] = {}
    for element in entry.iter():
        name = _local_name(element)
        in_news = _is_news(element)
        if name in ("loc", "lastmod") and element.getparent() is not entry:
            continue
        if name in ("loc", "lastmod") or (in_news and name in ("title", "publication_date", "news")):
            found.setdefault(name, _text(element))
    url = found.get("loc") or _text(entry)
    published = parse_date(found["publication_date"]) if "publication_date" in found else None
    modified = parse_date(found["lastmod"]) if "lastmod" in found else None
    item = Item(url, found.get("title") or None, published, modified) if url else None
    return item, "news" in found


def _malformed(parser: "etree.XMLPullParser") -> Problem | None:
    errors = [entry for entry in parser.feed_error_log if entry.level >= etree.ErrorLevels.ERROR]
    return ("malformed", f"line {errors[0].line}: {errors[0].message}") if errors else None


def _local_name(element: "etree._Element") -> str:
    return re.split("[}:]", _tag(element))[-1]


def _is_news(element: "etree._Element") -> bool:
    """By its namespace, or by its prefix where the sitemap forgets to declare it."""
    tag = _tag(element)
    return "sitemap-news" in tag.partition("}")[0] or tag.startswith("news:")


def _tag(element: "etree._Element") -> str:
    # Not etree.QName: it refuses what a recovering parser lets through.
    try:
        return element.tag if isinstance(element.tag, str) else ""
    except UnicodeDecodeError:
        return ""


def _text(element: "etree._Element") -> str:
    try:
        return " ".join((element.text or "").split())
    except UnicodeDecodeError:
        return ""


def _forget(element: "etree._Element") -> None:
    """Free what has been read: a sitemap of 50 MB must not become a tree of 1 GB."""
    parent = element.getparent()
    if parent is None:
        return
    while element.getprevious() is not None:
        del parent[0]
