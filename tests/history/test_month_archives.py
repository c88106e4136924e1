"""The publishers' own archives, month by month and day by day."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from crawler.history.dated_urls import dated_urls, is_dated
from crawler.window import Window
from pipelines.archive import Archive
from tests.crawl.changing import ChangingSite, Page, changing_site
from tests.crawl.crawling import Crawled, corpus, crawl, last_record
from tests.history.past import CHIEF_PAGE, GARDEN_PAGE, HOST, PAYMENT_PAGE, SALE_PAGE, configure

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("template", "since", "until", "expected"),
    [
        ("https://a.example/{YYYY}-{MM}.xml", "2019-11", "2020-01", ["2019-11", "2019-12", "2020-01"]),
        ("https://a.example/{YYYY}/{M}.xml", "2019-09", "2019-10-01", ["2019/9", "2019/10"]),
        ("https://a.example/m{M}_{YYYY}.xml", "2020-12-31", "2020", ["m12_2020"]),
        ("https://a.example/{YYYY-MM-DD}.xml", "2020-02-28", "2020-03-01",
         ["2020-02-28", "2020-02-29", "2020-03-01"]),
        ("https://a.example/{YYYY}.xml", "2019", "2020-01", ["2019", "2020"]),
        ("https://a.example/{YY}{MM}.xml", "2026-10", None, ["2610", "2611"]),
        ("https://a.example/{YYYY}.xml", "2027", None, []),
        ("https://a.example/{YYYY}/{MM}/{slug}.xml", "2019", "2020", []),
        ("https://a.example/{id}.xml", "2019", "2020", []),
    ],
)  # fmt: skip
def test_templates_are_filled_in(template: str, since: str, until: str | None, expected: list[str]) -> None:
    found = dated_urls(template, Window(since, until), TODAY)
    assert [re.sub(r"https://a.example/|\.xml", "", url) for url in found] == expected


def test_a_day_archive_of_sixteen_months_has_an_address_for_each_day() -> None:
    found = dated_urls("https://a.example/{YYYY}{MM}{DD}", Window("2019-09", "2020-12"), TODAY)
    assert (len(found), found[0][-8:], found[-1][-8:]) == (488, "20190901", "20201231")
    assert is_dated("https://a.example/{YYYY}{MM}{DD}")
    assert not is_dated("https://a.example/{MM}")


class Told(NamedTuple):
    archive: Path
    crawled: Crawled
    asked: list[str]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("months")
    configure(
        folder,
        "templates = [\n"
        f'  {{ url = "http://{HOST}/sitemap-{{YYYY}}-{{MM}}.xml", seen = "here" }},\n'
        f'  {{ url = "http://{HOST}/day/{{YYYYMMDD}}/", seen = "here" }},\n]\n'
        f'sections = [{{ url = "http://{HOST}/news/", seen = "here" }}]\n'
        f'sitemaps = [{{ url = "http://{HOST}/index.xml", seen = "here" }}]\n',
    )
    with changing_site() as site:
        _publish(site)
        asked = ["-a", "source=archives", "-a", "since=2020-03-13", "-a", "until=2020-03-15"]
        extra = {"CORPUS_CONFIG": str(folder / "pipelines.toml")}
        crawled = crawl(site.proxy, folder / "archive", *asked, spider="history", extra=extra)
        yield Told(folder / "archive", crawled, site.asked)


def _publish(site: ChangingSite) -> None:
    """An article in a month's sitemap, in a day's page, on the sixth page of a section, in a child of the
    index of sitemaps; and beside each what lies outside the dates.
    """
    pages = site.pages
    pages[f"{HOST}/robots.txt"] = Page("User-agent: *\nAllow: /\n")
    pages[f"{HOST}/sitemap-2020-03.xml"] = _sitemap(
        "2020-03-14/bytedance-names-a-chief", "2020-03-02/too-early"
    )
    pages[f"{HOST}/day/20200313/"] = _section("2020-03-13/oracle-bids-for-tiktok")
    days = ("2020-09-01", "2020-08-01", "2020-07-01", "2020-06-01", "2020-05-01", "2020-03-15", "2020-01-01")
    for number, day in enumerate(days, start=1):
        name = f"{HOST}/news/" if number == 1 else f"{HOST}/news/page/{number}/"
        pages[name] = _section(f"{day}/douyin-opens-a-payment-service", more=f"/news/page/{number + 1}/")
    pages[f"{HOST}/index.xml"] = Page(
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        + "".join(f"<sitemap><loc>http://{HOST}/posts-{month}.xml</loc></sitemap>" for month in
                  ("2020-02", "2020-03", "2020-04"))
        + "</sitemapindex>"
    )  # fmt: skip
    pages[f"{HOST}/posts-2020-03.xml"] = _sitemap("2020-03-15/roses-that-love-the-rain")
    for name, body in (
        ("2020-03-14/bytedance-names-a-chief", CHIEF_PAGE),
        ("2020-03-13/oracle-bids-for-tiktok", SALE_PAGE),
        ("2020-03-15/douyin-opens-a-payment-service", PAYMENT_PAGE),
        ("2020-03-15/roses-that-love-the-rain", GARDEN_PAGE),
    ):
        pages[f"{HOST}/{name}"] = Page(body.decode())


def _sitemap(*names: str) -> Page:
    urls = "".join(f"<url><loc>http://{HOST}/{name}</loc></url>" for name in names)
    return Page(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>')


def _section(name: str, more: str | None = None) -> Page:
    onward = f'<a class="next" rel="next" href="{more}">Older</a>' if more else ""
    headline = name.rpartition("/")[2].replace("-", " ")
    return Page(f"<html><body><ul><li><a href='/{name}'>{headline}</a></li></ul>{onward}</body></html>")


def test_every_way_leads_to_what_was_published_then(told: Told) -> None:
    assert told.crawled.code == 0, told.crawled.output
    found = {
        row.url.partition(f"{HOST}/")[2]: row for row in Archive.open(str(told.archive)).rows() if row.url
    }
    assert set(found) == {
        "2020-03-14/bytedance-names-a-chief",
        "2020-03-13/oracle-bids-for-tiktok",
        "2020-03-15/douyin-opens-a-payment-service",
    }
    named = {name: row.discovered_via for name, row in found.items()}
    assert named["2020-03-14/bytedance-names-a-chief"] == f"http://{HOST}/sitemap-2020-03.xml"
    assert named["2020-03-13/oracle-bids-for-tiktok"] == f"http://{HOST}/day/20200313/"
    assert named["2020-03-15/douyin-opens-a-payment-service"] == f"http://{HOST}/news/page/6/"


def test_what_lies_outside_the_dates_is_left_alone(told: Told) -> None:
    articles = {name for name in told.asked if f"{HOST}/20" in name}
    assert articles == {f"{HOST}/{name}" for name in (
        "2020-03-14/bytedance-names-a-chief",
        "2020-03-13/oracle-bids-for-tiktok",
        "2020-03-15/douyin-opens-a-payment-service",
        "2020-03-15/roses-that-love-the-rain",
    )}  # fmt: skip
    listings = [name for name in told.asked if name not in articles]
    assert f"{HOST}/posts-2020-03.xml" in listings
    assert not {f"{HOST}/posts-2020-02.xml", f"{HOST}/posts-2020-04.xml"} & set(listings)
    # The seventh page of the section lies before the dates: there is no need for an eighth.
    assert f"{HOST}/news/page/7/" in listings
    assert f"{HOST}/news/page/8/" not in listings


def test_the_record_names_the_filled_in_listings(told: Told) -> None:
    named = {each.url for each in last_record(told.archive).listings}
    assert {f"http://{HOST}/day/202003{day}/" for day in (13, 14, 15)} <= named
    assert f"http://{HOST}/sitemap-2020-03.xml" in named


def test_what_was_named_and_lies_outside_is_a_gap(told: Told) -> None:
    """The memory of the listings tells it, without a further request."""
    done = corpus("gaps", "--json", "--since", "2020-03", "--until", "2020-07", archive=told.archive)
    found = [json.loads(line) for line in done.output.splitlines()]
    gaps = [
        (gap["since"], gap["listed"], gap["looked_at"]) for gap in found if gap["publisher"] == "meridian"
    ]
    assert gaps == [("2020-05", 1, 0), ("2020-06", 1, 0), ("2020-07", 1, 0)]
