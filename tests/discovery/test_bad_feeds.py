"""Feeds that are too much, too little, or of something else."""

import time

import pytest

from crawler.discovery.feed import read_feed
from crawler.discovery.large_feed import MOST_ENTRIES, read_large_feed
from crawler.discovery.listing import read_listing
from crawler.publishers import Publisher
from tests.discovery.conftest import Read

URL = "https://www.daily.example/listing"


def rss(*items: str, title: str = "The Daily") -> bytes:
    return f"<rss version='2.0'><channel><title>{title}</title>{''.join(items)}</channel></rss>".encode()


def item(number: int, more: str = "") -> str:
    return (
        f"<item><title>Story {number} &amp; more</title><link>https://daily.example/story-{number}</link>"
        f"<pubDate>Tue, 01 Oct 2019 08:30:00 +0800</pubDate>{more}</item>"
    )


@pytest.mark.slow
def test_of_50_000_items_the_first_20_000_are_read_within_the_deadline(read: Read) -> None:
    began = time.process_time()
    found = read(rss(*map(item, range(50_000))), "feed")
    assert time.process_time() - began < 10
    assert (len(found.candidates), found.problem) == (MOST_ENTRIES, ("too_many", "more than 20000 entries"))
    first = found.candidates[0]
    assert (first.headline, first.published) == ("Story 0 & more", "2019-10-01T08:30:00+08:00")


@pytest.mark.parametrize(
    "made_to_cost",
    [
        "<a:b/>" * 100_000,
        "&" * 1_000_000,
        "<a " + " ".join(f"b{number}='c'" for number in range(50_000)) + "/>",
        "<x>" * 100_000,
    ],
)
def test_a_feed_that_is_made_to_cost_costs_little(read: Read, made_to_cost: str) -> None:
    began = time.process_time()
    found = read(rss(item(1), made_to_cost), "feed")
    assert time.process_time() - began < 5
    assert [c.headline for c in found.candidates] == ["Story 1 & more"]


def test_large_feeds_are_read_as_small_ones_are() -> None:
    atom = (
        "<entry><title>抖音 <b>TikTok</b></title><link rel='self' href='/self'/><link href='/two'/>"
        "<published>2019-10-01</published><updated>2019-10-02T00:00:00Z</updated></entry>"
    )
    permalink = "<item><guid>https://daily.example/three</guid><title>Three</title></item>"
    name = "<item><guid isPermaLink='false'>4</guid><title>Four</title></item>"
    for body in (
        rss(item(1), permalink, name),
        f"<feed xmlns='http://www.w3.org/2005/Atom'>{atom}</feed>".encode(),
    ):
        small, large = read_feed(body, url=URL, content_type=""), read_large_feed(body, url=URL)
        assert [(i.url, i.published) for i in large.items] == [(i.url, i.published) for i in small.items]
        assert large.without_link == small.without_link


def test_items_without_a_link_are_counted_and_those_without_a_date_are_kept(read: Read) -> None:
    found = read(
        rss("<item><title>No link</title></item>", "<item><link>/2019/10/01/a</link></item>"), "feed"
    )
    assert [(c.url, c.published) for c in found.candidates] == [
        ("https://www.daily.example/2019/10/01/a", "2019-10-01")
    ]
    assert found.dropped == (("no_link", 1),)


@pytest.mark.parametrize(
    ("written", "believed"),
    [("2026-11-21", "2026-11-21"), ("2026-11-23", None), ("2031-01-01T00:00:00Z", None), ("2026", "2026")],
)
def test_dates_in_the_future_are_not_believed(
    publisher: Publisher, written: str, believed: str | None
) -> None:
    body = rss(f"<item><link>/story-one</link><pubDate>{written}</pubDate></item>")
    where = {"url": URL, "content_type": ""}
    found = read_listing(body, kind="feed", publisher=publisher, since=None, day="2026-11-21", **where)  # type: ignore[arg-type]
    assert [c.published for c in found.candidates] == [believed]


def test_relative_idn_and_broken_urls(read: Read) -> None:
    own = Publisher(id="i", name="I", home="https://bücher.example/", language="de")
    links = ("../a-b-c?utm_source=rss#x", "https://BÜCHER.example/ü", "http://[broken", "mailto:a@b.example")
    body = rss(*(f"<item><link>{link}</link></item>" for link in links))
    found = read(body, "feed", url="https://bücher.example/feeds/all", of=own)
    assert [c.url for c in found.candidates] == [
        "https://xn--bcher-kva.example/a-b-c",
        "https://xn--bcher-kva.example/%C3%BC",
    ]
    assert found.dropped == (("no_article", 1), ("no_link", 1))


@pytest.mark.parametrize("title", ["Comments on: TikTok", "Comments for The Daily", "《抖音》的评论"])
def test_a_feed_of_comments_is_none_of_articles(read: Read, title: str) -> None:
    found = read(rss(item(1), title=title), "feed")
    assert (found.candidates, found.problem) == ((), ("comments", "1 entries"))


def test_a_podcast_is_read_only_if_somebody_listed_it(publisher: Publisher) -> None:
    body = rss(item(1, "<enclosure url='https://daily.example/1.mp3' type='audio/mpeg' length='1'/>"))

    def found(path: tuple[str, ...]) -> tuple[int, str | None]:
        answer = read_listing(
            body, url=URL, kind="feed", content_type="", publisher=publisher, since=None, path=path
        )
        return len(answer.candidates), answer.problem and answer.problem[0]

    assert found(()) == (1, None)
    assert found(("https://www.daily.example/",)) == (0, "podcast")
