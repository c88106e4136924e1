"""Many writers at once, and writers that are killed: nothing acknowledged is lost, nothing is there twice."""

import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipelines.archive import Archive, ArchiveWriter, Store, open_store, verify
from tests.archive.crawler import page
from tests.archive.pages import document, judge, seeds

ROOT = Path(__file__).parents[2]
SEEDS = 4


def spawn(url: str, run: str, first: int, count: int, batch: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.archive.crawler", url, run, *map(str, (first, count, batch))]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def numbers_and_pages(store: Store) -> dict[int, str]:
    """Every document's number and page; fails where a number or text is there twice."""
    rows = list(Archive.open(store).rows())
    assert [row.number for row in rows] == list(range(len(rows)))
    assert len({row.sha256 for row in rows}) == len(rows)
    return {row.number: row.url.rsplit("/", 1)[1] for row in rows if row.url}


def assert_sound(store: Store) -> None:
    report = verify(store)
    assert report.findings == ()


def test_threads_with_a_writer_each(store: Store) -> None:
    """Their pages overlap; each is committed on its own."""
    writers, pages = 4, 6

    def write(number: int) -> int:
        writer = ArchiveWriter.open(store, run=f"run-{number}", software="test/1")
        writer.commit_seeds(seeds())
        own = [document(f"p{number * 3 + each}") for each in range(pages)]
        return sum(row.kind == "document" for each in own for row in writer.commit([each], judge).rows)

    with ThreadPoolExecutor(writers) as pool:
        archived = sum(pool.map(write, range(writers)))
    found = numbers_and_pages(store)
    assert sorted(found.values()) == sorted(
        {f"p{n * 3 + each}" for n in range(writers) for each in range(pages)}
    )
    assert len(found) == archived
    assert verify(store).clean


def test_one_writer_used_by_threads(store: Store) -> None:
    writer = ArchiveWriter.open(store, run="r", software="test/1")
    with ThreadPoolExecutor(4) as pool:
        commits = list(pool.map(lambda n: writer.commit([document(f"p{n}")], judge), range(8)))
    assert sorted(row.number for commit in commits for row in commit.rows if row.kind == "document") == list(
        range(8)
    )
    assert_sound(store)


def test_two_processes_into_one_archive(url: str) -> None:
    """Both begin an empty archive, seeds and all; half of their pages are the same."""
    processes = [spawn(url, "run-a", 0, 30, 3), spawn(url, "run-b", 15, 30, 3)]
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
    store = open_store(url)
    found = numbers_and_pages(store)
    assert sorted(found) == list(range(SEEDS, SEEDS + len(found)))
    assert sorted(found.values()) == sorted(
        f"p{n}" for n in range(45) if page(n).__class__.__name__ == "Document"
    )
    assert_sound(store)


@pytest.mark.parametrize("kills", [4, pytest.param(20, marks=pytest.mark.slow)])
def test_kills_lose_nothing_that_was_acknowledged(url: str, kills: int) -> None:
    rng = random.Random(7)
    acknowledged: set[int] = set()
    for kill in range(kills):
        process = spawn(url, f"run-{kill}", 0, 400, 2)
        assert process.stdout is not None
        # The first line comes when the first commit is through: from then on a kill hits amid commits.
        first = process.stdout.readline()
        time.sleep(rng.uniform(0, 0.25))
        process.kill()
        rest, _ = process.communicate(timeout=30)
        acknowledged.update(map(int, f"{first} {rest}".split()))
    store = open_store(url)
    log_before = [row.keys for row in Archive.open(store).log_rows()]
    ArchiveWriter.open(store, run="last", software="test/1")
    assert [row.keys for row in Archive.open(store).log_rows()] == log_before
    there = [key for keys in log_before for key in keys if "/r/" not in key]
    assert len(there) == len(set(there))
    assert {f"http://news.test/p{number}" for number in acknowledged} <= set(there)
    assert len(acknowledged) >= kills
    numbers_and_pages(store)
    assert_sound(store)
