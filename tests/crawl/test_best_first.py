"""A crawl of a small site: the best comes first, links of what belongs lead on, the rest is left and told."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from scrapy.settings import Settings

from crawler.budget import Budget, budget_of, refuse_wrong_bounds
from crawler.harvest import Harvest, Yield
from crawler.linked import LinkedPages
from crawler.publishers import Publisher
from pipelines.archive import RunRecord
from pipelines.errors import ConfigurationError
from pipelines.page.link import Link
from tests.archive.pages import document
from tests.crawl.changing import ChangingSite, Page, article, changing_site
from tests.crawl.crawling import ROOT, crawl, last_record, rows

HOST, OTHER = "aare-post.example", "limmat-blatt.example"
LOUD = "ByteDance, TikTok, Douyin and Kuaishou grow"
MOVED = f"http://{HOST}/moved/tiktok-and-bytedance-101.html"
TIDE = [
    f"The tide at the old pier was measured for the {n}th time by two retired teachers." for n in range(9)
]
NAMES = ("ByteDance", "Kuaishou", "Tencent", "WeChat", "Zhang Yiming", "Toutiao")
CONFIG = f"""
[seeds]
folder = "{ROOT}/seeds"
gazetteer = "{ROOT}/seeds/entities.toml"
publishers = "publishers.toml"

[crawl]
contact = "a@b.example"
"""


def related(topic: str) -> list[str]:
    """A text of its own about the same companies."""
    return [
        f"{topic}: {name} told TikTok sellers of Douyin about {topic} {n}." for n, name in enumerate(NAMES)
    ]


def publisher(name: str, *listings: str) -> str:
    feeds = "".join(f'{{ url = "http://{name}/{path}", seen = "here" }},' for path in listings)
    return (
        f'[[publisher]]\nid = "{name.partition(".")[0]}"\nname = "N"\nhome = "http://{name}/"\n'
        f'language = "en"\nfeeds = [{feeds}]\n'
    )


def feed(*entries: tuple[str, str]) -> Page:
    items = "".join(f"<item><title>{title}</title><link>{url}</link></item>" for url, title in entries)
    rss = f"<rss version='2.0'><channel><title>F</title>{items}</channel></rss>"
    return Page(rss, kind="application/rss+xml")


def linking(page: Page, *targets: str) -> Page:
    """With a line of links in the middle of the text."""
    links = " ".join(f'<a href="{target}">a report on the sellers</a>' for target in targets)
    head, end, foot = page.body.partition("</p>")
    return page._replace(body=f"{head}{end}<p>See also {links}</p>{foot}")


def fill(site: ChangingSite) -> None:
    """A feed that has moved, of 40 pages of no promise and one of much, which has moved too.

    That one links to a page of each publisher.
    """
    best = f"http://{HOST}/news/tiktok-and-bytedance-101.html"
    dull = [f"http://{HOST}/news/the-tide-at-the-pier-{n}.html" for n in range(1000, 1040)]
    entries = [(url, "The tide at the pier") for url in dull]
    site.pages = {
        f"{HOST}/rss": Page("", 301, f"http://{HOST}/all.xml"),
        f"{HOST}/all.xml": feed(*entries[:20], (best, "ByteDance and TikTok grow"), *entries[20:]),
        f"{OTHER}/rss": feed(),
        **{url.removeprefix("http://"): article(f"Tide {url[-9:-5]}", *TIDE, url) for url in dull},
        best.removeprefix("http://"): Page("", 302, MOVED),
        MOVED.removeprefix("http://"): linking(
            article("ByteDance and TikTok grow", *related("growth")),
            f"http://{HOST}/news/hidden-report-of-sellers-202.html",
            f"http://{OTHER}/news/report-of-the-sellers-303.html",
            "http://stranger.example/news/report-of-the-sellers-404.html",
            f"http://{HOST}/calendar/2020/05/17/",
        ),
        f"{HOST}/news/hidden-report-of-sellers-202.html": linking(
            article("Sellers meet", *related("fees")), f"http://{HOST}/news/too-deep-for-us-505.html"
        ),
        f"{HOST}/news/too-deep-for-us-505.html": article("Sellers leave", *related("returns")),
        f"{OTHER}/news/report-of-the-sellers-303.html": article("Sellers stay", *related("couriers")),
    }


def spoken_for(page: Page, asked: list[str]) -> Page:
    """The feed, with another headline for the first of its pages that is not among those asked for."""
    urls = re.findall("<link>http://(.*?)</link>", page.body)
    left = next(url for url in urls if url not in asked)
    dull = f"<title>The tide at the pier</title><link>http://{left}<"
    return page._replace(body=page.body.replace(dull, f"<title>{LOUD}</title><link>http://{left}<"))


class Told(NamedTuple):
    asked: list[str]
    record: RunRecord
    archived: dict[str, str | None]
    output: str
    again: list[str]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Two crawls; `again` is what the second asked for, when much speaks for one page that the first left."""
    folder = tmp_path_factory.mktemp("best")
    (folder / "pipelines.toml").write_text(CONFIG)
    (folder / "publishers.toml").write_text(publisher(HOST, "rss") + publisher(OTHER, "rss"))
    extra = {"CORPUS_CONFIG": str(folder / "pipelines.toml")}
    archive = folder / "archive"
    with changing_site() as site:
        fill(site)
        crawled = crawl(site.proxy, archive, extra=extra)
        asked = [name for name in site.asked if "/news/" in name or "/calendar/" in name]
        record = last_record(archive)
        site.asked.clear()
        site.pages[f"{HOST}/all.xml"] = spoken_for(site.pages[f"{HOST}/all.xml"], asked)
        crawl(site.proxy, archive, extra=extra)
        again = [name for name in site.asked if "/news/" in name]
    archived = {row.url: row.discovered_via for row in rows(archive) if row.url is not None}
    return Told(asked, record, archived, crawled.output, again)


def test_the_most_promising_is_asked_for_first(told: Told) -> None:
    assert told.asked[0] == f"{HOST}/news/tiktok-and-bytedance-101.html"


def test_links_of_what_belongs_lead_one_link_deep_to_listed_publishers(told: Told) -> None:
    best = f"http://{HOST}/news/tiktok-and-bytedance-101.html"
    assert told.archived == {
        MOVED: f"http://{HOST}/rss",
        f"http://{HOST}/news/hidden-report-of-sellers-202.html": best,
        f"http://{OTHER}/news/report-of-the-sellers-303.html": best,
    }
    assert not any("stranger" in name or "too-deep" in name for name in told.asked)


def test_links_to_traps_are_named_and_nobody_follows_them(told: Told) -> None:
    assert not any("calendar" in name for name in told.asked)
    assert told.record.skipped_by_reason["trap_calendar"] == 1


def test_the_rest_is_left_when_enough_was_tried_and_named(told: Told) -> None:
    dull = [name for name in told.asked if "tide" in name]
    assert 10 <= len(dull) <= 16
    assert told.record.skipped_by_reason["unpromising"] == 40 - len(dull)


def test_what_was_left_is_not_asked_for_by_the_next_crawl_unless_much_speaks_for_it(told: Told) -> None:
    assert len(told.again) == 1
    assert told.again[0] not in told.asked


def test_the_record_has_the_harvest_of_publishers_and_listings(told: Told) -> None:
    fetched = len(told.asked)
    assert f"harvest: 3 related of {fetched} fetched" in told.output
    mine, theirs = told.record.publishers["aare-post"], told.record.publishers["limmat-blatt"]
    assert (mine["new"], mine["linked"], mine["related"]) == (42, 1, 2)
    assert (theirs["new"], theirs["linked"], theirs["related"], theirs["fetched"]) == (1, 1, 1, 1)
    listing = next(each for each in told.record.listings if each.url == f"http://{HOST}/rss")
    assert (listing.new, listing.fetched, listing.related, listing.archived) == (41, fetched - 2, 1, 1)
    assert (listing.unlikely, listing.unlikely_related) == (fetched - 3, 0)


def test_a_page_that_is_judged_last_still_leads_on(tmp_path: Path) -> None:
    """Nothing else is under way while the one page is judged: the crawl must wait for its links."""
    (tmp_path / "pipelines.toml").write_text(CONFIG)
    (tmp_path / "publishers.toml").write_text(publisher(HOST, "rss"))
    first, last = (f"http://{HOST}/news/tiktok-and-bytedance-{n}.html" for n in (101, 102))
    with changing_site() as site:
        site.pages = {
            f"{HOST}/rss": feed((first, "ByteDance and TikTok grow")),
            first.removeprefix("http://"): linking(article("They grow", *related("growth")), last),
            last.removeprefix("http://"): article("They meet", *related("fees")),
        }
        archive = tmp_path / "archive"
        crawl(site.proxy, archive, extra={"CORPUS_CONFIG": str(tmp_path / "pipelines.toml")})
        assert {row.url for row in rows(archive)} >= {first, last}


def test_a_link_into_the_future_has_no_date() -> None:
    pages = LinkedPages([Publisher(id="a", name="A", home="http://a.example/", language="en")])
    days = ("2199/01/02", "2020/05/17")
    links = [Link(f"http://a.example/{day}/report-of-the-sellers", "A report") for day in days]
    assert [each.published for each in pages.of(document("x"), links, 1)] == [None, "2020-05-17"]


DEFAULTS = {
    "ARTICLES_PER_PUBLISHER": 2000,
    "MINUTES_PER_PUBLISHER": 0,
    "LINK_DEPTH": 1,
    "CANDIDATE_ORDER": "best",
    "LEAST_CHANCE": 0.02,
}


def test_the_budget_as_the_settings_have_it() -> None:
    given = {**DEFAULTS, "ARTICLES_PER_PUBLISHER": "7", "MINUTES_PER_PUBLISHER": "1.5"}
    assert budget_of(Settings(given)) == Budget(7, 1.5, 1, "best", 0.02)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ARTICLES_PER_PUBLISHER", "many"),
        ("ARTICLES_PER_PUBLISHER", "0"),
        ("MINUTES_PER_PUBLISHER", "-1"),
        ("LINK_DEPTH", "1.5"),
        ("LINK_DEPTH", "2"),
        ("CANDIDATE_ORDER", "worst"),
        ("LEAST_CHANCE", "2"),
        ("LEAST_CHANCE", "nan"),
    ],
)
def test_a_wrong_budget_is_told_by_its_setting(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{name}={value}: give "):
        budget_of(Settings({**DEFAULTS, name: value}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LISTINGS_PER_PUBLISHER", "many"),
        ("PAGES_PER_LISTING", "0"),
        ("HISTORY_PAGES_PER_LISTING", "-1"),
        ("RENDER_TIMEOUT", "soon"),
        ("DOWNLOAD_TIMEOUT", "many"),
        ("REQUESTS_PER_HOST", "0"),
    ],
)
def test_a_wrong_bound_is_told_before_it_is_used(name: str, value: str) -> None:
    settings = Settings()
    settings.setmodule("crawler.settings")
    refuse_wrong_bounds(settings)
    settings.set(name, value)
    with pytest.raises(ConfigurationError, match=f"{name}={value}: give "):
        refuse_wrong_bounds(settings)


def test_a_page_counts_for_each_listing_that_names_it_and_once_for_the_run() -> None:
    harvest = Harvest()
    page = "http://a.example/1"
    assert [harvest.named(page, listing) for listing in ("rss", "map", "rss")] == [True, False, False]
    harvest.ended(page, "fetched")
    harvest.ended(page, "related")
    harvest.ended("http://a.example/2", "fetched")
    assert harvest.of("rss") == harvest.of("map") == Yield(new=1, fetched=1, related=1)
    assert harvest.of("other") == Yield()
