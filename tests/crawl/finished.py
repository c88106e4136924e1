"""One finished crawl of the demo web for all tests of a run, whichever of its processes they are in."""

import fcntl
import json
import os
from pathlib import Path

import pytest

from demo.site.server import DemoSite
from tests.crawl.crawling import Crawled, crawl


def finished_crawl(folders: pytest.TempPathFactory) -> tuple[Path, Crawled]:
    """The archive that it left, only to be read, and what it said."""
    own = folders.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    archive, said = shared / "finished" / "archive", shared / "finished.json"
    with (shared / "finished.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            with DemoSite() as running:
                crawled = crawl(running.proxy, archive)
            said.write_text(json.dumps([crawled.code, crawled.output]), encoding="utf-8")
    return archive, Crawled(*json.loads(said.read_text(encoding="utf-8")))
