"""Where the guard is not in force nothing is fetched, and nothing listens."""

from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from crawler.addresses.proof import refuse_other_reactor
from crawler.settings import DOWNLOADER_MIDDLEWARES
from demo.site.server import DemoSite
from pipelines.archive import list_runs, open_store
from pipelines.errors import ConfigurationError
from tests.addresses.asking import ask
from tests.addresses.canary import canary
from tests.crawl.crawling import crawl

RESOLVER = "TWISTED_DNS_RESOLVER"
SCRAPYS = "scrapy.resolver.CachingThreadedResolver"
CARELESS = "tests.addresses.careless.Careless"
WITHOUT = {name: place for name, place in DOWNLOADER_MIDDLEWARES.items() if "addresses" not in name}


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({RESOLVER: SCRAPYS}, "http to 127.0.0.1:80 was not refused"),
        ({RESOLVER: "scrapy.resolver.CachingHostnameResolver"}, "was not refused"),
        ({"DOWNLOAD_HANDLERS": {"http": None}}, "http to 127.0.0.1:80 was not refused: NotSupported"),
        ({"DOWNLOAD_HANDLERS": {"https": CARELESS}}, "https to 127.0.0.1:80 was"),
        ({"DOWNLOADER_MIDDLEWARES": WITHOUT}, "AddressMiddleware is not among DOWNLOADER_MIDDLEWARES"),
        ({RESOLVER: SCRAPYS, "ALLOWED_NETWORKS": "127.0.0.0/8,::1"}, "192.0.2.1:80 was"),
        ({RESOLVER: SCRAPYS, "ALLOWED_NETWORKS": "0.0.0.0/0,::/0"}, "127.0.0.1:1 was"),
    ],
)  # fmt: skip
def test_a_session_refuses(settings: dict[str, Any], says: str) -> None:
    told = ask(["http://192.0.2.1/"], settings)
    assert told.answers == []
    assert says in told.error
    assert told.error.startswith("the guard of addresses is not in force")


def test_guarded_it_works_and_listens_nowhere() -> None:
    """Allowed networks and the canary's port: what the settings open is open."""
    with canary() as bird:
        urls = [f"http://127.0.0.1:{bird.port}/", "http://127.0.0.2:1/", "file:///etc/passwd", "s3://b/k",
                "ftp://127.0.0.1/", "data:,x"]  # fmt: skip
        told = ask(urls, {"ALLOWED_NETWORKS": "127.0.0.0/8", "ALLOWED_PORTS": f"80,{bird.port}"})
        assert len(bird.hits) == 1
    assert told.error == ""
    assert told.listening == []
    assert told.answers[1:] == ["address", "scheme", "scheme", "scheme", "scheme"]


@pytest.mark.parametrize(
    "settings",
    [
        {"TWISTED_REACTOR": "twisted.internet.selectreactor.SelectReactor"},
        {"TWISTED_REACTOR": None},
        {"TWISTED_REACTOR_ENABLED": False},
    ],
)
def test_another_reactor_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match="TWISTED_REACTOR"):
        refuse_other_reactor(Settings(settings))


def test_a_crawl_refuses_in_one_sentence(tmp_path: Path) -> None:
    with DemoSite() as site:
        crawled = crawl(site.proxy, tmp_path / "archive", "-s", f"{RESOLVER}={SCRAPYS}")
        assert site.requests == []
    assert crawled.code == 2
    assert "error: the guard of addresses is not in force" in crawled.output
    assert "Traceback" not in crawled.output
    assert list(list_runs(open_store(str(tmp_path / "archive")))) == []


def test_behind_a_proxy_no_spelling_gets_to_it(tmp_path: Path) -> None:
    """Only what its name does not tell is left to the proxy, which alone can know."""
    with DemoSite() as site:
        urls = [
            "http://127.1/2020/x",
            f"{site.proxy}/x",
            "http://[::1]/x",
            "http://pixel-ledger.example:81/x",
        ]
        urls += ["http://pixel-ledger.example/nothing-there"]
        asked = [part for url in urls for part in ("-a", f"url={url}")]
        crawled = crawl(site.proxy, tmp_path / "archive", *asked, spider="page")
        assert {request.host for request in site.requests} == {"pixel-ledger.example"}
        assert "/nothing-there" in [request.path for request in site.requests]
    assert "failed: address 4" in crawled.output, crawled.output
