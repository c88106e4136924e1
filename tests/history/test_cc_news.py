"""`scrapy crawl history` over WARC files: the same pipeline, each file read once for a question."""

import random
import re
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from crawler.spiders.arguments import history_arguments
from pipelines.archive import Archive, DocumentRow, RunRecord, list_runs, open_store, read_run, verify
from pipelines.errors import ConfigurationError
from tests.crawl.crawling import ROOT, Crawled, command, crawl, environment
from tests.history.warcs import RELATED, STORIES, story_record, write
from tests.warm_process import WarmProcess

# Nobody listens there: no source but the folder is asked.
NOWHERE = "http://127.0.0.1:9"

ONE, MORE = "publishers=harbour-courier", "publishers=harbour-courier,pixel-ledger,lanqiao"
_CONFIG = """
[archive]
commit_every_documents = 5
commit_every_s = 0.2

[seeds]
folder = "{root}/seeds"
publishers = "{root}/demo/publishers.toml"
gazetteer = "{root}/seeds/entities.toml"

[crawl]
contact = "test@daily.example"
"""


class Read(NamedTuple):
    """The crawls, and the record of each."""

    archive: Path
    crawls: tuple[Crawled, ...]
    records: tuple[RunRecord, ...]


def history(archive: Path, folder: Path, *arguments: str, extra: dict[str, str] | None = None) -> Crawled:
    asked = ("since=2019", "until=2021", "source=ccnews", f"ccnews={folder}", *arguments)
    pairs = [part for argument in asked for part in ("-a", argument)]
    return crawl(NOWHERE, archive, *pairs, spider="history", extra=extra)


def records_of(archive: Path) -> tuple[RunRecord, ...]:
    store = open_store(str(archive))
    return tuple(read_run(store, key) for key in list_runs(store))


def documents(archive: Path) -> list[str]:
    return [row.url for row in Archive.open(str(archive)).rows() if row.url is not None]


def related_of(*hosts: str) -> set[str]:
    return {url for url in RELATED if any(f"//{host}.example/" in url for host in hosts)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All stories in two files, and a third one that is damaged."""
    folder = tmp_path_factory.mktemp("warcs")
    records = [story_record(story) for story in STORIES]
    write(folder / "a.warc.gz", records[::2])
    write(folder / "b" / "c.warc.gz", records[1::2])
    starts = write(folder / "damaged.warc.gz", records[:4])
    data = (folder / "damaged.warc.gz").read_bytes()
    (folder / "damaged.warc.gz").write_bytes(data[: starts[3] + 300])
    return folder


@pytest.fixture(scope="module")
def read(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Read:
    """One publisher, then more of them."""
    archive = tmp_path_factory.mktemp("history") / "archive"
    crawls = tuple(history(archive, folder, asked) for asked in (ONE, MORE))
    return Read(archive, crawls, records_of(archive))


def test_every_related_page_is_archived(read: Read) -> None:
    assert [each.code for each in read.crawls] == [0, 0], read.crawls
    assert set(documents(read.archive)) <= related_of("harbour-courier", "pixel-ledger", "lanqiao")
    first = [row for row in Archive.open(str(read.archive)).rows() if row.run == read.records[0].run]
    assert {row.url for row in first if row.url} <= related_of("harbour-courier")
    copies = sum(record.rejected_by_reason.get("near_duplicate", 0) for record in read.records)
    wanted = related_of("harbour-courier", "pixel-ledger", "lanqiao")
    assert len(documents(read.archive)) + copies == len(wanted)


def test_a_page_says_where_it_came_from_and_of_when_it_is(read: Read) -> None:
    logged = Archive.open(str(read.archive)).log_rows()
    rows = [row for row in logged if isinstance(row, DocumentRow) and row.url is not None]
    assert {row.discovered_via for row in rows} <= {"a.warc.gz", "b/c.warc.gz", "damaged.warc.gz"}
    published = {story.url: story.published for story in STORIES}
    for row in rows:
        assert row.captured is not None
        assert row.captured[:10] == published[row.url or ""].strftime("%Y-%m-%d")


def test_another_question_reads_again(read: Read) -> None:
    one, more = read.records
    assert one.fetched > 0
    assert more.skipped_by_reason["known"] > 0
    assert more.fetched > 0


def test_damage_is_named_in_the_run_record(read: Read) -> None:
    problems = {result.url: result.problem for result in read.records[0].listings}
    assert problems["a.warc.gz"] is None
    assert (problems["damaged.warc.gz"] or "").startswith("damaged: behind byte ")
    assert "  damaged.warc.gz: damaged: behind" in read.crawls[0].output


def test_a_folder_without_warc_files_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    said = history(tmp_path / "archive", tmp_path / "empty")
    assert said.code == 4
    assert f"{tmp_path / 'empty'}: unreachable: no WARC file of these months below it" in said.output


def test_the_archive_is_clean(read: Read) -> None:
    assert verify(open_store(str(read.archive))).findings == ()


@pytest.mark.slow
def test_dry_run_and_limit(folder: Path, tmp_path: Path) -> None:
    said = history(tmp_path / "archive", folder, "dry_run=1", "limit=3")
    assert said.code == 0
    lines = [line for line in said.output.splitlines() if line.count("\t") >= 3]
    assert len(lines) == 3
    assert not (tmp_path / "archive").exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"source": ["ccnews"]}, "give -a since="),
        ({"since": ["2019"], "source": ["newspapers"]}, "known are archives, ccnews, cdx"),
        ({"since": ["2019"], "ccnews": ["no/such/folder"]}, "there is no such folder"),
        ({"since": ["2019"], "ccnews": ["ftp://archive.example/"]}, "write https://"),
    ],
)
def test_mistakes_end_in_one_sentence(given: dict[str, list[str]], said: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(said)):
        history_arguments(given)


def _padded(folder: Path) -> Path:
    """Enough for many slices: what is found in one is bounded."""
    records = [story_record(story, padding=400_000) for story in STORIES]
    for number in range(4):
        write(folder / f"{number}.warc.gz", records[number::4])
    return folder


def _killed(archive: Path, folder: Path, extra: dict[str, str], after_s: float) -> bool:
    """Whether the crawl was killed before its end, so long after it opened."""
    asked = ("since=2019", "until=2021", "source=ccnews", f"ccnews={folder}")
    pairs = [part for argument in asked for part in ("-a", argument)]
    whole = command(*pairs, spider="history")
    process = WarmProcess(whole[2], whole[3:], environment(NOWHERE, str(archive), extra))
    for line in process.stdout:
        if "Spider opened" in line:
            break
    time.sleep(after_s)
    was_running = process.poll() is None
    process.kill()
    process.communicate()
    process.close()
    return was_running


def _outcomes(archive: Path) -> list[str]:
    """Of every page that is on record, its URL."""
    whole = Archive.open(str(archive))
    return [*documents(archive), *(row.url for row in whole.rejections()), *(r.url for r in whole.failures())]


@pytest.mark.parametrize("kills", [1, pytest.param(12, marks=pytest.mark.slow)])
def test_killed_and_resumed_without_loss(tmp_path: Path, kills: int) -> None:
    folder, archive = _padded(tmp_path / "warcs"), tmp_path / "archive"
    config = tmp_path / "pipelines.toml"
    config.write_text(_CONFIG.format(root=ROOT), encoding="utf-8")
    extra = {"CORPUS_CONFIG": str(config)}
    chance = random.Random(kills)
    for _ in range(kills):
        _killed(archive, folder, extra, chance.uniform(0.2, 2.5))
    assert history(archive, folder, extra=extra).code == 0
    assert sorted(_outcomes(archive)) == sorted(story.url for story in STORIES)
    assert verify(open_store(str(archive))).findings == ()
    assert history(archive, folder, extra=extra).code == 0
    same = records_of(archive)[-1]
    assert same.fetched == 0
    assert {result.came for result in same.listings} == {"unchanged"}
