"""Feeds and sitemaps of the proving web, as bytes."""

import json
from collections.abc import Iterable, Sequence
from html import escape

from bench.focus.articles import Article, Host

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def rss(host: Host, title: str, articles: Iterable[Article]) -> bytes:
    """RSS 2.0."""
    items = "".join(
        f"<item><title>{escape(article.headline)}</title><link>{article.url}</link>"
        f"<pubDate>{article.published:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>\n"
        for article in articles
    )
    return (
        f'{_XML}<rss version="2.0"><channel><title>{escape(title)}</title><link>http://{host.name}/</link>'
        f"<description>-</description>\n{items}</channel></rss>\n"
    ).encode()


def atom(host: Host, title: str, articles: Iterable[Article]) -> bytes:
    """Atom 1.0."""
    entries = "".join(
        f'<entry><id>{article.url}</id><title>{escape(article.headline)}</title><link href="{article.url}"/>'
        f"<published>{article.published.isoformat()}</published></entry>\n"
        for article in articles
    )
    return (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom"><id>http://{host.name}/</id>'
        f"<title>{escape(title)}</title><updated>2021-03-01T00:00:00Z</updated>\n{entries}</feed>\n"
    ).encode()


def json_feed(host: Host, articles: Iterable[Article]) -> bytes:
    """JSON Feed 1.1."""
    items = [
        {
            "id": article.url,
            "url": article.url,
            "title": article.headline,
            "date_published": article.published.isoformat(),
        }
        for article in articles
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": host.title, "items": items}
    return json.dumps(feed, ensure_ascii=False).encode()


def sitemap(urls: Iterable[tuple[str, str | None]]) -> bytes:
    """URLs, each with its `lastmod`, if it has one."""
    entries = "".join(f"<url><loc>{escape(url)}</loc>{_lastmod(day)}</url>\n" for url, day in urls)
    return f"{_XML}<urlset {_SITEMAP}>\n{entries}</urlset>\n".encode()


def sitemap_index(children: Iterable[tuple[str, str | None]]) -> bytes:
    """The same for sitemaps."""
    entries = "".join(
        f"<sitemap><loc>{escape(url)}</loc>{_lastmod(day)}</sitemap>\n" for url, day in children
    )
    return f"{_XML}<sitemapindex {_SITEMAP}>\n{entries}</sitemapindex>\n".encode()


def news_sitemap(host: Host, articles: Sequence[Article]) -> bytes:
    """With headlines and dates of publication."""
    entries = "".join(
        f"<url><loc>{article.url}</loc><news:news><news:publication><news:name>{escape(host.title)}</news:name>"
        f"<news:language>{host.language}</news:language></news:publication>"
        f"<news:publication_date>{article.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(article.headline)}</news:title></news:news></url>\n"
        for article in articles
    )
    return f"{_XML}<urlset {_SITEMAP} {_NEWS}>\n{entries}</urlset>\n".encode()


def _lastmod(day: str | None) -> str:
    return f"<lastmod>{day}</lastmod>" if day else ""
