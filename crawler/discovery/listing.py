"""The one entry to discovery: the bytes of a listing, whatever they are, to what was found in them."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.discovery.article_urls import is_never_article
from crawler.discovery.candidate import Candidate, Found, Kind, Listing, Problem
from crawler.discovery.dates import date_in_path, is_before, newest_first
from crawler.discovery.domains import is_own
from crawler.discovery.feed import read_feed, read_json_feed
from crawler.discovery.links import next_page, read_section
from crawler.discovery.reading import Item, Reading
from crawler.discovery.robots import Robots
from crawler.discovery.sitemap import read_sitemap, read_text_sitemap
from crawler.discovery.unpack import Shape, gunzip, shape_of
from crawler.publishers import Publisher
from pipelines.urls import canonical_url

MAX_SITEMAP_BYTES = 50 * 1024 * 1024
"""As the sitemap protocol has it, unpacked."""
MAX_PAGE_BYTES = 10 * 1024 * 1024
"""For feeds and section pages."""

_PRIORITIES: dict[Kind, int] = {"feed": 3, "news_sitemap": 3, "section": 2, "sitemap": 1, "robots": 0}
# As the usual plugins name the sitemaps of tags, people and pictures.
_LISTS_NO_ARTICLES = re.compile(
    r"[/_-](category|categories|tags?|authors?|users|images?|videos?)[-_]sitemap[^/]*$|wp-sitemap-(taxonomies|users)-"
)
_UNFIT: dict[str, str] = {"feed": "not_a_feed", "section": "not_a_page"}


def read_listing(
    body: bytes, *, url: str, kind: Kind, content_type: str, publisher: Publisher, since: str | None
) -> Found:
    """What `body`, the answer to `url`, lists.

    The content decides what it is, `kind` only what was expected and what to do with HTML. Bad bytes never
    raise: they are a problem, beside whatever could be read. Of a sitemap, children and pages whose last
    change lies before `since` are left out: they were published earlier still.
    """
    if kind == "robots":
        return _from_robots(body, url, publisher)
    unpacked, problem = gunzip(body, MAX_SITEMAP_BYTES)
    unpacked = unpacked.lstrip(b" \t\r\n")  # XML wants its declaration at the very start
    shape = shape_of(unpacked)
    if shape not in ("urlset", "sitemapindex", "text") and len(unpacked) > MAX_PAGE_BYTES:
        unpacked, problem = unpacked[:MAX_PAGE_BYTES], ("too_large", f"more than {MAX_PAGE_BYTES} bytes")
    try:
        actual, reading = _read(unpacked, shape, url, kind, content_type)
        reading = replace(reading, problem=problem or reading.problem)
        return _found(reading, Listing(url, actual, publisher.id), publisher, since)
    except Exception as error:  # noqa: BLE001 - the libraries meet bytes that nobody foresaw
        return Found(problem=("unreadable", f"{type(error).__name__}: {str(error)[:200]}"))


def _read(body: bytes, shape: Shape, url: str, kind: Kind, content_type: str) -> tuple[Kind, Reading]:
    """What the content is, and what it says."""
    if shape == "empty":
        return kind, Reading(problem=("empty", ""))
    if shape in ("urlset", "sitemapindex"):
        reading = read_sitemap(body)
        return "news_sitemap" if reading.is_news or kind == "news_sitemap" else "sitemap", reading
    if shape == "feed":
        return "feed", read_feed(body, url=url, content_type=content_type)
    if shape == "json":
        return "feed", read_json_feed(body, url=url)
    if kind == "section" and shape in ("html", "unknown"):
        return "section", read_section(body, url=url, content_type=content_type)
    if shape == "text" and kind in ("sitemap", "news_sitemap"):
        return "sitemap", read_text_sitemap(body)
    return kind, Reading(problem=(_UNFIT.get(kind, "not_a_sitemap"), f"begins {body[:60]!r}"))


def _from_robots(body: bytes, url: str, publisher: Publisher) -> Found:
    sitemaps = Robots.parse(body, url).sitemaps
    return Found(listings=_listings(sitemaps, "sitemap", publisher))


def _found(reading: Reading, listing: Listing, publisher: Publisher, since: str | None) -> Found:
    dropped: Counter[str] = Counter()
    kept: dict[str, Candidate] = {}
    for item in _newest_first(item for item in reading.items if not _is_old(item, since)):
        candidate = _candidate(item, listing, publisher, dropped)
        if candidate and (candidate.url not in kept or _knows_more(candidate, kept[candidate.url])):
            kept[candidate.url] = candidate
    children = _newest_first(child for child in reading.children if _is_worth_reading(child, since))
    listings = _listings((child.url for child in children), listing.kind, publisher)
    pages = _next_pages(reading, listing, publisher, since)
    problem = reading.problem or _nothing_kept(reading, dropped)
    return Found(tuple(kept.values()), listings + pages, problem, tuple(sorted(dropped.items())))


def _candidate(item: Item, listing: Listing, publisher: Publisher, dropped: Counter[str]) -> Candidate | None:
    """The item in canonical form; None, counted in `dropped`, if it is nothing for us."""
    try:
        url = canonical_url(item.url)
        path = urlsplit(url).path
    except ValueError:
        dropped["no_article"] += 1
        return None
    if not is_own(url, publisher.domains):
        dropped["elsewhere"] += 1
        return None
    outside_paths = publisher.paths and not path.startswith(publisher.paths)
    if outside_paths or (listing.kind != "feed" and is_never_article(url)):
        dropped["no_article"] += 1
        return None
    published = item.published or date_in_path(path)
    return Candidate(url, publisher.id, item.headline, published, listing.url, _PRIORITIES[listing.kind])


def _knows_more(candidate: Candidate, other: Candidate) -> bool:
    return (bool(candidate.published), bool(candidate.headline)) > (
        bool(other.published),
        bool(other.headline),
    )


def _newest_first(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: newest_first(item.published or item.modified), reverse=True)


def _is_old(item: Item, since: str | None) -> bool:
    return item.modified is not None and is_before(item.modified, since)


def _is_worth_reading(child: Item, since: str | None) -> bool:
    return not _is_old(child, since) and not _LISTS_NO_ARTICLES.search(child.url)


def _next_pages(
    reading: Reading, listing: Listing, publisher: Publisher, since: str | None
) -> tuple[Listing, ...]:
    """None where this page already reaches back before `since`."""
    dates = [item.published for item in reading.items if item.published]
    if dates and all(is_before(day, since) for day in dates):
        return ()
    if listing.kind == "feed":
        pages = next_page(listing.url, [(page, True) for page in reading.pages])
    else:
        pages = reading.pages
    return _listings(pages, listing.kind, publisher)


def _listings(urls: Iterable[str], kind: Kind, publisher: Publisher) -> tuple[Listing, ...]:
    """Those that can be fetched, in order, each once; a sitemap may lie on any host that robots.txt names."""
    canonical: dict[str, None] = {}
    for url in urls:
        try:
            canonical[canonical_url(url)] = None
        except ValueError:
            continue
    return tuple(Listing(url, kind, publisher.id) for url in canonical)


def _nothing_kept(reading: Reading, dropped: Counter[str]) -> Problem | None:
    if reading.items and dropped["elsewhere"] == len(reading.items):
        return ("elsewhere", f"all {len(reading.items)} lie outside the publisher's domains")
    if not reading.items and not reading.children:
        return ("no_entries", "")
    return None
