"""Listings made to hang, swell or reach for files: by kind, what they are and how many parts make them so."""

from collections.abc import Callable
from typing import NamedTuple

from crawler.discovery.candidate import Kind

_SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_HOST = "https://www.daily.example"


class HostileListing(NamedTuple):
    """As `Hostile`, and what is expected there."""

    kind: Kind
    make: Callable[[int], bytes]
    full: int
    few: int


def _urlset(entries: str, doctype: str = "") -> bytes:
    return f'<?xml version="1.0"?>{doctype}<urlset {_SITEMAP}>{entries}</urlset>'.encode()


def _rss(items: str, doctype: str = "") -> bytes:
    head = f"<title>The Daily &c; &e;</title><item><link>{_HOST}/2020/05/17/a-story-of-it</link></item>"
    return f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def _laughs(number: int) -> str:
    """Entities in entities (CWE-776): `number` levels of ten each."""
    names = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, number + 1))
    return f'<!DOCTYPE x [<!ENTITY e0 "ha">{names}<!ENTITY c "&e{number};">]>'


def _long_entity(number: int) -> str:
    return f'<!DOCTYPE x [<!ENTITY c "{"ha" * number}">]>'


_OF_FILES = (
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>'
)
_LOC = f"<url><loc>{_HOST}/2020/05/17/a-story-of-&c;</loc></url>"
_DATES = "<lastmod>2020-05-17</lastmod>"

HOSTILE_LISTINGS = {
    "sitemap of entities in entities": HostileListing("sitemap", lambda n: _urlset(_LOC, _laughs(n)), 30, 10),
    "sitemap of one long entity": HostileListing(
        "sitemap", lambda n: _urlset(_LOC * 1_000, _long_entity(n)), 100_000, 10_000
    ),
    "sitemap that names files": HostileListing(
        "sitemap", lambda n: _urlset(f"<url><loc>{_HOST}/&e;</loc></url>" * n, _OF_FILES), 1_000, 10
    ),
    "sitemap of a million entries": HostileListing(
        "sitemap",
        lambda n: _urlset(
            "".join(f"<url><loc>{_HOST}/2020/05/17/story-of-{at}</loc>{_DATES}</url>" for at in range(n))
        ),
        500_000,
        3_000,
    ),
    "sitemap of entries in entries": HostileListing(
        "sitemap", lambda n: _urlset("<url>" * n), 500_000, 20_000
    ),
    "sitemap of 100,000 attributes": HostileListing(
        "sitemap",
        lambda n: _urlset("<url " + " ".join(f"a{at}='1'" for at in range(n)) + "/>"),
        100_000,
        3_000,
    ),
    "sitemap of an entry without end": HostileListing(
        "sitemap", lambda n: _urlset(f"<url><loc>{_HOST}/" + "a-b/" * n), 2_000_000, 20_000
    ),
    "index of 100,000 sitemaps": HostileListing(
        "sitemap",
        lambda n: (
            f"<sitemapindex {_SITEMAP}>"
            + "".join(f"<sitemap><loc>{_HOST}/map-{at}.xml</loc></sitemap>" for at in range(n))
            + "</sitemapindex>"
        ).encode(),
        100_000,
        3_000,
    ),
    "sitemap of lines": HostileListing(
        "sitemap",
        lambda n: "\n".join(f"{_HOST}/2020/05/17/a-story-{at}" for at in range(n)).encode(),
        1_000_000,
        5_000,
    ),
    "feed of entities in entities": HostileListing("feed", lambda n: _rss("", _laughs(n)), 30, 10),
    "feed of one long entity": HostileListing(
        "feed", lambda n: _rss("<item><title>&c;</title></item>" * 1_000, _long_entity(n)), 100_000, 1_000
    ),
    "feed that names files": HostileListing(
        "feed", lambda n: _rss("<item><title>&e;</title><link>/&e;</link></item>" * n, _OF_FILES), 1_000, 10
    ),
    "feed of 100,000 items": HostileListing(
        "feed",
        lambda n: _rss(
            "".join(
                f"<item><title>Story {at}</title><link>{_HOST}/news/a-story-of-{at}</link></item>"
                for at in range(n)
            )
        ),
        100_000,
        300,
    ),
    "feed of items in items": HostileListing("feed", lambda n: _rss("<item><title>" * n), 300_000, 300),
    "feed of one title of 10 MB": HostileListing(
        "feed", lambda n: _rss(f"<item><title>{'&lt;b&gt; &amp;amp; ' * n}</title></item>"), 400_000, 3_000
    ),
    "feed of dates": HostileListing(
        "feed", lambda n: _rss(f"<item><pubDate>{'2020-05-' * n}</pubDate></item>" * 20), 30_000, 1_000
    ),
    "JSON, a million deep": HostileListing("feed", lambda n: b'{"items":' + b"[" * n, 1_000_000, 20_000),
    "JSON of a long number": HostileListing(
        "feed", lambda n: b'{"items":' + b"9" * n + b"}", 5_000_000, 20_000
    ),
    "JSON of pieces of HTML": HostileListing(
        "section", lambda n: b"[" + b'"<a href=/x>",' * n + b"1]", 500_000, 300
    ),
    "JSON of objects in objects": HostileListing(
        "section",
        lambda n: b'{"url":"/2020/05/17/a-b-c","title":"Story","a":' * n + b"1" + b"}" * n,
        900,
        300,
    ),
    "section page of 100,000 links": HostileListing(
        "section",
        lambda n: "".join(
            f'<a href="/2020/05/17/story-of-{at}">What the story {at} says</a> ' for at in range(n)
        ).encode(),
        100_000,
        1_500,
    ),
    "section page of 100,000 pages": HostileListing(
        "section",
        lambda n: b"<html>" + b"".join(b'<a rel=next href="?page=%d">%d</a>' % (at, at) for at in range(n)),
        100_000,
        1_500,
    ),
    "section page of links in links": HostileListing(
        "section", lambda n: b"<html>" + b"<a href=/x><h2>y" * n, 200_000, 1_500
    ),
    "section page of one link of 10 MB": HostileListing(
        "section",
        lambda n: b"<html><a href='/" + b"a-b/../" * n + b"'>" + b"x " * n + b"</a>",
        1_000_000,
        10_000,
    ),
    "section page of facets": HostileListing(
        "section",
        lambda n: (
            b"<html>"
            + b"".join(b"<a href='/n?a=%d&b=%d&c=%d'>story</a>" % (at, at % 7, at % 11) for at in range(n))
        ),
        100_000,
        1_500,
    ),
    "section page of a `<base>` of 5 MB": HostileListing(
        "section",
        lambda n: (
            b"<html><base href='http://www.daily.example/"
            + b"a/" * n
            + b"'>"
            + b"<a href=b-c-d-e>story</a>" * 100
        ),
        100_000,
        2_000,
    ),
    "prologues without end": HostileListing(
        "sitemap", lambda n: b"<?xml ?>" + b"<!-- x -->" * n, 1_000_000, 20_000
    ),
    "robots.txt of stars": HostileListing(
        "robots",
        lambda n: b"User-agent: *\nDisallow: /" + b"*a" * n + b"$\nSitemap: /x" + b"*" * n,
        200_000,
        2_000,
    ),
    "robots.txt of groups": HostileListing(
        "robots",
        lambda n: b"".join(b"User-agent: a%d\nSitemap: /m%d\n" % (at, at) for at in range(n)),
        20_000,
        1_000,
    ),
}
