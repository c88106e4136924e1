"""From what was read in a listing to what is worth asking for: whose it is, of when, and if it has an end."""

from collections import Counter
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from crawler.discovery.article_urls import is_never_article
from crawler.discovery.bounds import Bounds
from crawler.discovery.candidate import Candidate, Found, Kind, LeftOut, Listing, Problem
from crawler.discovery.dates import date_in_path, is_before, newest_first
from crawler.discovery.domains import is_own
from crawler.discovery.further_listings import further_listings
from crawler.discovery.reading import Item, Reading
from crawler.discovery.traps import Combinations, trap_of
from crawler.publishers import Publisher
from pipelines.urls import canonical_url

_PRIORITIES: dict[Kind, int] = {"feed": 3, "news_sitemap": 3, "section": 2, "sitemap": 1, "robots": 0}
_SITEMAPS = ("sitemap", "news_sitemap")


def sift(reading: Reading, listing: Listing, publisher: Publisher, bounds: Bounds) -> Found:
    """What `reading`, of `listing`, has for us."""
    if subject := _is_no_news(reading, listing):
        return Found(problem=subject, dropped=(("no_article", len(reading.items)),))
    dropped: Counter[str] = Counter(no_link=reading.without_link)
    # An empty link, made absolute, is that of the listing itself.
    itself = canonical_url(listing.url)
    own = [
        (item, url)
        for item in _newest_first(reading.items, bounds)
        if (url := _own(item, publisher, dropped)) and url != itself
    ]
    others = (url for other in reading.others if (url := _own(Item(other), publisher, Counter())))
    traps = dict(_traps([*(url for _, url in own), *others], bounds))
    kept: dict[str, Candidate] = {}
    for item, url in own:
        candidate = None if url in traps else _candidate(item, url, listing, publisher, bounds, dropped)
        if candidate and (url not in kept or _knows_more(candidate, kept[url])):
            kept[url] = candidate
    listings, left_out = further_listings(reading, listing, publisher, bounds)
    return Found(
        candidates=tuple(kept.values()),
        listings=listings,
        problem=reading.problem or _nothing_kept(reading, listing, dropped),
        dropped=tuple(sorted((+dropped).items())),
        left_out=(*(LeftOut(url, trap) for url, trap in traps.items()), *left_out),
    )


def _is_no_news(reading: Reading, listing: Listing) -> Problem | None:
    """A podcast may have articles behind it: one that somebody listed is read."""
    if reading.about is None or (reading.about == "podcast" and not listing.path):
        return None
    return reading.about, f"{len(reading.items)} entries"


def _own(item: Item, publisher: Publisher, dropped: Counter[str]) -> str | None:
    """The URL in canonical form; None, counted in `dropped`, if it is none or another's."""
    try:
        url = canonical_url(item.url)
    except ValueError:
        dropped["no_article"] += 1
        return None
    if is_own(url, publisher.domains):
        return url
    dropped["elsewhere"] += 1
    return None


def _traps(urls: list[str], bounds: Bounds) -> Iterator[tuple[str, str]]:
    combinations = Combinations(urls)
    for url in urls:
        if trap := trap_of(url, bounds.today):
            yield url, trap
        elif combinations.is_trap(url):
            yield url, "trap_facets"


def _candidate(
    item: Item, url: str, listing: Listing, publisher: Publisher, bounds: Bounds, dropped: Counter[str]
) -> Candidate | None:
    """None, counted in `dropped`, if it is no article of the publisher's."""
    path = urlsplit(url).path
    outside_paths = publisher.paths and not path.startswith(publisher.paths)
    if outside_paths or (listing.kind != "feed" and is_never_article(url)):
        dropped["no_article"] += 1
        return None
    published = bounds.believed(item.published) or bounds.believed(date_in_path(path))
    headline = _encodable(item.headline)
    return Candidate(url, publisher.id, headline, published, listing.url, _PRIORITIES[listing.kind])


def _encodable(headline: str | None) -> str | None:
    """Without half characters: JSON can write them, and nothing that is stored can hold them."""
    return headline.encode("utf-8", "ignore").decode() or None if headline else None


def _knows_more(candidate: Candidate, other: Candidate) -> bool:
    return (bool(candidate.published), bool(candidate.headline)) > (
        bool(other.published),
        bool(other.headline),
    )


def _newest_first(items: Iterable[Item], bounds: Bounds) -> list[Item]:
    """Without those last changed before the dates that are wanted: they were published earlier still."""
    young = (item for item in items if not (item.modified and is_before(item.modified, bounds.since)))
    return sorted(
        young, key=lambda item: newest_first(bounds.believed(item.published or item.modified)), reverse=True
    )


def _nothing_kept(reading: Reading, listing: Listing, dropped: Counter[str]) -> Problem | None:
    elsewhere, all_of_them = dropped["elsewhere"], len(reading.items)
    if elsewhere and (elsewhere == all_of_them or listing.kind in _SITEMAPS):
        which = "all" if elsewhere == all_of_them else f"{elsewhere} of"
        return ("elsewhere", f"{which} {all_of_them} lie outside the publisher's domains")
    if not reading.items and not reading.children:
        return ("no_entries", "")
    return None
