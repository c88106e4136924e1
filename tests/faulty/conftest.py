"""A real S3 server behind a proxy that makes faults."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.site.server import DemoSite
from tests.crawl.crawling import Crawled
from tests.crawl.finished import finished_crawl
from tests.faulty.proxy import Proxy, running_proxy
from tests.weed import Weed


@pytest.fixture
def proxy(weed: Weed, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """Without faults at first; boto3 in this process goes through it."""
    with running_proxy(weed) as running:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture
def url(weed: Weed) -> str:
    """A fresh prefix."""
    return weed.url(f"faulty-{secrets.token_hex(6)}")


@pytest.fixture
def site() -> Iterator[DemoSite]:
    """The demo web, fresh."""
    with DemoSite() as running:
        yield running


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Crawled]:
    """What an undisturbed crawl leaves; only to be read."""
    return finished_crawl(tmp_path_factory)
