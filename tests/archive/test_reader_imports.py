"""Whoever only reads an archive imports none of the crawl's libraries, and heavy ones only when needed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.archive import open_store
from tests.archive import pages

OF_THE_CRAWL = {
    "ahocorasick_rs",
    "feedparser",
    "langdetect",
    "py3langid",
    "lxml",
    "opencc",
    "pebble",
    "protego",
    "rensa",
    "scrapy",
    "trafilatura",
    "twisted",
}
HEAVY = {"boto3", "botocore", "numpy", "pyarrow", "surt"}

READING = """
from pipelines.archive import Archive, Where
archive = Archive.open("archive")
print(len(archive), len(list(archive.rows(Where(language="en")))), len(archive.get(4).text) > 0)
print(archive.by_url("http://news.test/a") is None, len(list(archive.since(None))), archive.cursor != "")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder above an archive of five documents."""
    writer = pages.opened(open_store(str(tmp_path / "archive")))
    writer.commit_seeds(pages.seeds())
    writer.commit([pages.document("a"), pages.rejection("b")], pages.judge)
    writer.close()
    return tmp_path


def test_import_alone(tmp_path: Path) -> None:
    imported = _imported_by("from pipelines.archive import Archive, Where", tmp_path)
    assert "pipelines" in imported
    assert imported & OF_THE_CRAWL == set()
    assert imported & HEAVY == set()


def test_reading_a_folder(folder: Path) -> None:
    imported = _imported_by(READING, folder)
    assert imported & OF_THE_CRAWL == set()
    assert imported & HEAVY <= {"numpy", "pyarrow"}


def _imported_by(code: str, folder: Path) -> set[str]:
    """The top packages in `sys.modules` after `code` has run in a fresh interpreter."""
    told = "\nimport json, sys\nprint(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    done = subprocess.run(
        [sys.executable, "-c", code + told], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))
