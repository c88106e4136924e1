"""Publishers that list nothing in publishers.toml, and one whose pages have no end, in one crawl."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from pipelines.archive import RunRecord
from tests.crawl.changing import ChangingSite, Page, changing_site
from tests.crawl.crawling import ROOT, Crawled, crawl, last_record

# By id: home, and what publishers.toml lists.
PUBLISHERS = {
    "linked": ("http://linked.example/", ""),
    "silent": ("http://silent.example/", ""),
    "endless": (
        "http://endless.example/",
        'sections = [{ url = "http://endless.example/news", seen = "a test" }]',
    ),
}


def rss(*paths: str) -> Page:
    items = "".join(f"<item><title>Of {path}</title><link>{path}</link></item>" for path in paths)
    return Page(f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>', kind="text/xml")


def links(*paths: str) -> str:
    return "".join(f'<li><a href="{path}">A headline of five words: {path}</a></li>' for path in paths)


AGAIN = f"<html>{links('/2020/05/01/again-and-again')}"
PAGES = {
    "linked.example/": Page("<html><head><link rel=alternate type=application/rss+xml href=/all></head>"
                            f"{links('/2020/05/01/on-the-front-page')}"
                            "<a href='/more?c=1'>Load more</a><a href='/calendar/2051/05/01'>May</a></html>"),
    "linked.example/all": rss("/2020/05/01/in-the-feed"),
    "linked.example/more": Page('{"html": "<a href=\'/2020/05/01/loaded-by-scripts\'>Loaded</a>"}',
                                kind="application/json"),
    "silent.example/": Page("<html><title>Silent</title><p>We say nothing of our feeds.</p></html>"),
    "silent.example/rss.xml": rss("/2020/05/01/at-the-usual-path"),
    "endless.example/news": Page(f"{AGAIN}<a rel=next href='/news/b'>b</a>"),
    "endless.example/news/b": Page(f"{AGAIN}<a rel=next href='/news/c'>c</a>"),
}  # fmt: skip


class Ways(NamedTuple):
    """The web after the crawl, and what the crawl says of it."""

    site: ChangingSite
    crawled: Crawled
    record: RunRecord


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ways]:
    folder = tmp_path_factory.mktemp("ways")
    tables = (
        f'[[publisher]]\nid = "{name}"\nname = "{name}"\nhome = "{home}"\nlanguage = "en"\n{listed}\n'
        for name, (home, listed) in PUBLISHERS.items()
    )
    (folder / "publishers.toml").write_text("\n".join(tables), encoding="utf-8")
    (folder / "pipelines.toml").write_text(
        f'[seeds]\nfolder = "{ROOT}/seeds"\npublishers = "publishers.toml"\n'
        f'gazetteer = "{ROOT}/seeds/entities.toml"\n'
        '[crawl]\ncontact = "a@b.example"\n[workers]\npage_deadline_s = 60\n',
        encoding="utf-8",
    )
    with changing_site() as site:
        site.pages.update(PAGES)
        config = {"CORPUS_CONFIG": str(folder / "pipelines.toml")}
        crawled = crawl(site.proxy, folder / "archive", extra=config)
        yield Ways(site, crawled, last_record(folder / "archive"))


def test_it_ends_without_a_fault(ways: Ways) -> None:
    assert ways.crawled.code in (0, 3), ways.crawled.output
    assert "Traceback" not in ways.crawled.output


def test_a_home_page_leads_to_its_feed_and_to_what_it_would_load(ways: Ways) -> None:
    for page in ("on-the-front-page", "in-the-feed", "loaded-by-scripts"):
        assert f"linked.example/2020/05/01/{page}" in ways.site.asked
    assert {(each.kind, each.candidates) for each in ways.record.listings if each.publisher == "linked"} >= {
        ("section", 1),
        ("feed", 1),
    }


def test_the_usual_paths_are_tried_where_nothing_is_named(ways: Ways) -> None:
    assert "silent.example/2020/05/01/at-the-usual-path" in ways.site.asked
    assert "silent.example/sitemap.xml" in ways.site.asked
    assert "linked.example/rss.xml" not in ways.site.asked
    assert "endless.example/rss.xml" not in ways.site.asked


def test_traps_are_named_and_nobody_asks_for_them(ways: Ways) -> None:
    named = {each.url: each.reason for each in ways.record.skipped_sample}
    assert named["http://linked.example/calendar/2051/05/01"] == "trap_calendar"
    assert named["http://endless.example/news/c"] == "trap_endless"
    assert ways.record.skipped_by_reason["trap_calendar"] == 1
    assert not {"linked.example/calendar/2051/05/01", "endless.example/news/c"} & set(ways.site.asked)
