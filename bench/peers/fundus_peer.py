"""fundus over the pages of publishers that it knows: its parsers, our sitemaps in place of theirs.

`python -m bench.peers.fundus_peer LISTINGS FOLDER`. It reads no page of a publisher it has no parser for.
"""

from collections.abc import Iterator
from copy import copy
from urllib.parse import urlsplit

from fundus import Crawler, PublisherCollection, Sitemap
from fundus.publishers.base_objects import Publisher

from bench.peers.listed import arguments, listed_urls
from bench.peers.saved import save


class _Listed(Sitemap):  # type: ignore[misc]
    """A sitemap that is read already."""

    def __init__(self, urls: list[str]) -> None:
        super().__init__(urls[0])
        self._urls = urls

    def fetch(self, *_: object) -> Iterator[str]:
        return iter(self._urls)


def main() -> None:
    """Every page of a known publisher once; fundus leaves out what lacks title, text or date."""
    listings, folder = arguments()
    publishers = _known(listed_urls(listings))
    crawler = Crawler(*publishers, delay=0.0, ignore_robots=True) if publishers else None
    for article in crawler.crawl(only_unique=True) if crawler else ():
        about = {"title": article.title, "date": article.publishing_date, "language": article.lang}
        save(folder, article.html.requested_url, article.plaintext or "", about)


def _known(urls: list[str]) -> list[Publisher]:
    pages: dict[str, list[str]] = {}
    for url in urls:
        pages.setdefault(_host(url), []).append(url)
    return [
        _with(each, pages[_host(each.domain)]) for each in PublisherCollection if _host(each.domain) in pages
    ]


def _with(publisher: Publisher, urls: list[str]) -> Publisher:
    known = copy(publisher)
    known._source_mapping = {Sitemap: [_Listed(urls)]}
    known.url_filter = None
    return known


def _host(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")


if __name__ == "__main__":
    main()
