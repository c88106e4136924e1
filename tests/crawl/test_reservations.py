"""Crawls of a site that reserves: all is recorded, what is obeyed is not kept, and can be kept later.

So it is with what is in a language that is not wanted.
"""

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines.archive import Archive, DocumentRow, RejectionRow, RunRecord
from tests.crawl.changing import ChangingSite, Page, article, changing_site
from tests.crawl.crawling import assert_sound, corpus, crawl, last_record
from tests.crawl.test_best_first import CONFIG, feed, linking, publisher, related

HOST, MEMBERS, BROKEN = "aare-post.example", "limmat-blatt.example", "reuss-bote.example"
FILE = ".well-known/tdmrep.json"
POLICY = "http://aare-post.example/mining"
ALL = 'obey = ["noarchive", "noindex", "noai", "tdm", "nofollow"]\nlanguages = ["en"]\n'
NOTHING = "obey = []\n"
ONE_MORE = 'obey = []\nlanguages = ["en", "fr"]\n'
FRENCH = [
    f"{name} a dit mardi que ByteDance et TikTok ouvriront {n} bureaux dans la ville portuaire."
    for n, name in enumerate(("Bachmann", "Brunner", "Gerber", "Keller", "Meier", "Suter"), 2)
]
SEEN_AGAIN = f"http://{HOST}/news/linked-report-of-sellers-909.html"


def with_meta(page: Page, *metas: tuple[str, str]) -> Page:
    tags = "".join(f'<meta name="{name}" content="{content}">' for name, content in metas)
    return page._replace(body=page.body.replace("<title>", f"{tags}<title>", 1))


def told_of(topic: str, *metas: tuple[str, str], headers: tuple[tuple[str, str], ...] = ()) -> Page:
    page = article(f"ByteDance, TikTok and {topic}", *related(topic))
    return with_meta(page, *metas)._replace(headers=headers)


PAGES = {
    f"{HOST}/news/plain-report-101.html": told_of("parcels"),
    f"{HOST}/news/noarchive-report-102.html": told_of("lorries", ("robots", "noarchive, max-snippet:-1")),
    f"{HOST}/news/noindex-report-103.html": told_of("harbours", headers=(("X-Robots-Tag", "noindex"),)),
    f"{HOST}/news/noai-report-104.html": told_of("canals", ("CorpusCrawler", "noai")),
    f"{HOST}/news/others-report-105.html": told_of(
        "bridges", ("googlebot", "noindex"), headers=(("X-Robots-Tag", "otherbot: noai"),)
    ),
    f"{HOST}/news/tdm-report-106.html": told_of(
        "tunnels", headers=(("tdm-reservation", "1"), ("tdm-policy", "/mining"))
    ),
    f"{HOST}/news/nofollow-report-107.html": linking(told_of("ferries", ("robots", "nofollow")), SEEN_AGAIN),
    f"{HOST}/news/french-report-108.html": article("ByteDance et TikTok ouvrent des bureaux", *FRENCH),
    f"{MEMBERS}/members/report-201.html": told_of("orchards"),
    f"{MEMBERS}/members/report-202.html": told_of("vineyards", ("tdm-reservation", "0")),
    f"{MEMBERS}/free/report-203.html": told_of("meadows"),
    f"{BROKEN}/news/report-301.html": told_of("glaciers"),
}


def fill(site: ChangingSite) -> None:
    """Three publishers: without tdmrep.json, with one for the paths of members, with one that is none."""
    feeds = {
        host: feed(*((f"http://{name}", "ByteDance and TikTok grow") for name in PAGES if host in name))
        for host in (HOST, MEMBERS, BROKEN)
    }
    rules = [{"location": "/members/", "tdm-reservation": 1, "tdm-policy": POLICY}]
    site.pages = {
        **PAGES,
        **{f"{host}/rss": page for host, page in feeds.items()},
        SEEN_AGAIN.removeprefix("http://"): article("Sellers meet", *related("fees")),
        f"{MEMBERS}/{FILE}": Page(json.dumps(rules), kind="application/json"),
        f"{BROKEN}/{FILE}": Page("[" * 100_000, kind="application/json"),
    }


class Kept(NamedTuple):
    """What one archive has after a crawl: documents and rejections by path, what was asked for."""

    documents: dict[str, DocumentRow]
    rejected: dict[str, RejectionRow]
    asked: list[str]
    record: RunRecord


class Told(NamedTuple):
    folder: Path
    recording: Kept
    obeying: Kept
    waived: Kept


def path_of(url: str | None) -> str:
    return (url or "").removeprefix("http://").partition("/")[2]


def crawled(site: ChangingSite, folder: Path, archive: str, setting: str) -> Kept:
    site.asked.clear()
    (folder / "pipelines.toml").write_text(CONFIG + setting)
    config = {"CORPUS_CONFIG": str(folder / "pipelines.toml")}
    done = crawl(site.proxy, folder / archive, "-a", "poll=all", extra=config)
    assert done.code == 0, done.output
    opened = Archive.open(str(folder / archive))
    documents = {path_of(row.url): row for row in opened.documents() if row.url}
    rejected = {path_of(row.url): row for row in opened.rejections()}
    return Kept(documents, rejected, list(site.asked), last_record(folder / archive))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("reserved")
    (folder / "publishers.toml").write_text(
        "".join(publisher(each, "rss") for each in (HOST, MEMBERS, BROKEN))
    )
    with changing_site() as site:
        fill(site)
        recording = crawled(site, folder, "recording", NOTHING)
        obeying = crawled(site, folder, "obeying", ALL)
        waived = crawled(site, folder, "obeying", ONE_MORE)
    return Told(folder, recording, obeying, waived)


def test_what_is_not_obeyed_is_recorded_on_every_document(told: Told) -> None:
    found = {
        path.rpartition("/")[2].partition("-report")[0]: [
            (each.what, each.said_in, each.detail) for each in row.reservations
        ]
        for path, row in told.recording.documents.items()
    }
    assert found == {
        "plain": [],
        "noarchive": [("noarchive", "meta", None)],
        "noindex": [("noindex", "header", None)],
        "noai": [("noai", "meta", None)],
        "others": [],
        "tdm": [("tdm", "header", POLICY)],
        "nofollow": [("nofollow", "meta", None)],
        "french": [],
        "linked": [],
        "report-201.html": [("tdm", "tdmrep", POLICY)],
        "report-202.html": [],
        "report-203.html": [],
        "report-301.html": [],
    }
    assert_sound(told.folder / "recording")


def test_the_file_is_asked_for_once_of_each_origin_before_its_articles(told: Told) -> None:
    for host in (HOST, MEMBERS, BROKEN):
        asked = [name for name in told.recording.asked if name.startswith(host)]
        assert asked.count(f"{host}/{FILE}") == 1
        articles = [name for name in asked if "report" in name]
        assert asked.index(f"{host}/{FILE}") < asked.index(articles[0])


def test_the_record_counts_every_request(told: Told) -> None:
    assert f"{HOST}/robots.txt" in told.recording.asked
    for kept in (told.recording, told.obeying, told.waived):
        assert kept.record.requests == len(kept.asked)


def test_the_capture_carries_it_too(told: Told) -> None:
    row = told.recording.documents["members/report-201.html"]
    assert row.warc is not None
    from warcio.archiveiterator import ArchiveIterator

    with (told.folder / "recording" / row.warc).open("rb") as file:
        records = [
            json.loads(record.content_stream().read())
            for record in ArchiveIterator(file)
            if record.rec_type == "metadata"
        ]
    mine = next(each for each in records if each["url"] == row.url)
    assert mine["reservations"] == [{"what": "tdm", "said_in": "tdmrep", "detail": POLICY}]


def test_what_is_obeyed_is_turned_away_without_its_text(told: Told) -> None:
    reasons = {
        path.rpartition("/")[2]: (row.stage, row.reason) for path, row in told.obeying.rejected.items()
    }
    assert reasons == {
        "noarchive-report-102.html": ("reservations", "reserved_noarchive"),
        "noindex-report-103.html": ("reservations", "reserved_noindex"),
        "noai-report-104.html": ("reservations", "reserved_noai"),
        "tdm-report-106.html": ("reservations", "reserved_tdm"),
        "french-report-108.html": ("language", "unwanted_language"),
    }
    row = told.obeying.rejected["news/tdm-report-106.html"]
    assert (row.headline, row.evidence) == (None, ())
    assert row.detail == f"tdm in the header of its answer, policy {POLICY}"
    text = b"".join(path.read_bytes() for path in (told.folder / "recording").glob("*.txt"))
    assert b"tunnels" in text


def test_what_a_site_reserves_is_not_even_fetched(told: Told) -> None:
    assert f"{MEMBERS}/members/report-201.html" not in told.obeying.asked
    assert f"{MEMBERS}/free/report-203.html" in told.obeying.asked
    assert told.obeying.record.skipped_by_reason["reserved_tdm"] == 2
    assert told.obeying.record.fetched == 10


def test_links_of_a_page_that_says_nofollow_are_followed_unless_we_obey(told: Told) -> None:
    assert path_of(SEEN_AGAIN) in told.recording.documents
    assert "news/nofollow-report-107.html" in told.obeying.documents
    assert SEEN_AGAIN.removeprefix("http://") not in told.obeying.asked


def test_what_was_turned_away_is_kept_once_nobody_obeys_any_more(told: Told) -> None:
    assert path_of(SEEN_AGAIN) not in told.waived.documents
    assert set(told.waived.documents) == set(told.recording.documents) - {path_of(SEEN_AGAIN)}
    assert_sound(told.folder / "obeying")


def test_why_and_show_tell_it(told: Told) -> None:
    url = f"http://{HOST}/news/noai-report-104.html"
    said = corpus("why", url, archive=told.folder / "obeying")
    assert "rejected at reservations because reserved_noai: noai in the page" in said.output
    row = told.recording.documents["members/report-201.html"]
    shown = corpus("show", str(row.number), archive=told.folder / "recording")
    assert f"  reserved     tdm in tdmrep.json of its site, policy {POLICY}\n" in shown.output
    whole = corpus("show", str(row.number), "--json", archive=told.folder / "recording")
    assert json.loads(whole.output)["reservations"][0]["what"] == "tdm"
