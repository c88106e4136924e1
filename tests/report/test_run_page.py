"""The report of a run: of any release, whatever its pages say, and however it ended."""

import logging
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crawler.report_page import write_report
from pipelines.archive import (
    Archive,
    ListingResult,
    RunRecord,
    SlowPage,
    Store,
    list_run_reports,
    list_runs,
    open_store,
    put_run,
    read_run,
    read_run_report,
    verify,
)
from pipelines.cli import command_line
from pipelines.report.page import spoken
from pipelines.report.run_facts import run_facts
from pipelines.report.run_page import run_page
from tests.archives.test_frozen import HERE, RELEASES
from tests.browser.chromium import Chromium, needs_chromium
from tests.crawl.crawling import Crawled
from tests.crawl.finished import finished_crawl
from tests.moving.archives import archive_at, record
from tests.report.hostile_run import hostile_run


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Crawled]:
    return finished_crawl(tmp_path_factory)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a run that means harm."""
    folder = tmp_path_factory.mktemp("hostile")
    file = folder / "page.html"
    file.write_text(run_page(*hostile_run(folder / "archive")), encoding="utf-8")
    return file


def test_a_crawl_leaves_its_report(finished: tuple[Path, Crawled]) -> None:
    archive, crawled = finished
    store = open_store(str(archive))
    (key,) = list_run_reports(store)
    assert f"report: {archive}/{key}" in crawled.output
    assert verify(store).findings == ()
    made = run_page(store, key.replace(".html", ".json")).encode()
    assert read_run_report(store, key).startswith(made)


def test_it_tells_what_the_record_tells(finished: tuple[Path, Crawled]) -> None:
    store = open_store(str(finished[0]))
    (key,) = list_runs(store)
    found, html = read_run(store, key), run_page(store, key)
    text = re.sub(r"<[^>]+>", "", html)
    assert f"{found.archived} documents kept of {found.fetched} pages fetched" in text
    assert "copies included" in text
    assert all(slug in text for slug in (*found.rejected_by_reason, *found.failed_by_cause))
    assert all(name in text for name in found.publishers)
    # The seeds were there before; nothing of theirs is new.
    assert f"{found.archived} documents came to the 4 that it had" in text
    assert "corpus why &#39;http" in html or "corpus why http" in html


@pytest.mark.parametrize("release", RELEASES)
def test_a_run_of_any_release_has_one(release: str, tmp_path: Path) -> None:
    store = open_store(str(shutil.copytree(HERE / release, tmp_path / release)))
    (key,) = list_runs(store)
    html = run_page(store, key)
    assert spoken(read_run(store, key).started) in html
    # Its record is older than its segments: what of its pages belongs cannot be told.
    assert "copies included" not in html


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Nine documents, a rejection and two failures of `run-1`; each test puts the record of another end."""
    return archive_at(str(tmp_path_factory.mktemp("small") / "archive"))


def told(store: Store, **changes: object) -> str:
    changed = record("0b", None).model_copy(update={"run": "run-1", **changes})
    return run_page(store, put_run(store, RunRecord.model_validate(changed.model_dump())))


def test_a_run_without_anything_new_says_so(small: Store) -> None:
    html = told(small, exit_code=0, verdict="done", finished="2026-11-22T01:02:43Z")
    assert "All is well." in html
    assert "nothing that the listings name is new" in html
    assert "<svg" not in html


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"exit_code": 6}, "No page was fetched.</p>"),
        ({"exit_code": 0, "listings": ()}, "No page was fetched.</p>"),
        ({"skipped_by_reason": {"known": 7}}, "nothing that the listings name is new.</p>"),
        ({"skipped_by_reason": {"known": 7, "robots": 2}}, "fetched; 2 candidates were left alone.</p>"),
    ],
)
def test_nothing_is_called_known_that_nobody_saw(small: Store, changes: dict[str, Any], said: str) -> None:
    assert said in told(small, **{"exit_code": 0, "finished": "2026-11-22T01:02:43Z", **changes})


@pytest.mark.parametrize(
    ("code", "verdict", "said"),
    [
        (6, "interrupted; what was finished is committed", "Interrupted."),
        (1, "a fault of the crawler lost 2 pages", "It went wrong."),
        (4, "nothing could be fetched", "It went wrong."),
        (3, "done, but nothing came from aare", "Some publishers failed."),
        (None, None, "It has not ended."),
    ],
)
def test_however_it_ended(small: Store, code: int | None, verdict: str | None, said: str) -> None:
    html = told(small, exit_code=code, verdict=verdict, fetched=13, archived=9, failed=2, abandoned=2)
    assert f"<strong>{said}</strong>" in html
    assert verdict is None or verdict in html
    assert "2 abandoned" in html


def test_a_removed_document_is_in_no_report(tmp_path: Path) -> None:
    store = archive_at(str(tmp_path / "a"))
    slow = SlowPage(url="http://news.test/p1", seconds=9, stage="extract")
    changes = {"fetched": 12, "archived": 9, "rejected": 1, "failed": 2, "slowest": (slow,)}
    run = record("0b", None).model_copy(update={"run": "run-1", **changes})
    put_run(store, run)
    key = write_report(store, run)
    assert key is not None
    (number,) = (row.number for row in Archive.open(store) if row.url == "http://news.test/p1")
    before = store.get(key).data.decode()
    assert before.count("Headline of p1<") == 1
    assert "corpus why http://news.test/p1" in before
    command = ["remove", str(number), "--reason", "asked for", "--archive", store.url]
    said = CliRunner().invoke(command_line(["remove"]), command)
    assert (said.exit_code, f"{key}: made anew without it" in said.output) == (0, True)
    after = read_run_report(store, key).decode()
    assert "of p1<" not in after
    assert "/p1" not in after
    assert "9 documents kept of 12 pages fetched" in after
    assert "8 documents came to the 4 that it had, and 1 that was removed since" in after
    assert [page.curve[-1] for page in (run_facts(store, key.replace("html", "json")).pages,)] == [(12, 9)]
    assert verify(store).findings == ()


def _listing(candidates: int, problem: str | None = None) -> ListingResult:
    return ListingResult(
        url="https://aare.example/feed", kind="feed", publisher="aare", candidates=candidates, problem=problem
    )


def test_a_publisher_is_held_against_its_own_past(tmp_path: Path) -> None:
    """Five nights brought 4, 5 or 6 documents and 20 candidates; a run of another spider is no past."""
    store = archive_at(str(tmp_path / "a"))
    nights = [(f"2026-11-1{day}T01:00:00Z", 4 + day % 3, 20, "news") for day in range(5)]
    for started, kept, named, spider in (*nights, ("2026-11-19T01:00:00Z", 90, 900, "history")):
        put_run(store, _night(started, kept, _listing(named), spider))
    facts = run_facts(store, put_run(store, _night("2026-11-20T01:00:00Z", 0, _listing(3), "news")))
    (publisher,), (listing,) = facts.publishers, facts.listings
    assert (publisher.kept_before, publisher.usual) == ((4, 5, 6, 4, 5), 5)
    assert (listing.usual, listing.reads, listing.asks) == (20, 5, 5)
    assert listing.trouble == "names 3, and named 20 as a rule"


def test_too_little_past_tells_nothing(tmp_path: Path) -> None:
    store = archive_at(str(tmp_path / "a"))
    put_run(store, _night("2026-11-10T01:00:00Z", 9, _listing(20, "timeout"), "news"))
    facts = run_facts(store, put_run(store, _night("2026-11-20T01:00:00Z", 0, _listing(3), "news")))
    assert (facts.publishers[0].usual, facts.listings[0].trouble, facts.listings[0].reads) == (None, None, 0)


def _night(started: str, kept: int, listing: ListingResult, spider: str) -> RunRecord:
    counts = {"aare": {"fetched": kept, "archived": kept}}
    changes = {"run": "night", "started": started, "spider": spider, "publishers": counts}
    return record("0b", None).model_copy(update={**changes, "listings": (listing,)})


def test_gains_are_beside_what_was_there(finished: tuple[Path, Crawled]) -> None:
    """The seeds name ByteDance; of Chinese texts there was none."""
    store = open_store(str(finished[0]))
    found = run_facts(store, next(list_runs(store))).gains
    assert found is not None
    entities = {gain.name: gain for gain in found.entities}
    assert not entities["bytedance"].is_new
    assert {gain.name: gain.is_new for gain in found.languages}["zh-Hans"]
    assert found.with_new_entity <= found.on_new_ground <= found.added
    assert sum(gain.added for gain in found.months) <= found.added


def test_what_cannot_be_made_spoils_no_run(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = archive_at(str(tmp_path / "a"))
    broken = next(key for key, _ in store.list("log/"))
    store.put(broken, b"no segment")
    with caplog.at_level(logging.WARNING):
        assert write_report(store, record("0a", None).model_copy(update={"fetched": 1})) is None
    assert "the report of the run cannot be made: ArchiveDamaged" in caplog.text
    assert list(list_run_reports(store)) == []


def test_nothing_of_a_stranger_is_markup(hostile: Path) -> None:
    html = hostile.read_text(encoding="utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]", html)
    assert not re.search(r"<(script|img|iframe|base|object|embed|form)\b", html)
    assert not re.search(r'href="(?!https?://|#|data:,)', html)
    assert len(html) < 600_000


@needs_chromium
def test_hostile_words_open_no_dialog(chromium: Chromium, hostile: Path) -> None:
    assert chromium.look(hostile).troubles == ()


@pytest.mark.slow
@needs_chromium
def test_it_looks_well(chromium: Chromium, finished: tuple[Path, Crawled]) -> None:
    store = open_store(str(finished[0]))
    (key,) = list_run_reports(store)
    look = chromium.look(finished[0] / key)
    assert look.troubles == ()
    assert "What the corpus gained" in look.text
