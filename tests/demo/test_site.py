"""The demo web is what it says: its content, its listings, its odd pages, its server."""

import gzip
import http.client
import itertools
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import feedparser
import psutil
import pytest
from lxml import etree, html

from crawler.publishers import load_publishers
from demo.site import DemoSite, Expected, truth
from demo.site.content import HOSTS, LANQIAO, PIXEL, Story, load_stories
from pipelines.config import load_config
from pipelines.fingerprint import similarity
from pipelines.urls import canonical_url, host_of

ROOT = Path(__file__).parents[2]
STORIES = load_stories()
TRUTH = truth()

_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


@pytest.fixture(scope="module")
def site() -> Iterator[DemoSite]:
    with DemoSite() as running:
        yield running


def get(site: DemoSite, url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """As through a proxy, redirects not followed."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    try:
        connection.request("GET", url, headers=headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def body(site: DemoSite, url: str) -> bytes:
    status, _, content = get(site, url)
    assert status == 200, url
    return content


def located(sitemap: bytes) -> list[str]:
    """Raises XMLSyntaxError where the sitemap is not well formed."""
    return [str(loc.text) for loc in etree.fromstring(sitemap).iter(f"{_SITEMAP}loc")]


def links(page: bytes, path: str = ".//h3/a") -> list[str]:
    return [str(link.get("href")) for link in html.fromstring(page).iterfind(path)]


def paragraphs_of(page: bytes) -> list[str]:
    """The paragraphs of a Harbour Courier article."""
    return [
        "".join(map(str, p.itertext()))
        for p in html.fromstring(page).iterfind(".//div[@class='article-body']/p")
    ]


def is_chinese(story: Story) -> bool:
    return story.host.language.startswith("zh")


def units(story: Story) -> list[str]:
    """Characters of a Chinese text, words of another."""
    return list(story.text.replace("\n", "")) if is_chinese(story) else story.text.lower().split()


def shingles(story: Story) -> set[tuple[str, ...]]:
    parts = units(story)
    return {tuple(parts[i : i + 3]) for i in range(len(parts) - 2)}


def related(*languages: str) -> int:
    return sum(1 for story in STORIES if story.related and story.host.language.startswith(languages))


def test_there_are_as_many_stories_as_promised() -> None:
    assert related("en") >= 24
    assert related("zh-CN") >= 12
    assert related("zh-Hant") >= 4
    assert sum(1 for story in STORIES if not story.related) >= 18
    assert {story.host for story in STORIES} == set(HOSTS)


def test_every_story_is_of_a_usual_length() -> None:
    bounds = {"flash": (50, 80), "zh": (200, 600), "en": (120, 400)}
    for story in STORIES:
        kind = "flash" if story.slug.startswith("flash-") else "zh" if is_chinese(story) else "en"
        low, high = bounds[kind]
        assert low <= len(units(story)) <= high, (story.slug, len(units(story)))
        assert 2019 <= story.published.year <= 2021, story.slug
    assert sum(story.slug.startswith("flash-") for story in STORIES) == 2


def test_no_two_stories_are_near_copies() -> None:
    marks = {story.slug: shingles(story) for story in STORIES}
    assert len(marks) == len(STORIES)
    for (one, a), (two, b) in itertools.combinations(marks.items(), 2):
        assert len(a & b) / len(a | b) < 0.15, (one, two)


def test_the_server_answers_every_url_as_the_truth_says() -> None:
    with DemoSite() as fresh:
        for url, expected in TRUTH.items():
            for status in expected.statuses:
                assert get(fresh, url)[0] == status, url
        answered = [request.status for request in fresh.requests]
    assert answered == [status for expected in TRUTH.values() for status in expected.statuses]


def test_the_truth_holds_every_kind_of_outcome() -> None:
    assert {expected.outcome for expected in TRUTH.values()} == {
        "archived", "copy", "rejected", "failed", "forbidden",
    }  # fmt: skip
    groups = {e.group for e in TRUTH.values() if e.outcome == "copy"}
    for group in groups:
        assert sum(e.group == group for e in TRUTH.values()) >= 2, group
    kept = len(groups) + sum(e.outcome == "archived" for e in TRUTH.values())
    assert kept == sum(story.related for story in STORIES)


def test_redirects_lead_to_stories(site: DemoSite) -> None:
    homes = {story.url for story in STORIES}
    moved = [url for url, expected in TRUTH.items() if expected.statuses[0] in (301, 302)]
    assert len(moved) == 3
    for url in moved:
        while TRUTH[url].statuses[0] != 200:
            where = get(site, url)[1]["location"]
            url = where if "://" in where else f"http://{host_of(url)}{where}"
        assert url in homes


def test_a_busy_page_names_the_wait_and_answers_the_second_time() -> None:
    (busy,) = [url for url, expected in TRUTH.items() if expected.statuses == (503, 200)]
    with DemoSite() as fresh:
        first, headers, _ = get(fresh, busy)
        assert (first, headers["retry-after"]) == (503, "1")
        assert get(fresh, busy)[0] == 200
    with DemoSite() as again:
        assert get(again, busy)[0] == 503


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


def test_the_gbk_host_speaks_gbk_and_once_denies_it(site: DemoSite) -> None:
    denied = 0
    for story in (story for story in STORIES if story.host == LANQIAO):
        status, headers, content = get(site, story.url)
        if status == 503:
            continue
        assert story.paragraphs[0].replace("“", "“") in content.decode("gbk"), story.slug
        with pytest.raises(UnicodeDecodeError):
            content.decode("utf-8")
        declared = headers["content-type"].partition("charset=")[2]
        assert f"charset={declared}".encode() in content
        denied += declared == "utf-8"
    assert denied == 1


def test_pages_that_are_no_pages(site: DemoSite) -> None:
    starts = {"slides": b"%PDF-", "chart": b"\xff\xd8\xff"}
    for name, start in starts.items():
        status, headers, content = get(site, f"http://daybook.example/entries/{name}.html")
        assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert content.startswith(start)
    assert body(site, "http://daybook.example/entries/empty.html") == b""


def test_a_host_that_is_not_ours_is_502_and_tracking_changes_nothing(site: DemoSite) -> None:
    assert get(site, "http://elsewhere.example/")[0] == 502
    story = STORIES[0]
    assert body(site, f"{story.url}?utm_source=feed&utm_medium=rss") == body(site, story.url)
    assert get(site, f"{story.url}x")[0] == 404


def test_it_answers_by_host_header_and_keeps_the_connection(site: DemoSite) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    story = next(story for story in STORIES if story.host == PIXEL)
    for _ in range(2):
        connection.request("GET", story.path, headers={"Host": PIXEL.name, "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        packed = answer.read()
        assert answer.getheader("Content-Encoding") == "gzip"
        assert story.title.replace("'", "&#x27;") in gzip.decompress(packed).decode()
        assert connection.sock is not None, "closed by the server"
    connection.request("HEAD", story.path, headers={"Host": PIXEL.name})
    assert connection.getresponse().read() == b""
    connection.close()


def test_stop_leaves_no_thread_even_with_open_connections() -> None:
    before = set(threading.enumerate())
    site = DemoSite()
    site.start()
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    connection.request("GET", STORIES[0].url)
    connection.getresponse().read()
    ours = set(threading.enumerate()) - before
    assert len(ours) >= 2
    site.stop()
    assert not [thread for thread in ours if thread.is_alive()]
    connection.close()
    site.stop()


@pytest.mark.parametrize("how", ["SIGTERM", "end of input"])
def test_in_its_own_process_it_prints_the_port_and_ends_when_told(how: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "demo.site", "--port", "0"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdin is not None
        port = int(process.stdout.readline())
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "http://wanbao.example/robots.txt")
        assert connection.getresponse().status == 200
        connection.close()
        if how == "SIGTERM":
            process.send_signal(signal.SIGTERM)
        else:
            process.stdin.close()
        assert process.wait(timeout=10) == 0


def test_the_hanging_page_is_small_enough_to_be_fetched() -> None:
    (hanging,) = [e for e in TRUTH.values() if e.reason == "deadline"]
    with DemoSite() as fresh:
        content = body(fresh, hanging.url)
    assert 1_000_000 < len(content) < 3_000_000
    assert b"ByteDance" in content[-3_000_000:]


_HANG = """
from datetime import UTC, datetime
from demo.site.hanging import hanging_page
from pipelines.document import Capture
from pipelines.extract import extract
page = Capture(url="http://daybook.example/", final_url="http://daybook.example/", fetched=datetime.now(UTC),
    status=200, headers=(), body=hanging_page(), publisher=None, discovered_via=None)
print("ready", flush=True)
extract(page, min_characters=40)
"""


@pytest.mark.parametrize("seconds", [2, pytest.param(30, marks=pytest.mark.slow)])
def test_the_hanging_page_hangs_the_extractor(seconds: int) -> None:
    with subprocess.Popen([sys.executable, "-c", _HANG], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        try:
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(timeout=seconds)
            assert psutil.Process(process.pid).memory_info().rss < 700_000_000
        finally:
            process.kill()


def test_the_near_copy_is_one_and_older_than_its_original(site: DemoSite) -> None:
    (near,) = [url for url in TRUTH if "first-edition" in url]
    (original,) = [story for story in STORIES if story.slug == TRUTH[near].group]
    edited = "\n".join(paragraphs_of(body(site, near)))
    assert 0.9 < similarity(edited, original.text) < 1
    earlier = original.published - timedelta(days=1)
    assert earlier.isoformat().encode() in body(site, near)


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


def test_expected_is_keyed_by_its_own_url() -> None:
    assert all(isinstance(e, Expected) and e.url == canonical_url(e.url) == url for url, e in TRUTH.items())
