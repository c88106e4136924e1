"""One run that asks several sources: a page is fetched once, and `-a limit` counts pages alone."""

import json
from typing import NamedTuple

import pytest

from pipelines.archive import Archive, RunRecord
from tests.crawl.changing import Page, changing_site
from tests.crawl.crawling import crawl, last_record
from tests.history.past import CHIEF_PAGE, HOST, PAYMENT_PAGE, SALE_PAGE, configure

ARCHIVE = "web-archive.example"
CHIEF, SALE, PAYMENT = (
    f"{HOST}/2020/{name}"
    for name in (
        "03/14/bytedance-names-a-chief",
        "08/30/oracle-bids-for-tiktok",
        "11/20/douyin-opens-a-payment-service",
    )
)


class Asked(NamedTuple):
    """What was asked for, but for robots.txt, and what was archived."""

    names: list[str]
    record: RunRecord
    archived: set[str]


def replayed(name: str) -> str:
    return f"{ARCHIVE}/web/20201124000000id_/http://{name}"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """The home page names two pages, the web archive one of these and a third."""
    folder = tmp_path_factory.mktemp("sources")
    configure(folder, "")
    rows = (
        {"url": f"http://{name}", "timestamp": "20201124000000", "status": "200", "mime": "text/html"}
        for name in (SALE, CHIEF)
    )
    links = "".join(f"<li><a href='http://{name}'>TikTok and ByteDance</a></li>" for name in (SALE, PAYMENT))
    with changing_site() as site:
        site.pages = {
            f"{HOST}/": Page(f"<html><body><ul>{links}</ul></body></html>"),
            f"{ARCHIVE}/cdx/search/cdx": Page("\n".join(map(json.dumps, rows)), kind="text/plain"),
            SALE: Page(SALE_PAGE.decode()),
            PAYMENT: Page(PAYMENT_PAGE.decode()),
            replayed(SALE): Page(SALE_PAGE.decode()),
            replayed(CHIEF): Page(CHIEF_PAGE.decode()),
        }
        arguments = ("source=archives,cdx", f"cdx=http://{ARCHIVE}/cdx/search/cdx", "since=2020", "limit=3")
        pairs = [part for argument in arguments for part in ("-a", argument)]
        extra = {"CORPUS_CONFIG": str(folder / "pipelines.toml")}
        crawled = crawl(site.proxy, folder / "archive", *pairs, spider="history", extra=extra)
        assert crawled.code == 0, crawled.output
        names = [name for name in site.asked if not name.endswith(("robots.txt", "tdmrep.json"))]
    rows_there = Archive.open(str(folder / "archive")).rows()
    archived = {row.url.removeprefix("http://") for row in rows_there if row.url}
    return Asked(names, last_record(folder / "archive"), archived)


def test_a_page_is_fetched_live_or_from_the_web_archive(asked: Asked) -> None:
    assert sum(asked.names.count(name) for name in (SALE, replayed(SALE))) == 1
    assert asked.archived == {SALE, PAYMENT, CHIEF}


def test_listings_do_not_count_in_the_limit(asked: Asked) -> None:
    assert asked.names.count(f"{HOST}/feed") == 1
    assert asked.record.fetched == 3
