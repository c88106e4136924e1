"""The feeds, sitemaps and section pages of the demo web, and the publishers that name them."""

import gzip
import json
from pathlib import Path

import feedparser
import pytest
from lxml import etree, html

from crawler.publishers import load_publishers
from demo.site import DemoSite, truth
from demo.site.content import HOSTS, LANQIAO, PIXEL, load_stories
from pipelines.config import load_config
from pipelines.urls import canonical_url, host_of
from tests.demo.asking import body, get

ROOT = Path(__file__).parents[2]
STORIES = load_stories()
TRUTH = truth()

_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def located(sitemap: bytes) -> list[str]:
    """Raises XMLSyntaxError where the sitemap is not well formed."""
    return [str(loc.text) for loc in etree.fromstring(sitemap).iter(f"{_SITEMAP}loc")]


def links(page: bytes, path: str = ".//h3/a") -> list[str]:
    return [str(link.get("href")) for link in html.fromstring(page).iterfind(path)]


@pytest.mark.parametrize(
    ("url", "version", "least"),
    [
        ("http://harbour-courier.example/rss.xml", "rss20", 15),
        ("http://pixel-ledger.example/atom.xml", "atom10", 6),
        ("http://wanbao.example/index.rdf", "rss10", 7),
    ],
)
def test_feeds_parse_with_titles_and_dates(site: DemoSite, url: str, version: str, least: int) -> None:
    feed = feedparser.parse(body(site, url))
    assert (feed.version, bool(feed.bozo)) == (version, False)
    assert len(feed.entries) >= least
    for entry in feed.entries:
        assert entry.title
        assert entry.get("published_parsed") or entry.get("updated_parsed")
        assert canonical_url(entry.link) in TRUTH


def test_the_json_feed_is_one(site: DemoSite) -> None:
    feed = json.loads(body(site, "http://lanqiao.example/feed.json"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert len(feed["items"]) == 8
    assert {(item["url"], item["title"]) for item in feed["items"]} < {(s.url, s.title) for s in STORIES}


def test_the_news_sitemap_is_whole(site: DemoSite) -> None:
    sitemap = body(site, "http://harbour-courier.example/news-sitemap.xml")
    assert (
        len(located(sitemap)) == len(list(etree.fromstring(sitemap).iter(f"{_NEWS}publication_date"))) >= 12
    )
    assert set(located(sitemap)) <= set(TRUTH)


def test_robots_leads_to_an_index_of_compressed_sitemaps(site: DemoSite) -> None:
    lines = body(site, "http://pixel-ledger.example/robots.txt").decode().splitlines()
    (index,) = [line.split(": ", 1)[1] for line in lines if line.startswith("Sitemap: ")]
    children = located(body(site, index))
    assert len(children) == 2
    listed = {url for child in children for url in located(gzip.decompress(body(site, child)))}
    missing = {story.url for story in STORIES if story.host == PIXEL} - listed
    assert len(missing) == 1, "all but the one that only a redirect leads to"
    assert listed <= set(TRUTH)


def test_section_pages_lead_on_and_hold_every_story_without_dates(site: DemoSite) -> None:
    paths: list[str] = ["/tech/"]
    found: set[str] = set()
    for path in paths:
        page = body(site, f"http://lanqiao.example{path}")
        found |= {f"http://lanqiao.example{link}" for link in links(page)}
        paths += links(page, ".//a[@rel='next']")
        assert len(paths) <= 3
    assert len(paths) == 3
    assert found == {story.url for story in STORIES if story.host == LANQIAO}


def test_broken_listings_are_broken(site: DemoSite) -> None:
    assert not feedparser.parse(body(site, "http://daybook.example/feed.xml")).entries
    with pytest.raises(etree.XMLSyntaxError):
        located(body(site, "http://daybook.example/sitemap.xml"))
    front = links(body(site, "http://daybook.example/"))
    assert {f"http://daybook.example{link}" for link in front} == {
        url for url in TRUTH if host_of(url) == "daybook.example"
    }


def test_every_page_is_listed_somewhere(site: DemoSite) -> None:
    """A page that nobody lists would be missed without anybody's fault."""
    listed = b"".join(
        body(site, url)
        for url in (
            "http://harbour-courier.example/rss.xml",
            "http://harbour-courier.example/news-sitemap.xml",
            "http://wanbao.example/digital/",
        )
    ).decode()
    for url in TRUTH:
        if host_of(url) == "harbour-courier.example" and url != "http://harbour-courier.example/go/1907/on":
            assert url in listed, url
        if host_of(url) == "wanbao.example":
            assert url.removeprefix("http://wanbao.example") in listed, url


def test_the_forbidden_pages_are_forbidden_and_listed(site: DemoSite) -> None:
    assert b"Disallow: /members/\n" in body(site, "http://harbour-courier.example/robots.txt")
    forbidden = [url for url, expected in TRUTH.items() if expected.outcome == "forbidden"]
    assert len(forbidden) == 2
    assert all("/members/" in url for url in forbidden)


def test_the_publishers_and_the_settings_of_the_demo_are_valid() -> None:
    config = load_config(ROOT / "demo" / "pipelines.toml", {})
    assert config.seeds.folder.resolve() == ROOT / "seeds"
    assert config.seeds.gazetteer.resolve() == ROOT / "seeds" / "entities.toml"
    publishers = load_publishers(config.seeds.publishers)
    assert {publisher.home for publisher in publishers} == {host.home for host in HOSTS}


def test_every_listing_of_the_publishers_is_served(site: DemoSite) -> None:
    for publisher in load_publishers(ROOT / "demo" / "publishers.toml"):
        for listing in publisher.listings:
            assert get(site, listing.url)[0] == 200, listing.url
