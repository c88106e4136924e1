"""Sitemaps: urlset, sitemapindex, news:* inside them, and plain text; read as they come, up to a bound."""

import re

from lxml import etree

from crawler.discovery.candidate import Problem
from crawler.discovery.dates import parse_date
from crawler.discovery.reading import MAX_ITEMS, Item, Reading
from crawler.discovery.xml_entries import XmlEntries, local_name, tag_of, text_of

_ENTRY_NAMES = frozenset({"url", "sitemap"})
_LAST_WHOLE_ENTRY = re.compile(rb".*</(?:[\w.-]+:)?(?:url|sitemap)\s*>", re.DOTALL)
_END_OF_ROOT = re.compile(rb"</(?:[\w.-]+:)?(?:urlset|sitemapindex)\s*>")
_END_WINDOW = 2048


def read_sitemap(body: bytes, *, max_items: int = MAX_ITEMS) -> Reading:
    """`body` is XML with a root of urlset or sitemapindex, well-formed or not."""
    whole, problem = _whole_entries(body)
    entries = XmlEntries(whole, _ENTRY_NAMES)
    pages: list[Item] = []
    children: list[Item] = []
    is_news = False
    without_link = 0
    for element in entries:
        item, has_news = _item(element)
        is_news = is_news or has_news
        if item is None:
            without_link += 1
            continue
        if len(pages) + len(children) >= max_items:
            problem = problem or ("too_many", f"more than {max_items} entries")
            break
        (children if local_name(element).lower() == "sitemap" else pages).append(item)
    return Reading(
        items=tuple(pages),
        children=tuple(children),
        problem=problem or entries.problem,
        is_news=is_news,
        without_link=without_link,
    )


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


def _item(entry: "etree._Element") -> tuple[Item | None, bool]:
    found: dict[str, str] = {}
    for element in entry.iter():
        name = local_name(element)
        in_news = _is_news(element)
        if name in ("loc", "lastmod") and element.getparent() is not entry:
            continue
        if name in ("loc", "lastmod") or (in_news and name in ("title", "publication_date", "news")):
            found.setdefault(name, text_of(element))
    url = found.get("loc") or text_of(entry)
    published = parse_date(found["publication_date"]) if "publication_date" in found else None
    modified = parse_date(found["lastmod"]) if "lastmod" in found else None
    item = Item(url, found.get("title") or None, published, modified) if url else None
    return item, "news" in found


def _is_news(element: "etree._Element") -> bool:
    """By its namespace, or by its prefix where the sitemap forgets to declare it."""
    tag = tag_of(element)
    return "sitemap-news" in tag.partition("}")[0] or tag.startswith("news:")
