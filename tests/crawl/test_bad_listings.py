"""Listings as bad as they come, of real servers, in one crawl: bounded, counted, named in the run record."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from crawler.discovery.large_feed import MOST_ENTRIES
from pipelines.archive import ListingResult, RunRecord
from pipelines.archive.runs import MAX_SKIPPED_SAMPLE
from pipelines.urls import canonical_url
from tests.crawl.bad_listings import IDN, ITEMS, PUBLISHERS, BadWeb, bad_web, publishers_toml
from tests.crawl.crawling import ROOT, Crawled, crawl, last_record

ARTICLES = 3


class Bad(NamedTuple):
    """The web after the one crawl, and what the crawl says of it."""

    web: BadWeb
    crawled: Crawled
    record: RunRecord

    def listing(self, publisher: str) -> ListingResult:
        """The one that the list of publishers names."""
        host, _, path = PUBLISHERS[publisher]
        url = canonical_url(f"http://{host}{path}")
        return next(each for each in self.record.listings if canonical_url(each.url) == url)

    def problem(self, publisher: str) -> str:
        """Of that listing; "" where it has none."""
        return self.listing(publisher).problem or ""

    def articles(self, host: str) -> int:
        """How many articles of a host were asked for."""
        paths = ("/news/", "/2020/", "/open/", "/shut/")
        return sum(
            n
            for url, n in self.web.asked.items()
            if url.startswith(tuple(f"http://{host}{p}" for p in paths))
        )


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bad]:
    folder = tmp_path_factory.mktemp("bad")
    (folder / "publishers.toml").write_text(publishers_toml(), encoding="utf-8")
    (folder / "pipelines.toml").write_text(
        f'[seeds]\nfolder = "{ROOT}/seeds"\npublishers = "publishers.toml"\n'
        f'gazetteer = "{ROOT}/seeds/entities.toml"\n'
        '[crawl]\ncontact = "a@b.example"\n[workers]\npage_deadline_s = 60\n',
        encoding="utf-8",
    )
    config = {"CORPUS_CONFIG": str(folder / "pipelines.toml")}
    with bad_web() as web:
        crawled = crawl(
            web.proxy, folder / "archive", "-s", f"ARTICLES_PER_PUBLISHER={ARTICLES}", extra=config
        )
        yield Bad(web, crawled, last_record(folder / "archive"))


def test_the_crawl_ends_well_and_names_whoever_gave_nothing(bad: Bad) -> None:
    assert bad.crawled.code == 3, bad.crawled.output
    assert "Traceback" not in bad.crawled.output
    assert bad.record.verdict == "done, but nothing came from locked, packed, round"
    assert bad.record.fetched == bad.record.archived + bad.record.rejected
    failed = {each.publisher for each in bad.record.listings if each.came == "failed"}
    assert failed == {"locked", "packed", "round", "stray"}


def test_a_feed_of_50_000_items_is_read_as_far_as_its_bound_and_so_are_its_articles(bad: Bad) -> None:
    listing = bad.listing("huge")
    assert listing.candidates == MOST_ENTRIES < ITEMS
    assert (listing.problem or "").startswith("too_many")
    assert bad.articles("huge.example") == ARTICLES
    assert bad.record.skipped_by_reason["article_budget"] >= MOST_ENTRIES - ARTICLES
    assert len(bad.record.skipped_sample) == MAX_SKIPPED_SAMPLE


def test_items_without_date_or_link_from_the_future_relative_or_with_umlauts(bad: Bad) -> None:
    assert bad.listing("careless").candidates == 4
    assert bad.articles(IDN.encode("idna").decode()) == ARTICLES
    feeds = sum(
        count for url, count in bad.web.asked.items() if url.endswith("anzeiger-gsb.example/feed.xml")
    )
    assert feeds == 1


def test_sitemaps_that_point_to_other_hosts(bad: Bad) -> None:
    assert not any("other." in url for url in bad.web.asked)
    parts = [url for url in bad.web.asked if url.startswith("http://part-") and url.endswith("/map.xml")]
    assert 0 < len(parts) <= 5
    assert bad.record.skipped_by_reason["listing_elsewhere"] == 9 - len(parts)
    problems = [each.problem for each in bad.record.listings if "part-" in each.url]
    assert all((problem or "").startswith("elsewhere") for problem in problems)


def test_sitemaps_that_name_each_other_are_read_once(bad: Bad) -> None:
    assert bad.web.asked["http://loop.example/one.xml"] == bad.web.asked["http://loop.example/two.xml"] == 1
    assert bad.record.skipped_by_reason["trap_loop"] == 2


def test_a_listing_that_leads_to_a_login(bad: Bad) -> None:
    assert bad.problem("locked").startswith("login_page")


def test_a_robots_txt_of_megabytes_is_obeyed_as_far_as_it_is_read(bad: Bad) -> None:
    asked = {url.split("/")[3] for url in bad.web.asked if "wordy.example" in url and "harbour" in url}
    assert asked == {"open"}
    assert bad.record.skipped_by_reason["robots"] == 1


@pytest.mark.parametrize("publisher", ["busy", "dated"])
def test_429_is_waited_for_in_seconds_and_until_a_date(bad: Bad, publisher: str) -> None:
    assert bad.web.asked[f"http://{publisher}.example/feed.xml"] == 2
    assert bad.problem(publisher) == ""
    assert bad.articles(f"{publisher}.example") == 1


@pytest.mark.parametrize("publisher", ["bomb", "packed"])
def test_a_listing_that_swells_is_cut_or_refused(bad: Bad, publisher: str) -> None:
    assert bad.problem(publisher).split(":")[0] in ("too_large", "body_too_large", "truncated")


def test_redirects_without_end_have_one(bad: Bad) -> None:
    assert bad.problem("round").startswith("redirects")
    asked = sum(count for url, count in bad.web.asked.items() if "round.example/feed" in url)
    assert 5 <= asked <= 7
