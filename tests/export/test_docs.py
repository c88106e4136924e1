"""docs/export.md: every example is run, and every format is there."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.archive import Archive
from pipelines.export import Format, search_form
from tests.docs.markdown import blocks, page, section
from tests.export.archives import documents

TEXT = page("docs/export.md")
WORDS = "抖音"


@pytest.fixture(scope="module")
def exported(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the examples of the shell were run."""
    folder = tmp_path_factory.mktemp("docs")
    shutil.copytree(archive.store.url, folder / "archive")
    (shell,) = blocks(TEXT, "sh")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {name: value for name, value in os.environ.items() if name != "ARCHIVE_URL"} | {
        "PATH": path
    }
    command = ["bash", "-euo", "pipefail", "-c", shell]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Headline of ") == 6
    return folder


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "corpus.db")) as database:
        return database.execute(query, {"words": WORDS} if ":words" in query else {}).fetchall()


def test_every_example_of_the_shell_leaves_its_export(exported: Path) -> None:
    names = {path.name for path in exported.iterdir()}
    assert names == {
        "archive",
        "chinese.jsonl.gz",
        "documents.parquet",
        "plain",
        "captures.wacz",
        "corpus.db",
    }


def test_every_query_finds_what_it_speaks_of(archive: Archive, exported: Path) -> None:
    one, both, typed, together = (rows(exported, query) for query in blocks(TEXT, "sql"))
    texts = {row.number: row.text for row in documents(archive)}
    holding = {number for number, text in texts.items() if WORDS in text}
    assert {row[0] for row in typed} == holding
    assert {row[0] for row in one} == {number for number in holding if "bytedance" in texts[number].lower()}
    either = {number for number, text in texts.items() if "字节跳动" in text or "字節跳動" in text}
    assert {row[0] for row in both} == either
    assert {row[1] for row in both} >= {"zh-Hans", "zh-Hant"}
    assert all(WORDS in str(row[3]) for row in typed)
    assert together == [("bytedance", "douyin", 1)]


def test_the_python_example_runs(archive: Archive, exported: Path) -> None:
    (code,) = blocks(TEXT, "python")
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=exported, capture_output=True, text=True, check=True)
    holding = [row.number for row in documents(archive) if "字节跳动" in row.text]
    assert [int(line) for line in done.stdout.split()] == holding
    assert holding


@pytest.mark.parametrize(
    "words", ["抖音", "旗下的TikTok擴展", "突破6亿", '"抖音"', "bytedance", "no such words", "抖 音"]
)
def test_the_query_that_sets_its_spaces_finds_what_search_form_does(exported: Path, words: str) -> None:
    query = next(query for query in blocks(TEXT, "sql") if ":words" in query)
    plain = "SELECT rowid FROM documents_search WHERE documents_search MATCH ?"
    with closing(sqlite3.connect(exported / "corpus.db")) as database:
        typed = {row[0] for row in database.execute(query, {"words": words})}
        phrase = f'"{search_form(words.replace(chr(34), " "))}"'
        assert typed == {row[0] for row in database.execute(plain, [phrase])}


def test_every_format_has_a_section() -> None:
    for wanted in Format:
        assert section(TEXT, f"## {wanted}")
    listed = section(page("docs/commands.md"), "### `corpus export`")
    assert all(f"| {wanted} |" in listed for wanted in Format)
