"""A whole crawl before a terminal: what goes on is shown while it does, and the summary stays."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from demo.site.server import DemoSite
from tests.crawl.crawling import ROOT, environment


@pytest.mark.slow
def test_a_crawl_that_is_watched(tmp_path: Path) -> None:
    """Slow: some twenty seconds, for there is something to see only where hosts are asked with a delay."""
    leader, follower = pty.openpty()
    arguments = ["-m", "scrapy", "crawl", "news", "-s", "DOWNLOAD_DELAY=0.2"]
    with DemoSite() as site:
        env = {
            **environment(site.proxy, str(tmp_path / "archive")),
            "TERM": "xterm",
            "COLUMNS": "90",
            "LINES": "24",
        }
        crawling = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=env, stderr=follower)
        os.close(follower)
        seen = _all_of(leader)
        assert crawling.wait(60) == 0
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", seen)
    assert re.search(r"publisher +now +/min +fetched +related +archived +left", plain)
    assert re.search(r"^(lanqiao|daybook) +(asking|waiting|judging) ", plain, re.MULTILINE)
    assert re.search(r"^\d{3} harbour-courier  \S", plain, re.MULTILINE)
    assert re.search(r"workers \d/\d+ busy.*commits [1-9]", plain)
    assert "harvest: " in plain


def _all_of(terminal: int) -> str:
    """What comes until the other end is closed, which Linux tells as an error."""
    seen = b""
    try:
        while data := os.read(terminal, 65536):
            seen += data
    except OSError:
        pass
    finally:
        os.close(terminal)
    return seen.decode("utf-8", "replace")
