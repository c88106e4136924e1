"""One demo web and one archive for all nights."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.site.server import DemoSite
from tests.crawl.crawling import crawl
from tests.unattended.night import SMALL, Night


@pytest.fixture(scope="module")
def proxy() -> Iterator[str]:
    """The demo web."""
    with DemoSite() as running:
        yield running.proxy


@pytest.fixture(scope="module")
def begun(proxy: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a small crawl left."""
    archive = tmp_path_factory.mktemp("begun") / "archive"
    crawled = crawl(proxy, archive, *SMALL)
    assert crawled.code == 0, crawled.output
    return archive


@pytest.fixture
def night(tmp_path: Path, proxy: str, begun: Path) -> Night:
    """A night of its own."""
    return Night(tmp_path, proxy, begun)
