"""What the archive lacks, by publisher and month."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.archive import ArchiveWriter, ListingState, open_store, save_listing_states
from pipelines.cli import command_line
from pipelines.document import Document, Rejection
from pipelines.gaps import Cell, Counts, Gap, find_gaps, following, listed_of, month_of
from tests.archive.pages import document
from tests.archive.test_captured import keep


def counts(listed: dict[str, int], looked_at: dict[str, int]) -> Counts:
    of = [{Cell("a", month): n for month, n in each.items()} for each in (listed, looked_at, looked_at)]
    return Counts(*of)


def test_less_was_looked_at_than_was_listed() -> None:
    known = counts({"2020-01": 3, "2020-02": 2}, {"2020-01": 1, "2020-02": 2})
    found = find_gaps(known, (), "2020-01", "2020-12")
    assert found == [Gap("a", "2020-01", "2020-01", 3, 1, 1)]


def test_months_of_which_nothing_is_known_are_one_gap() -> None:
    found = find_gaps(counts({"2020-02": 1}, {"2019-12": 1}), ("a", "b"), "2019-11", "2020-04")
    assert found == [
        Gap("a", "2019-11", "2019-11", 0, 0, 0),
        Gap("a", "2020-01", "2020-01", 0, 0, 0),
        Gap("a", "2020-02", "2020-02", 1, 0, 0),
        Gap("a", "2020-03", "2020-04", 0, 0, 0),
        Gap("b", "2019-11", "2020-04", 0, 0, 0),
    ]


def test_of_overlapping_listings_the_longest_counts() -> None:
    named = [("a", {"2020-01": 3}), ("a", {"2020-01": 5, "2020-02": 1}), ("b", {"2020-01": 2})]
    assert listed_of(named) == {Cell("a", "2020-01"): 5, Cell("a", "2020-02"): 1, Cell("b", "2020-01"): 2}


def test_months() -> None:
    assert [following(month) for month in ("2019-09", "2019-12")] == ["2019-10", "2020-01"]
    assert [month_of(day) for day in ("2020-03-04T01:02:03Z", "2020-03", "2020", None)] == [
        "2020-03", "2020-03", None, None,
    ]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive with two pages of `news`; its listing named three of November, and one of 2021."""
    writer = ArchiveWriter.open(open_store(str(tmp_path / "archive")), run="r", software="s")
    rejected = Rejection.of(document("dull").capture, "relevance", "not_related", "", "2020-11-03")
    writer.commit([_of("kept", "2020-11-02"), rejected, rejected], keep)
    writer.close()
    state = ListingState(
        url="http://news.test/feed", kind="feed", publisher="news", months={"2020-11": 4, "2021-01": 1}
    )
    save_listing_states(open_store(str(tmp_path / "archive")), {state.url: state})
    (tmp_path / "pipelines.toml").write_text('[seeds]\npublishers = "p.toml"\n', encoding="utf-8")
    (tmp_path / "p.toml").write_text(
        '[[publisher]]\nid = "news"\n[[publisher]]\nid = "other"\n'
        '[[publisher]]\nid = "off"\nenabled = false\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("CORPUS_CONFIG", str(tmp_path / "pipelines.toml"))
    return tmp_path / "archive"


def _of(name: str, published: str) -> Document:
    page = document(name)
    return page.model_copy(update={"article": page.article.model_copy(update={"published": published})})


def corpus_gaps(folder: Path, *options: str) -> str:
    done = CliRunner().invoke(
        command_line(), ["gaps", "--archive", str(folder), *options], catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return done.output


def test_the_months_of_the_seeds_and_what_listings_promise(folder: Path) -> None:
    found = [json.loads(line) for line in corpus_gaps(folder, "--json").splitlines()]
    command = "scrapy crawl history -a publishers={} -a since={} -a until={}"
    assert found == [
        {
            "publisher": publisher, "since": since, "until": until, "listed": listed, "looked_at": looked_at,
            "held": held, "command": command.format(publisher, since, until),
        }
        for publisher, since, until, listed, looked_at, held in (
            ("news", "2019-09", "2020-10", 0, 0, 0),
            ("news", "2020-11", "2020-11", 4, 2, 1),
            ("news", "2020-12", "2020-12", 0, 0, 0),
            ("news", "2021-01", "2021-01", 1, 0, 0),
            ("other", "2019-09", "2020-12", 0, 0, 0),
        )
    ]  # fmt: skip


def test_options_leave_the_rest_out(folder: Path) -> None:
    table = corpus_gaps(
        folder, "--publisher", "news", "--since", "2020-11", "--until", "2020-11"
    ).splitlines()
    assert [line.split()[:5] for line in table[1:]] == [["news", "2020-11", "4", "2", "1"]]
    assert "other" in corpus_gaps(folder, "--since", "2021")


def test_of_this_month_the_listings_still_have_it(folder: Path) -> None:
    month = datetime.now(UTC).strftime("%Y-%m")
    command = f"scrapy crawl news -a publishers=other -a since={month} -a until={month}"
    assert command in corpus_gaps(folder, "--publisher", "other", "--since", month)


def test_a_publisher_that_the_archive_alone_has(folder: Path) -> None:
    """As where the file of publishers is another than that of the crawls."""
    (folder.parent / "p.toml").write_text('[[publisher]]\nid = "other"\n', encoding="utf-8")
    assert "2020-11" in corpus_gaps(folder, "--publisher", "news")


def test_a_publisher_that_there_is_not(folder: Path) -> None:
    done = CliRunner().invoke(command_line(), ["gaps", "--archive", str(folder), "--publisher", "newz"])
    assert "no publisher has the id 'newz'" in str(done.exception)
