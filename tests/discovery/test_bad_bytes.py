"""Whatever a server answers, a listing is read or refused; it never raises."""

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery.candidate import PROBLEMS, Kind
from crawler.discovery.listing import read_listing
from crawler.discovery.robots import Robots
from crawler.publishers import Publisher
from tests.discovery.conftest import Read

DAILY = Publisher(id="daily", name="The Daily", home="https://www.daily.example/", language="en")
KINDS: tuple[Kind, ...] = ("robots", "sitemap", "news_sitemap", "feed", "section")

PIECES = st.sampled_from(
    [
        b"<rss>",
        b"<channel>",
        b"<item>",
        b"<link>",
        b"</link>",
        b"<feed xmlns='http://www.w3.org/2005/Atom'>",
        b"<entry>",
        b"<urlset>",
        b"<url>",
        b"<loc>",
        b"</loc>",
        b"</url>",
        b"<sitemapindex>",
        b"<sitemap>",
        b"</urlset>",
        b"</rss>",
        b"<a href='",
        b"'>",
        b"</a>",
        b"<base href='",
        b"http://[",
        b"https://daily.example/2019/10/01/a",
        b"<!doctype ",
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"-->",
        b"&lt;",
        b"&#0;",
        b"&#x110000;",
        b"<?xml version='1.0' encoding='x'?>",
        b'{"items": [',
        b'{"url": 1}',
        b"]}",
        b"\xff\xfe",
        b"\0",
        b"\x1f\x8b",
        b"\xef\xbb\xbf",
        b"<pubDate>",
        b"2019",
    ]
)
BODIES = st.binary(max_size=300) | st.lists(PIECES | st.binary(max_size=8), max_size=25).map(b"".join)


@settings(max_examples=400, deadline=None)
@given(
    BODIES,
    st.sampled_from(KINDS),
    st.booleans(),
    st.sampled_from(["", "text/html; charset=gbk", "x; charset=\0"]),
)
def test_never_raises(body: bytes, kind: Kind, packed: bool, content_type: str) -> None:
    found = read_listing(
        gzip.compress(body) if packed else body,
        url="https://www.daily.example/listing",
        kind=kind,
        content_type=content_type,
        publisher=DAILY,
        since="2019-01-01",
    )
    assert found.problem is None or found.problem[0] in PROBLEMS
    assert all(c.url.startswith("http") and c.publisher == "daily" for c in found.candidates)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_robots_never_raises(body: bytes) -> None:
    Robots.parse(body, "https://daily.example/robots.txt").allows("https://daily.example/x", "CorpusCrawler")


@pytest.mark.parametrize("kind", KINDS[1:])
def test_an_empty_body_is_a_problem(read: Read, kind: Kind) -> None:
    assert read(b" \n", kind).problem == ("empty", "")
