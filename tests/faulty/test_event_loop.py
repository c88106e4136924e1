"""A store may be slow: nothing is ever asked of it in the thread in which Scrapy's event loop runs."""

import subprocess
import sys
from pathlib import Path

import pytest

from demo.site.server import DemoSite
from tests.crawl.crawling import ROOT, TIMEOUT_S, environment
from tests.faulty.crawls import configured
from tests.weed import Weed


def test_a_folder_is_never_asked_in_the_loop(site: DemoSite, tmp_path: Path) -> None:
    _crawl(site, str(tmp_path / "archive"), tmp_path, {})


@pytest.mark.slow
@pytest.mark.s3
def test_a_bucket_is_never_asked_in_the_loop(site: DemoSite, weed: Weed, url: str, tmp_path: Path) -> None:
    _crawl(site, url, tmp_path, dict(weed.environment))


def _crawl(site: DemoSite, archive: str, folder: Path, extra: dict[str, str]) -> None:
    """Twice: the second crawl knows everything, and asks of each page whether it does."""
    for _ in range(2):
        count = folder / "count"
        command = [sys.executable, "-m", "tests.faulty.loopless", str(count), "crawl", "news"]
        done = subprocess.run(
            [*command, "-a", "limit=4", "-s", "DOWNLOAD_DELAY=0"],
            cwd=ROOT,
            env=environment(site.proxy, archive, {**configured(folder), **extra}),
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert int(count.read_text()) >= 1
