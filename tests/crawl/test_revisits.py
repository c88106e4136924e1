"""Archived pages are looked at again, ever more rarely, and never those that were removed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from crawler.publishers import load_publishers
from crawler.revisits import due_revisits, next_look, parse_span, revisits_in
from crawler.window import Window
from pipelines.archive import Archive, RunRecord, open_store
from pipelines.document import Document, Failure, Outcome, Rejection
from pipelines.duplicates import Duplicates
from pipelines.fingerprint import overlap
from pipelines.ingest import make_judge
from tests.archive import pages
from tests.crawl.changing import Page, article, changing_site
from tests.crawl.crawling import ROOT, crawl, last_record

ARCHIVED = datetime(2020, 11, 22, 1, 2, 3, tzinfo=UTC)
WEEK = timedelta(days=7)
DAY = timedelta(days=1)
JUDGE = make_judge(Duplicates(overlap, reject_from=0.7, link_from=0.5))

PUBLISHERS = """
[[publisher]]
id = "news"
name = "News"
home = "http://news.test/"
language = "en"
feeds = [{ url = "http://news.test/feed", seen = "invented" }]
"""


def looked(name: str, after: timedelta, text: str | None = None) -> Document:
    """A page as it was that long after it was archived."""
    document = pages.document(name, text or f"The only text of {name}.\nIt has two paragraphs.")
    capture = document.capture.model_copy(
        update={"fetched": ARCHIVED + after, "again": bool(after), "body": f"{after}".encode()}
    )
    return document.model_copy(update={"capture": capture})


def gone(name: str, after: timedelta) -> Rejection:
    capture = looked(name, after).capture
    return Rejection.of(capture, "fetch", "http_410", "the server answered 410", None)


def failed(name: str, after: timedelta) -> Failure:
    capture = looked(name, after).capture
    return pages.failure(name).model_copy(update={"time": capture.fetched, "cause": "http_500"})


def turned_away(name: str, after: timedelta, reason: str) -> Rejection:
    capture = looked(name, after).capture
    asked = capture.model_copy(update={"url": capture.final_url})
    return Rejection.of(asked, "extract", reason, "of which no document is named", None)


def archive_of(folder: Path, *batches: list[Outcome]) -> Archive:
    store = open_store(str(folder / "archive"))
    writer = pages.opened(store)
    writer.commit_seeds(pages.seeds())
    for batch in batches:
        writer.commit(batch, JUDGE)
    writer.close()
    return Archive.open(store)


def due(archive: Archive, after: timedelta, publisher: str = "news") -> list[str]:
    found = due_revisits(archive, {publisher}, WEEK, DAY, ARCHIVED + after)
    assert all(candidate.again for each in found.values() for candidate in each)
    return [candidate.url.rsplit("/", 1)[1] for candidate in found.get(publisher, [])]


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("12h", 12),
        ("7d", 168),
        ("2W", 336),
        ("0d", None),
        ("7", None),
        ("", None),
        ("99999w", None),
        ("٧d", None),
    ],
)
def test_spans(text: str, hours: int | None) -> None:
    if hours is None:
        with pytest.raises(ValueError, match="12h, 7d, 2w"):
            parse_span(text)
    else:
        assert parse_span(text) == timedelta(hours=hours)


def test_the_schedule_doubles() -> None:
    times = [ARCHIVED]
    for _ in range(5):
        times.append(next_look(ARCHIVED, times[-1], WEEK))
    assert [(time - ARCHIVED).days for time in times[1:]] == [7, 14, 28, 56, 112]


def test_a_page_is_due_by_its_last_look_whatever_was_found(tmp_path: Path) -> None:
    names = ("never", "same", "revised", "gone")
    archive = archive_of(
        tmp_path,
        [looked(name, timedelta()) for name in names],
        [
            looked("same", 8 * DAY),
            looked("revised", 9 * DAY, "Another text.\nOf two paragraphs."),
            gone("gone", 10 * DAY),
        ],
    )
    assert due(archive, 6 * DAY) == []
    assert due(archive, 15 * DAY) == ["never"]
    assert due(archive, 19 * DAY) == ["never", "same", "revised"]
    assert due(archive, 20 * DAY) == ["never", "same", "revised", "gone"]
    assert due(archive, 99 * DAY, "another") == []


@pytest.mark.parametrize("in_columns", [True, False])
def test_a_page_that_could_not_be_looked_at_rests(tmp_path: Path, *, in_columns: bool) -> None:
    names = ("failing", "walled", "changed", "well")
    archive = archive_of(
        tmp_path,
        [looked(name, timedelta()) for name in names],
        [failed("failing", 8 * DAY), turned_away("walled", 8 * DAY, "challenge")],
        [turned_away("changed", 8 * DAY, "unrelated")],
    )
    if not in_columns:
        archive.store.delete("REJECTED.parquet")
    assert due(archive, 8 * DAY + DAY / 2) == ["well"]
    assert due(archive, 9 * DAY) == ["failing", "walled", "well"]
    assert due(archive, 16 * DAY) == ["failing", "walled", "well", "changed"]


def test_a_page_outside_the_dates_is_left_alone(tmp_path: Path) -> None:
    """Asked for, its revision would be turned away for its date, and the page count as looked at."""
    (publisher,) = load_publishers(_listed(tmp_path))
    archive = archive_of(tmp_path, [looked("a", timedelta())], [turned_away("a", 8 * DAY, "outside_dates")])

    def due_in(window: Window) -> list[int]:
        now = ARCHIVED + 9 * DAY
        found = revisits_in(archive.store, [publisher], WEEK, DAY, now, window, lambda _: False)
        return [len(each) for each in found.values()]

    assert due_in(Window("2026-11-21", "2026-11-21")) == [1]
    assert due_in(Window("2026-11-22", None)) == [0]


def _listed(folder: Path) -> Path:
    (folder / "publishers.toml").write_text(PUBLISHERS)
    return folder / "publishers.toml"


class Revisited(NamedTuple):
    """A real crawl with `-a revisit`."""

    asked: list[str]
    record: RunRecord
    history: dict[str, list[str]]


@pytest.fixture(scope="module")
def revisited(tmp_path_factory: pytest.TempPathFactory) -> Revisited:
    folder = tmp_path_factory.mktemp("revisits")
    _listed(folder)
    (folder / "pipelines.toml").write_text(
        f'[seeds]\nfolder = "{ROOT}/seeds"\ngazetteer = "{ROOT}/seeds/entities.toml"\n'
        f'publishers = "{folder}/publishers.toml"\n[relevance]\nthreshold = 0.0\n'
        '[crawl]\ncontact = "a@b.example"\n[workers]\nprocesses = 1\n'
    )
    archive = archive_of(folder, [looked(name, timedelta()) for name in ("revised", "pulled", "barred")])
    removed = archive.by_url("http://news.test/barred")
    assert removed is not None
    writer = pages.opened(archive.store)
    writer.remove(removed.number, "asked to")
    writer.close()
    with changing_site() as site:
        site.pages = {
            "news.test/feed": Page("<rss version='2.0'><channel></channel></rss>"),
            "news.test/revised": article("Corrected", "Another text than it was.", "Of two paragraphs, too."),
            "news.test/pulled": Page("<title>Gone</title>", 410),
        }
        extra = {"CORPUS_CONFIG": str(folder / "pipelines.toml")}
        crawled = crawl(site.proxy, folder / "archive", "-a", "revisit=7d", extra=extra)
        assert crawled.code in (0, 3), crawled.output
        asked = [name for name in site.asked if not name.endswith(("robots.txt", "tdmrep.json", "feed"))]
    opened = Archive.open(str(folder / "archive"))
    kinds = {
        name: [getattr(row, "reason", row.kind) for row in opened.history(f"news.test/{name}")]
        for name in ("revised", "pulled", "barred")
    }
    return Revisited(asked, last_record(folder / "archive"), kinds)


def test_what_is_due_is_fetched_and_what_was_removed_is_not(revisited: Revisited) -> None:
    assert sorted(revisited.asked) == ["news.test/pulled", "news.test/revised"]
    assert revisited.record.fetched == 2


def test_what_became_of_it_is_on_record(revisited: Revisited) -> None:
    assert revisited.history["revised"] == ["document", "document"]
    assert revisited.history["pulled"] == ["document", "gone"]
