"""The lists by which a crawler learns what there is: feeds, sitemaps whole and broken, robots.txt."""

import gzip
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import NamedTuple

from demo.site.content import Host

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


class Entry(NamedTuple):
    """A page as a listing names it."""

    url: str
    title: str
    published: datetime


def rss(host: Host, entries: Iterable[Entry]) -> bytes:
    """RSS 2.0, its links with tracking parameters as newsletters and readers like them."""
    items = "".join(
        f"<item><title>{escape(e.title)}</title><link>{escape(e.url)}?utm_source=feed&amp;utm_medium=rss</link>"
        f'<guid isPermaLink="true">{escape(e.url)}</guid>'
        f"<pubDate>{format_datetime(e.published)}</pubDate></item>\n"
        for e in entries
    )
    return (
        f'{_XML}<rss version="2.0"><channel><title>{escape(host.title)}</title><link>{host.home}</link>'
        f"<description>All stories</description><language>{host.language}</language>\n"
        f"{items}</channel></rss>\n"
    ).encode()


def atom(host: Host, entries: Sequence[Entry]) -> bytes:
    """Atom 1.0."""
    items = "".join(
        f"<entry><id>{escape(e.url)}</id><title>{escape(e.title)}</title>"
        f'<link rel="alternate" href="{escape(e.url)}"/>'
        f"<published>{e.published.isoformat()}</published><updated>{e.published.isoformat()}</updated></entry>\n"
        for e in entries
    )
    return (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom"><id>{host.home}</id><title>{escape(host.title)}</title>'
        f"<updated>{entries[0].published.isoformat()}</updated>\n{items}</feed>\n"
    ).encode()


def rdf(host: Host, entries: Sequence[Entry]) -> bytes:
    """RSS 1.0, dates in Dublin Core."""
    names = "".join(f'<rdf:li rdf:resource="{escape(e.url)}"/>' for e in entries)
    items = "".join(
        f'<item rdf:about="{escape(e.url)}"><title>{escape(e.title)}</title><link>{escape(e.url)}</link>'
        f"<dc:date>{e.published.isoformat()}</dc:date></item>\n"
        for e in entries
    )
    return (
        f'{_XML}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel rdf:about="{host.home}">'
        f"<title>{escape(host.title)}</title><link>{host.home}</link><description>-</description><items><rdf:Seq>{names}</rdf:Seq></items>"
        f"</channel>\n{items}</rdf:RDF>\n"
    ).encode()


def json_feed(host: Host, entries: Iterable[Entry]) -> bytes:
    """JSON Feed 1.1."""
    items = [
        {"id": e.url, "url": e.url, "title": e.title, "date_published": e.published.isoformat()}
        for e in entries
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": host.title,
        "home_page_url": host.home,
        "language": host.language,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def sitemap(entries: Iterable[Entry]) -> bytes:
    """A plain sitemap: addresses and days, no titles."""
    urls = "".join(
        f"<url><loc>{escape(e.url)}</loc><lastmod>{e.published:%Y-%m-%d}</lastmod></url>\n" for e in entries
    )
    return f'{_XML}<urlset xmlns="{_SITEMAPS}">\n{urls}</urlset>\n'.encode()


def news_sitemap(host: Host, entries: Iterable[Entry]) -> bytes:
    """A news sitemap: titles and moments too."""
    name = f"<news:name>{escape(host.title)}</news:name><news:language>{host.language[:2]}</news:language>"
    urls = "".join(
        f"<url><loc>{escape(e.url)}</loc><news:news><news:publication>{name}</news:publication>"
        f"<news:publication_date>{e.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(e.title)}</news:title></news:news></url>\n"
        for e in entries
    )
    return f'{_XML}<urlset xmlns="{_SITEMAPS}" xmlns:news="{_NEWS}">\n{urls}</urlset>\n'.encode()


def sitemap_index(addresses: Iterable[str]) -> bytes:
    """A sitemap of sitemaps."""
    maps = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in addresses)
    return f'{_XML}<sitemapindex xmlns="{_SITEMAPS}">\n{maps}</sitemapindex>\n'.encode()


def gzipped(content: bytes) -> bytes:
    """The same bytes on every run."""
    return gzip.compress(content, mtime=0)


def cut_in_the_middle(listing: bytes) -> bytes:
    """As a full disk leaves it: the last address broken off."""
    return listing[: listing.rindex(b"<loc>") + 20]


def robots(forbidden: Sequence[str] = (), sitemaps: Sequence[str] = ()) -> bytes:
    """A robots.txt for everybody."""
    rules = "".join(f"Disallow: {path}\n" for path in forbidden) or "Disallow:\n"
    maps = "".join(f"Sitemap: {address}\n" for address in sitemaps)
    return f"User-agent: *\n{rules}\n{maps}".encode()
