"""From ten texts about bees and four home pages to a judged archive, with no file of ours."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.archive import Archive
from tests.begin.foreign_web import FOLDER, foreign_web, load_web
from tests.crawl.crawling import TIMEOUT_S, Crawled, assert_sound, corpus
from tests.warm_start import run_warm

PAGES = load_web(FOLDER / "web")
TEXTS = 10
_QUICKLY = ("-s", "DOWNLOAD_DELAY=0.001")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made by the command."""
    folder = tmp_path_factory.mktemp("own") / "bees"
    made = corpus(
        "init", str(folder), "--texts", str(FOLDER / "texts"), "--publishers", str(FOLDER / "home-pages.txt"),
        "--contact", "me@smoker-and-veil.example",
    )  # fmt: skip
    assert made.code == 0, made.output
    assert "10 texts (en), 4 publishers" in made.output
    return folder


@pytest.fixture(scope="module")
def crawled(project: Path) -> Crawled:
    """A crawl as a person starts it: in the folder, with nothing said about where anything lies."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment |= {"no_proxy": "127.0.0.1,localhost", "CORPUS_PROCESSES": "1"}
    with foreign_web(PAGES, together=4) as proxy:
        environment["http_proxy"] = proxy
        here = {"CORPUS_CONFIG": str(project / "pipelines.toml"), "ARCHIVE_URL": str(project / "archive")}
        added = run_warm("scrapy", ["publishers", "add", "--write", "-n", "0", *_QUICKLY], environment | here)
        assert added.returncode == 0, added.stderr
        assert b"added the listings of 4 of 4 publishers" in added.stderr
        told = re.findall(rb"^([a-z-]+): http", added.stderr, re.MULTILINE)
        assert told == [b"smoker-and-veil", b"corvale-gazette", b"field-and-hedge", b"kitchen-ledger"]
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", "crawl", "news", *_QUICKLY],
            cwd=project, env=environment, capture_output=True, timeout=TIMEOUT_S, check=False,
        )  # fmt: skip
    return Crawled(done.returncode, (done.stdout + done.stderr).decode())


def test_what_belongs_is_kept_and_nothing_else(project: Path, crawled: Crawled) -> None:
    assert crawled.code == 0, crawled.output
    assert "read, 0 with a problem" in crawled.output
    rows = list(Archive.open(str(project / "archive")).rows())
    assert {row.url for row in rows[TEXTS:]} == {page.url for page in PAGES if page.belongs}


def test_the_texts_are_the_first_documents(project: Path, crawled: Crawled) -> None:
    seeds = sorted(path.name for path in (project / "seeds").glob("*.txt"))
    rows = list(Archive.open(str(project / "archive")).rows())
    assert [row.file for row in rows[:TEXTS]] == seeds
    assert rows[0].headline == "Why the autumn treatment decides the winter"
    assert all(row.url is None for row in rows[:TEXTS])


def test_the_archive_is_sound(project: Path, crawled: Crawled) -> None:
    assert_sound(project / "archive")


def test_another_queen_is_turned_away_and_it_is_told_why(project: Path, crawled: Crawled) -> None:
    others = [page for page in PAGES if "queen" in page.path]
    assert others
    for page in others:
        assert "not_related" in corpus("why", page.url, archive=project / "archive").output
