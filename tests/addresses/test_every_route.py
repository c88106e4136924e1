"""23 spellings on 7 routes: each is attempted, and the canary hears of none."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

import pytest

from crawler.spiders.arguments import page_arguments
from pipelines.archive import Archive, FailureRow
from pipelines.errors import ConfigurationError
from pipelines.urls import canonical_url
from tests.addresses.asking import ask
from tests.addresses.canary import Canary, canary, canary_at
from tests.addresses.daily import LED, LISTED, MOVED, REBOUND, Daily, daily_web, path_of
from tests.addresses.direct import configure, direct_crawl
from tests.addresses.spellings import NAME_TO_LOOPBACK, SPELLINGS
from tests.crawl.crawling import Crawled

PLACES = range(len(SPELLINGS))
# Who the publisher is said to be: else what its listings name would be left alone before any guard.
DOMAINS = [spelling.rpartition("@")[2] for spelling in SPELLINGS]
START = "start"


class Ended(NamedTuple):
    """Two crawls of one web: from its listings, and of pages named on the command line."""

    daily: Daily
    canary: Canary
    rebound: Canary
    news: Crawled
    pages: Crawled
    listed: dict[str, FailureRow]
    started: dict[str, FailureRow]
    archived: dict[str, str | None]


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ended]:
    folder = tmp_path_factory.mktemp("routes")
    with canary() as bird, daily_web(bird.port) as daily, canary_at("127.0.0.1", daily.port) as rebound:
        configure(folder, daily, DOMAINS)
        news = direct_crawl(folder, daily)
        opened = Archive.open(str(folder / "archive"))
        listed = {row.url: row for row in opened.failures()}
        starts = [daily.forbidden(START, place) for place in PLACES if "@" not in SPELLINGS[place]]
        starts += [f"http://{REBOUND}:{daily.port}{path_of(START, place)}" for place in range(2)]
        (folder / "urls.txt").write_text("\n".join(starts), encoding="utf-8")
        pages = direct_crawl(folder, daily, "-a", f"file={folder / 'urls.txt'}", spider="page")
        after = Archive.open(str(folder / "archive"))
        started = {row.url: row for row in after.failures() if row.url not in listed}
        archived = {row.url: row.canonical_url for row in after.documents() if row.url}
        yield Ended(daily, bird, rebound, news, pages, listed, started, archived)


def test_nobody_was_reached(ended: Ended) -> None:
    assert len(SPELLINGS) * len((START, *LISTED, *LED)) == 161
    assert ended.news.code in (0, 3), ended.news.output
    assert ended.canary.hits == []
    assert ended.rebound.hits == []
    assert "Traceback" not in ended.news.output + ended.pages.output


def test_the_spellings_do_lead_here() -> None:
    """As the C library reads them; else nothing would be shown by a canary that hears nothing."""
    with canary() as bird:
        for spelling in SPELLINGS:
            with suppress(OSError, UnicodeError):
                socket.create_connection((spelling.strip("[]"), bird.port), timeout=5).close()
    assert len(bird.hits) >= (18 if "IPv6" in bird.families else 14)


def test_the_door_alone_refuses_each() -> None:
    """Past the middleware that looks at spellings: whatever the resolver makes of them."""
    with canary() as bird:
        urls = [f"http://{spelling}:{bird.port}/" for spelling in SPELLINGS]
        told = ask(urls, {"ALLOWED_PORTS": f"80,{bird.port}"})
        assert bird.hits == []
    assert len(told.answers) == len(SPELLINGS)
    refused = [
        spelling for spelling, answer in zip(SPELLINGS, told.answers, strict=True) if answer == "address"
    ]
    # What no resolver knows has no address to refuse, and what is no host is not even looked up.
    assert set(told.answers) <= {"address", "dns", "connection"}
    assert len(refused) >= 18
    assert NAME_TO_LOOPBACK in refused


@pytest.mark.parametrize("route", LISTED)
def test_listed_pages_are_refused(ended: Ended, route: str) -> None:
    for place in PLACES:
        row = ended.listed[canonical_url(ended.daily.forbidden(route, place))]
        assert (row.cause, row.stage) == ("address", "fetch"), row


@pytest.mark.parametrize("route", ["redirect", "retry"])
def test_redirects_are_refused(ended: Ended, route: str) -> None:
    for place in PLACES:
        row = ended.listed[f"{ended.daily.home}{path_of(route, place)}"]
        assert ended.daily.asked[path_of(route, place)] == (2 if route == "retry" else 1)
        if SPELLINGS[place].isascii():
            assert row.cause == "address", row
            assert f":{ended.daily.canary}/" in (row.final_url or "")
        else:  # A header is of bytes, and such a Location is not followed at all.
            assert row.cause in ("address", "redirects"), row


def test_canonical_addresses_are_not_asked(ended: Ended) -> None:
    for place in PLACES:
        assert ended.daily.asked[path_of("canonical", place)] == 1
    assert any("/canonical-" in url for url in ended.archived)


def test_start_urls_are_refused(ended: Ended) -> None:
    assert ended.pages.code == 4, ended.pages.output
    for place in PLACES:
        url = ended.daily.forbidden(START, place)
        if "@" in url:
            with pytest.raises(ConfigurationError):
                page_arguments({"url": [url]})
        else:
            assert ended.started[canonical_url(url)].cause == "address"


def test_a_name_is_believed_once(ended: Ended) -> None:
    """robots.txt came from the allowed address, and the pages behind it from nowhere."""
    pages = [row for url, row in ended.started.items() if f"//{REBOUND}:" in url]
    assert [row.cause for row in pages] == ["address", "address"]
    assert ended.daily.asked["/robots.txt"] == 2


def test_other_schemes_lead_nowhere(ended: Ended) -> None:
    for path in MOVED:
        assert ended.listed[f"{ended.daily.home}{path}"].cause == "scheme"
    for url in ("file:///etc/passwd", "s3://bucket/key", "ftp://127.0.0.1/x", "data:text/html,x"):
        with pytest.raises(ConfigurationError):
            page_arguments({"url": [url]})
    assert not [url for url in (*ended.listed, *ended.archived) if not url.startswith("http")]
