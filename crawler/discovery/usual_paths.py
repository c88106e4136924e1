"""Where feeds and sitemaps lie as a rule, for publishers of whom nobody has said where theirs are."""

from collections.abc import Set

from crawler.discovery.candidate import Kind, Listing
from crawler.publishers import Publisher
from pipelines.urls import canonical_url

# As WordPress, Ghost, Hugo, Jekyll, Drupal, Movable Type and Chinese systems have them.
_FEEDS = ("feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml")
_SITEMAPS = ("sitemap.xml", "sitemap_index.xml", "news-sitemap.xml")


def usual_listings(publisher: Publisher, named: Set[Kind]) -> tuple[Listing, ...]:
    """What to try for a publisher that lists nothing, once its home page and its robots.txt are read.

    `named` are the kinds of listings that these have named. None for a publisher that lists something.
    """
    if publisher.lists_something:
        return ()
    feeds = () if "feed" in named else usual_feeds(publisher.home, publisher.id)
    sitemaps = () if {"sitemap", "news_sitemap"} & named else usual_sitemaps(publisher.home, publisher.id)
    return feeds + sitemaps


def usual_feeds(home: str, publisher: str) -> tuple[Listing, ...]:
    """To ask where neither the home page nor anything else named a feed."""
    return tuple(Listing(f"{_origin(home)}/{path}", "feed", publisher, path=(home,)) for path in _FEEDS)


def usual_sitemaps(home: str, publisher: str) -> tuple[Listing, ...]:
    """To ask where robots.txt names none."""
    return tuple(Listing(f"{_origin(home)}/{path}", "sitemap", publisher, path=(home,)) for path in _SITEMAPS)


def _origin(home: str) -> str:
    scheme, rest = canonical_url(home).split("://", 1)
    return f"{scheme}://{rest.split('/', 1)[0]}"
