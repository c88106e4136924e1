"""Feeds of every kind, whole and broken."""

import json
from pathlib import Path

import pytest

from crawler.discovery.feed import read_feed
from tests.discovery.conftest import Read

URL = "https://www.daily.example/listing"

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>t</title>
<item><title>TikTok &amp; Facebook</title><link>https://daily.example/2019/10/01/tiktok?utm_source=rss</link>
  <pubDate>Tue, 01 Oct 2019 08:30:00 +0800</pubDate></item>
<item><title><![CDATA[<b>抖音</b>海外版]]></title><link>/p/123456.html</link></item>
</channel></rss>""".encode()

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>
<link rel="next" href="https://daily.example/listing?page=2"/>
<entry><title>One</title><link href="https://daily.example/one"/><published>2019-10-01</published>
<updated>2019-10-05T00:00:00Z</updated></entry>
<entry><title>Two</title><link href="https://daily.example/two"/><updated>2019-10-06T00:00:00Z</updated></entry>
</feed>"""

RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>t</title></channel>
<item rdf:about="https://daily.example/one"><title>One</title><link>https://daily.example/one</link>
<dc:date>2019-10-01T08:00+08:00</dc:date></item></rdf:RDF>"""

JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "next_url": "https://daily.example/feed.json?page=2",
        "items": [
            {"id": "1", "url": "https://daily.example/one", "title": "One", "date_published": "2019-10-01"},
            {"id": "2", "external_url": "https://elsewhere.example/two"},
            {"id": "3"},
            "no item",
        ],
    }
).encode()


def test_rss(read: Read) -> None:
    found = read(RSS, "feed")
    first, second = found.candidates
    assert (first.url, first.headline) == ("https://daily.example/2019/10/01/tiktok", "TikTok & Facebook")
    assert first.published == "2019-10-01T08:30:00+08:00"
    assert (second.url, second.headline) == ("https://www.daily.example/p/123456.html", "抖音海外版")
    assert (first.publisher, first.listing) == ("daily", URL)
    assert found.problem is None


def test_atom_has_published_apart_from_updated_and_a_next_page(read: Read) -> None:
    found = read(ATOM, "feed", url="https://daily.example/listing")
    assert {c.headline: c.published for c in found.candidates} == {"One": "2019-10-01", "Two": None}
    assert [listing.url for listing in found.listings] == ["https://daily.example/listing?page=2"]


def test_the_one_date_of_rss_1_is_that_of_publication(read: Read) -> None:
    assert [c.published for c in read(RDF, "feed").candidates] == ["2019-10-01T08:00+08:00"]


def test_json_feed(read: Read) -> None:
    found = read(JSON_FEED, "feed", url="https://daily.example/feed.json")
    assert [(c.headline, c.published) for c in found.candidates] == [("One", "2019-10-01")]
    assert found.dropped == (("elsewhere", 1), ("no_link", 2))
    assert [listing.url for listing in found.listings] == ["https://daily.example/feed.json?page=2"]


@pytest.mark.parametrize(
    "body", [b"<!doctype html><html><body>Just a moment</body></html>", b"<p>no</p>", b"no"]
)
def test_html_is_not_a_feed(read: Read, body: bytes) -> None:
    found = read(body, "feed", content_type="application/rss+xml")
    assert found.problem
    assert found.problem[0] == "not_a_feed"


def test_a_cut_feed_gives_what_came_before_the_cut(read: Read) -> None:
    cut = RSS[: RSS.index(b"123456")]
    found = read(cut, "feed")
    assert [c.headline for c in found.candidates] == ["TikTok & Facebook"]
    assert found.problem
    assert found.problem[0] == "truncated"


def test_a_malformed_feed_gives_what_can_be_read(read: Read) -> None:
    found = read(RSS.replace(b"&amp;", b"&").replace(b"<channel>", b"<channel><media:x>"), "feed")
    assert len(found.candidates) == 2
    assert found.problem
    assert found.problem[0] == "malformed"


def test_feed_in_gbk(read: Read) -> None:
    text = '<?xml version="1.0" encoding="gb2312"?><rss version="2.0"><channel><item><title>抖音</title>'
    body = f"{text}<link>https://daily.example/a</link></item></channel></rss>".encode("gbk")
    assert [c.headline for c in read(body, "feed").candidates] == ["抖音"]


def test_a_feed_behind_blank_lines_reads_as_if_without(read: Read) -> None:
    assert read(b"\n\n " + RSS, "feed") == read(RSS, "feed")


def test_a_body_that_is_a_file_name_opens_no_file(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_bytes(RSS)
    assert read_feed(str(file).encode(), url=URL, content_type="").items == ()
