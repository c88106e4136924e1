"""One demo web for all tests of a module that does not look at its requests; one finished crawl of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.site.server import DemoSite
from tests.crawl.crawling import Crawled
from tests.crawl.finished import finished_crawl


@pytest.fixture
def site() -> Iterator[DemoSite]:
    """The demo web, fresh."""
    with DemoSite() as running:
        yield running


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Crawled]:
    """An archive that one whole crawl of the demo web left; only to be read."""
    return finished_crawl(tmp_path_factory)
