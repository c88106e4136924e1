"""One crawl of the demo web, from listings to verified archive."""

import hashlib
import json
from pathlib import Path

import pandas
import pytest

from demo.site.server import DemoSite
from demo.site.truth import Expected, truth
from pipelines.archive import Archive
from pipelines.urls import url_key
from tests.crawl.crawling import ROOT, Crawled, assert_sound, crawl, last_record, rows, texts
from tests.weed import Weed

Finished = tuple[Path, Crawled]


def test_a_crawl_of_the_demo_web_is_done(finished: Finished) -> None:
    archive, crawled = finished
    assert crawled.code == 0, crawled.output
    assert_sound(archive)
    assert len(rows(archive)) >= 4 + 40


def test_archived_rejected_and_failed_add_up_to_fetched(finished: Finished) -> None:
    record = last_record(finished[0])
    assert record.fetched == record.archived + record.rejected + record.failed
    assert record.abandoned == 0
    assert record.archived == len(rows(finished[0])) - 4
    assert record.rejected == sum(record.rejected_by_reason.values())
    assert record.failed == sum(record.failed_by_cause.values())
    for counts in record.publishers.values():
        assert counts["fetched"] == sum(counts.get(name, 0) for name in ("archived", "rejected", "failed"))


def test_every_page_ends_as_the_truth_says(finished: Finished) -> None:
    archive = Archive.open(str(finished[0]))
    wrong = {url: _ended(archive, url) for url, page in truth().items() if not _right(archive, url, page)}
    assert not wrong


def test_of_each_group_of_copies_one_is_kept(finished: Finished) -> None:
    archive = Archive.open(str(finished[0]))
    groups: dict[str, list[str]] = {}
    for url, page in truth().items():
        if page.outcome == "copy":
            groups.setdefault(page.group or "", []).append(url)
    kept = {row.url for row in archive.rows()}
    assert {name: len(kept & set(urls)) for name, urls in groups.items()} == dict.fromkeys(groups, 1)


def test_the_reasons_are_those_of_the_demo_web(finished: Finished) -> None:
    record = last_record(finished[0])
    expected = {
        "not_related",
        "near_duplicate",
        "known_text",
        "known_url",
        "empty_page",
        "not_html",
        "too_short",
    }
    assert expected <= record.rejected_by_reason.keys()
    assert record.failed_by_cause == {"deadline": 1, "http_500": 1}
    assert record.skipped_by_reason["robots"] >= 1
    problems = {result.problem.split(":")[0] for result in record.listings if result.problem}
    assert problems == {"not_a_feed", "truncated"}


def test_names_carry_the_hash_and_seeds_their_bytes(finished: Finished) -> None:
    for path in finished[0].glob("[0-9]*_*.txt"):
        if (seed := ROOT / "seeds" / path.name).exists():
            assert path.read_bytes() == seed.read_bytes()
        else:
            assert hashlib.sha256(path.read_bytes()).hexdigest().startswith(path.stem.split("_")[1])


def test_pandas_reads_index_and_texts(finished: Finished) -> None:
    frame = pandas.read_json(finished[0] / "INDEX", lines=True)
    bodies = [(finished[0] / name).read_text(encoding="utf-8") for name in frame["file"]]
    assert len(bodies) == len(rows(finished[0]))
    assert all(bodies)
    assert set(frame["language"]) == {"en", "zh-Hans", "zh-Hant"}


def test_a_second_crawl_fetches_no_article_and_archives_nothing(tmp_path: Path, site: DemoSite) -> None:
    archive = tmp_path / "archive"
    assert crawl(site.proxy, archive).code == 0
    before, asked = rows(archive), len(site.requests)
    assert crawl(site.proxy, archive).code == 0
    articles = {(url.split("/")[2], "/" + url.split("/", 3)[3]) for url in truth()}
    again = {(request.host, request.path.partition("?")[0]) for request in site.requests[asked:]}
    assert again
    assert not articles & again
    assert rows(archive) == before
    assert last_record(archive).fetched == 0


def test_robots_txt_is_obeyed(tmp_path: Path, site: DemoSite) -> None:
    crawl(site.proxy, tmp_path / "archive")
    forbidden = {url for url, page in truth().items() if page.outcome == "forbidden"}
    asked = {f"http://{request.host}{request.path}" for request in site.requests}
    assert forbidden
    assert not forbidden & asked
    robots = [request for request in site.requests if request.path == "/robots.txt"]
    assert len(robots) == len({request.host for request in robots})


@pytest.mark.s3
def test_a_bucket_gets_the_same_documents_as_a_folder(finished: Finished, site: DemoSite, weed: Weed) -> None:
    url = weed.url("same")
    crawled = crawl(site.proxy, url, extra=weed.environment)
    assert crawled.code == 0, crawled.output
    with pytest.MonkeyPatch.context() as patch:
        for name, value in weed.environment.items():
            patch.setenv(name, value)
        assert texts(url) == texts(finished[0])
        assert_sound(url)


def _ended(archive: Archive, url: str) -> str:
    row = archive.record(url_key(url))
    if row is None:
        return "never seen"
    fields = json.loads(row.model_dump_json())
    return str(fields.get("reason") or fields.get("cause") or "archived")


def _right(archive: Archive, url: str, page: Expected) -> bool:
    ended = _ended(archive, url)
    match page.outcome:
        case "archived":
            return ended == "archived"
        case "forbidden":
            return ended == "never seen"
        case "copy":
            return True
        case _:
            return ended == page.reason
