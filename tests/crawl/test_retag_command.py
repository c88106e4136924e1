"""`corpus retag`, as its users run it."""

import json
from pathlib import Path

import pytest

from pipelines.archive import open_store, verify
from tests.archive.pages import document, judge, opened
from tests.crawl.crawling import Crawled, corpus, rows


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Three pages with entities that nobody has found in them."""
    folder = tmp_path / "archive"
    writer = opened(open_store(str(folder)))
    texts = {"a": "TikTok grows.", "b": "字节跳动与快手。", "c": "Nothing is named."}
    writer.commit([document(name, text) for name, text in texts.items()], judge)
    writer.close()
    return folder


def test_a_crawl_leaves_nothing_to_retag(finished: tuple[Path, Crawled]) -> None:
    """Seeds and pages are read again as they were read: the same tagger finds the same."""
    archive, _ = finished
    told = json.loads(corpus("retag", "--dry-run", "--json", archive=archive).output)
    assert (told["looked_at"], told["changed"], told["older"]) == (len(rows(archive)), 0, 0)
    assert told["mentions_before"] == told["mentions_after"] > 100


def test_before_and_after(archive: Path) -> None:
    told = corpus("retag", archive=archive)
    assert (told.code, "3 changed" in told.output) == (0, True)
    lines = [line.split() for line in told.output.splitlines()]
    assert ["tiktok", "0", "1", "1", "0", "+000", '"TikTok"'] in lines
    assert ["kuaishou", "0", "1", "1", "0", "+001", '"快手"'] in lines
    assert [row.entities for row in rows(archive)] == [("tiktok",), ("bytedance", "kuaishou"), ()]
    assert "3 changed" not in corpus("retag", archive=archive).output
    assert verify(open_store(str(archive))).findings == ()


def test_where_no_archive_lies(tmp_path: Path) -> None:
    told = corpus("retag", archive=tmp_path / "nothing")
    assert (told.code, told.output.count("\n"), "holds no archive" in told.output) == (2, 1, True)
    assert not (tmp_path / "nothing").exists()
