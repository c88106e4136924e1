"""What leads a crawl to saved pages: publishers with feeds, sitemaps and robots.txt."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from bench.pages import SavedPage
from pipelines.urls import host_of

MAX_PUBLISHERS = 10

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class PublisherOfPages:
    """A made-up publisher of real hosts' pages; even ones have an RSS feed, odd ones an Atom feed."""

    number: int
    pages: tuple[SavedPage, ...]

    @property
    def id(self) -> str:
        return f"publisher-{self.number}"

    @property
    def host(self) -> str:
        """Where its listings lie."""
        return f"{self.id}.example"

    @property
    def feed(self) -> bytes:
        return _rss(self) if self.number % 2 == 0 else _atom(self)


def publishers_of(pages: Sequence[SavedPage]) -> tuple[PublisherOfPages, ...]:
    """All pages of a host with one publisher; hosts spread so that publishers have about equally many."""
    counts = Counter(page.host for page in pages)
    shares: list[list[str]] = [[] for _ in range(min(MAX_PUBLISHERS, len(counts)))]
    for host, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        min(shares, key=lambda share: sum(counts[mate] for mate in share)).append(host)
    return tuple(
        PublisherOfPages(number, tuple(page for page in pages if page.host in share))
        for number, share in enumerate(shares)
    )


def listing_routes(publisher: PublisherOfPages) -> Iterator[tuple[str, str, bytes]]:
    """Path, content type and body of each listing at the publisher's host; robots.txt names the sitemap."""
    sitemap = f"User-agent: *\nDisallow:\n\nSitemap: http://{publisher.host}/sitemap.xml\n"
    yield "/feed.xml", "application/xml; charset=utf-8", publisher.feed
    yield "/sitemap.xml", "application/xml; charset=utf-8", _sitemap(publisher.pages)
    yield "/robots.txt", "text/plain", sitemap.encode()


def publishers_toml(publishers: Sequence[PublisherOfPages]) -> str:
    """The list of publishers, in the form of seeds/publishers.toml."""
    return "\n".join(map(_table, publishers))


def _table(publisher: PublisherOfPages) -> str:
    domains = sorted({host_of(page.url) for page in publisher.pages})
    return "\n".join(
        (
            "[[publisher]]",
            f'id = "{publisher.id}"',
            f'name = "Publisher {publisher.number}"',
            f'home = "http://{publisher.host}/"',
            'language = "en"',
            f"also_domains = {json.dumps(domains)}",
            f'feeds = [{{ url = "http://{publisher.host}/feed.xml", seen = "bench/listings.py" }}]',
            "",
        )
    )


def _rss(publisher: PublisherOfPages) -> bytes:
    """RSS 2.0; dates in Dublin Core, which can be as coarse as a day."""
    items = "".join(
        f"<item><title>{_text(page.title or page.url)}</title><link>{escape(page.url)}</link>"
        f"{_element('dc:date', page.published)}</item>\n"
        for page in publisher.pages
    )
    return (
        f'{_XML}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{publisher.id}</title><link>http://{publisher.host}/</link><description>-</description>\n"
        f"{items}</channel></rss>\n"
    ).encode()


def _atom(publisher: PublisherOfPages) -> bytes:
    items = "".join(
        f"<entry><id>{escape(page.url)}</id><title>{_text(page.title or page.url)}</title>"
        f'<link rel="alternate" href="{escape(page.url)}"/>{_element("published", page.published)}</entry>\n'
        for page in publisher.pages
    )
    return (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom"><id>http://{publisher.host}/</id>'
        f"<title>{publisher.id}</title><updated>2026-01-01T00:00:00Z</updated>\n{items}</feed>\n"
    ).encode()


def _sitemap(pages: Sequence[SavedPage]) -> bytes:
    urls = "".join(f"<url><loc>{escape(page.url)}</loc></url>\n" for page in pages)
    return f'{_XML}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'.encode()


def _element(name: str, content: str | None) -> str:
    return f"<{name}>{escape(content)}</{name}>" if content else ""


def _text(title: str) -> str:
    """Without characters that XML cannot hold."""
    return escape("".join(character for character in title if character.isprintable()))
