"""`corpus verify`, `repair`, `compact` and `remove`, as their users run them."""

import json
import shutil
from pathlib import Path

import pytest

from pipelines.archive import Archive, Kept, open_store
from tests.archive.pages import document, judge, opened, rejection, seeds
from tests.crawl.crawling import corpus


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    writer = opened(open_store(str(folder)))
    writer.commit_seeds(seeds())
    writer.commit([document("a"), document("b", "A text to go."), rejection("r")], judge)
    writer.close()
    return folder


def test_verify_names_faults_and_the_remedy_and_repair_mends(archive: Path) -> None:
    assert corpus("verify", archive=archive).code == 0
    (archive / "INDEX").write_text("{}\n")
    first, second = sorted(path for path in archive.glob("00?_*.txt"))[:2]
    shutil.copy(second, first)
    told = corpus("verify", archive=archive)
    assert told.code == 7
    assert "INDEX: line 1 is not what the log says (`corpus repair` mends it)" in told.output
    assert "its bytes are not the text of document 0 (`corpus repair` mends it)" in told.output
    mended = corpus("repair", archive=archive)
    assert (mended.code, mended.output.count("written  ")) == (0, 2)
    assert corpus("verify", archive=archive).code == 0
    assert "nothing to mend" in corpus("repair", archive=archive).output


def test_verify_a_head(archive: Path) -> None:
    head = Archive.open(str(archive)).head
    assert corpus("verify", "--head", head, archive=archive).code == 0
    assert corpus("verify", "--head", head[:16], archive=archive).code == 0
    told = corpus("verify", "--head", "0" * 64, archive=archive)
    assert (told.code, "has no segment 0000" in told.output) == (7, True)
    assert corpus("verify", "--head", "main", archive=archive).code == 2


def test_verify_a_sample(archive: Path) -> None:
    told = corpus("verify", "--sample", "1", "--json", archive=archive)
    assert (told.code, json.loads(told.output)["sampled"]) == (0, 2)


def test_damage_beyond_repair_is_said(archive: Path) -> None:
    segment = archive / "log" / "0000000001.jsonl.gz"
    segment.write_bytes(segment.read_bytes()[:-9])
    told = corpus("verify", archive=archive)
    assert (told.code, "(restore it from a copy)" in told.output) == (7, True)
    refused = corpus("repair", archive=archive)
    assert (refused.code, refused.output.count("\n")) == (7, 1)
    assert "0000000001.jsonl.gz is damaged" in refused.output


def test_remove(archive: Path) -> None:
    removed = corpus("remove", "5", "--reason", "asked for\nby its author", archive=archive)
    assert (removed.code, removed.output.startswith("removed 005, Headline of b")) == (0, True)
    assert not any(b"A text to go." in path.read_bytes() for path in archive.rglob("*") if path.is_file())
    assert corpus("show", "5", archive=archive).code == 8
    assert corpus("verify", archive=archive).code == 0
    again = corpus("remove", "5", "--reason", "x", archive=archive)
    assert (again.code, "removed already" in again.output) == (8, True)


def test_remove_by_url(archive: Path) -> None:
    writer = opened(open_store(str(archive)))
    writer.commit([document("c")], lambda page, _: Kept(page, ("news.test/c",)))  # type: ignore[arg-type]
    writer.close()
    removed = corpus(
        "remove", "https://www.news.test/c/?utm_source=x", "--reason", "x", "--json", archive=archive
    )
    assert (removed.code, json.loads(removed.output)["number"]) == (0, 6)
    unknown = corpus("remove", "https://news.test/unknown", "--reason", "x", archive=archive)
    assert (unknown.code, "no document is of" in unknown.output) == (8, True)


def test_remove_wants_a_reason(archive: Path) -> None:
    assert corpus("remove", "5", "--reason", " ", archive=archive).code == 2
    assert corpus("remove", "5", archive=archive).code == 2
    assert corpus("remove", "nonsense", "--reason", "x", archive=archive).code == 2
    assert corpus("remove", "99", "--reason", "x", archive=archive).code == 8
    assert corpus("verify", archive=archive).code == 0


def test_compact(archive: Path) -> None:
    before = (archive / "warc" / "INDEX.cdxj").read_bytes()
    (archive / "warc" / "INDEX-000000004.cdxj").write_bytes(before)
    assert corpus("compact", archive=archive).code == 0
    assert (archive / "warc" / "INDEX.cdxj").read_bytes() == before
    assert not (archive / "warc" / "INDEX-000000004.cdxj").exists()


@pytest.mark.parametrize("command", [["verify"], ["repair"], ["compact"], ["remove", "1", "--reason", "x"]])
def test_where_no_archive_lies(tmp_path: Path, command: list[str]) -> None:
    told = corpus(*command, archive=tmp_path / "nothing")
    assert (told.code, told.output.count("\n"), "holds no archive" in told.output) == (2, 1, True)
    assert not (tmp_path / "nothing").exists()
