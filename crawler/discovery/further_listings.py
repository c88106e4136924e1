"""The listings that a listing leads to: an index's sitemaps, the next page, the feeds that a page names."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from crawler.discovery.article_urls import page_number
from crawler.discovery.bounds import Bounds
from crawler.discovery.candidate import Kind, LeftOut, Listing
from crawler.discovery.dated_names import dates_of
from crawler.discovery.dates import in_range, is_before, newest_first
from crawler.discovery.domains import is_own
from crawler.discovery.feed_links import is_feed_host
from crawler.discovery.further_pages import next_page
from crawler.discovery.reading import Item, Reading
from crawler.discovery.traps import trap_of
from crawler.publishers import Publisher
from pipelines.urls import canonical_url, host_of

MAX_DEPTH = 5
"""How many listings are read one after the other, the first included: indexes of indexes, and the like."""

_MOST_ELSEWHERE = 5
# As the usual plugins name the sitemaps of tags, people and pictures.
_LISTS_NO_ARTICLES = re.compile(
    r"[/_-](category|categories|tags?|authors?|users|images?|videos?)[-_]sitemap[^/]*$|wp-sitemap-(taxonomies|users)-"
)


class _Named(NamedTuple):
    url: str
    kind: Kind
    modified: str | None = None


def further_listings(
    reading: Reading, listing: Listing, publisher: Publisher, bounds: Bounds
) -> tuple[tuple[Listing, ...], tuple[LeftOut, ...]]:
    """Those to ask for, in order, each once; and those to leave alone, with why."""
    named = (
        *_children(reading.children, listing.kind, bounds),
        *_pages(reading, listing, bounds),
        *(_Named(url, "feed") for url in reading.feeds if not listing.path),
    )
    listings = _canonical(named)
    dates = dates_of(each.url for each in listings if reading.children)
    asked: list[Listing] = []
    left_out: list[LeftOut] = []
    guests = 0
    for each in listings:
        reason = _reason(each, listing, dates.get(each.url), bounds)
        if reason is None and not _is_at_home(each, listing, publisher):
            guests += 1
            reason = "listing_elsewhere" if guests > _most_guests(each.kind) else None
        if reason:
            left_out.append(LeftOut(each.url, reason))
        else:
            path = (*listing.path, listing.url)
            asked.append(Listing(each.url, each.kind, publisher.id, each.modified, path))
    return tuple(asked), tuple(left_out)


def _children(children: Iterable[Item], kind: Kind, bounds: Bounds) -> list[_Named]:
    """The sitemaps of an index, newest first, without those last changed before the dates that are wanted."""
    young = (
        child
        for child in children
        if not (child.modified and is_before(child.modified, bounds.since))
        and not _LISTS_NO_ARTICLES.search(child.url)
    )
    ordered = sorted(young, key=lambda child: newest_first(bounds.believed(child.modified)), reverse=True)
    return [_Named(child.url, kind, child.modified) for child in ordered]


def _pages(reading: Reading, listing: Listing, bounds: Bounds) -> list[_Named]:
    """None where this page already reaches back before the dates that are wanted."""
    dates = [item.published for item in reading.items if item.published]
    if dates and all(is_before(day, bounds.since) for day in dates):
        return []
    pages = reading.pages
    if listing.kind == "feed":
        pages = next_page(listing.url, [(page, True) for page in pages])
    return [_Named(page, listing.kind) for page in pages]


def _canonical(named: Iterable[_Named]) -> list[_Named]:
    canonical: dict[str, _Named] = {}
    for each in named:
        try:
            url = canonical_url(each.url)
        except ValueError:
            continue
        canonical.setdefault(url, each._replace(url=url))
    return list(canonical.values())


def _reason(named: _Named, listing: Listing, date: str | None, bounds: Bounds) -> str | None:
    """Why nobody should ask for it, whosever it is; `date` is what its name tells."""
    if named.url == listing.url or named.url in listing.path:
        return "trap_loop"
    if not in_range(date, bounds.since, bounds.until):
        return "outside_dates"
    if _is_deep(named, listing, bounds.pages):
        return "listing_depth"
    # The page after one that was asked for, whatever it looks like, is no worse than that.
    is_new_trap = named.kind == "section" and trap_of(listing.url, bounds.today) is None
    return trap_of(named.url, bounds.today) if is_new_trap else None


def _is_at_home(named: _Named, listing: Listing, publisher: Publisher) -> bool:
    if is_own(named.url, publisher.domains) or host_of(named.url) == host_of(listing.url):
        return True
    return named.kind == "feed" and is_feed_host(named.url)


def _most_guests(kind: Kind) -> int:
    """Sitemaps may lie with those who make them, and robots.txt names such; nothing else may."""
    return _MOST_ELSEWHERE if kind in ("sitemap", "news_sitemap") else 0


def _is_deep(named: _Named, listing: Listing, pages: int) -> bool:
    number = page_number(named.url)[1] or 1
    is_page = named.kind in ("section", "feed") and named.kind == listing.kind
    most = pages if is_page else MAX_DEPTH
    return len(listing.path) + 1 >= most or (is_page and number > pages)
