"""A disk that is really full: a small file system in memory."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.site.server import DemoSite
from pipelines.errors import StoreError
from pipelines.spool import Spool
from tests.crawl.crawling import Crawled, assert_sound, corpus, crawl, texts
from tests.faulty.crawls import configured, spooled
from tests.pipeline.test_spool import OUTCOMES

# Enough for what an opening writes, too little for two commits.
_LEFT = 100_000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Four megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("needs mount: absent")
    if mounted.returncode != 0:
        pytest.skip(f"needs the right to mount a file system: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path, left: int) -> Path:
    """Leaves so many bytes free; the answer is the file that takes the rest."""
    ballast = disk / "ballast"
    state = os.statvfs(disk)
    ballast.write_bytes(bytes(state.f_bavail * state.f_frsize - left))
    return ballast


@pytest.mark.slow
def test_a_full_disk_loses_nothing_where_the_spool_is_elsewhere(
    site: DemoSite, finished: tuple[Path, Crawled], disk: Path, tmp_path: Path
) -> None:
    archive, extra = disk / "archive", configured(tmp_path, "")
    first = crawl(site.proxy, archive, "-a", "limit=1", extra=extra)
    assert first.code == 0, first.output
    ballast = fill(disk, _LEFT)
    crawled = crawl(site.proxy, archive, extra=extra)
    assert crawled.code == 5, crawled.output
    assert "No space left on device" in crawled.output
    assert "Traceback" not in crawled.output
    assert list((archive / ".tmp").iterdir()) == []
    # A text may have found no room behind its commit; nothing else may be wrong.
    assert "restore it from a copy" not in corpus("verify", archive=archive).output
    [file] = spooled(tmp_path)
    assert file in crawled.output
    ballast.unlink()
    crawled = crawl(site.proxy, archive, extra=extra)
    assert crawled.code == 0, crawled.output
    assert spooled(tmp_path) == []
    assert texts(archive) == texts(finished[0])
    assert_sound(archive)


@pytest.mark.slow
def test_a_spool_that_cannot_be_written_says_that_pages_are_lost(
    site: DemoSite, finished: tuple[Path, Crawled], disk: Path, tmp_path: Path
) -> None:
    archive, extra = disk / "archive", configured(tmp_path, "")
    assert crawl(site.proxy, archive, "-a", "limit=1", extra=extra).code == 0
    ballast = fill(disk, _LEFT)
    (tmp_path / "spool").write_text("a file is in the way")
    crawled = crawl(site.proxy, archive, extra=extra)
    assert crawled.code == 5, crawled.output
    assert "finished pages are lost, to be fetched again" in crawled.output
    assert "Traceback" not in crawled.output
    ballast.unlink()
    crawled = crawl(site.proxy, archive, extra=extra)
    assert crawled.code == 0, crawled.output
    assert texts(archive) == texts(finished[0])
    assert_sound(archive)


def test_a_spool_that_does_not_fit_leaves_nothing(disk: Path) -> None:
    spool = Spool(disk / "spool", "s3://archive/here")
    (disk / "spool").mkdir()
    ballast = fill(disk, 0)
    with pytest.raises(StoreError, match="No space left on device"):
        spool.keep(OUTCOMES * 40, run="aa", software="test 1")
    assert list((disk / "spool").iterdir()) == []
    ballast.unlink()
    spool.keep(OUTCOMES * 40, run="aa", software="test 1")
    assert len(spool.waiting()) == 1
