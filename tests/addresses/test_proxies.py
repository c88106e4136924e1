"""Which proxy a request gets: as with Scrapy, from an environment that is read once."""

from typing import Any

import pytest
from scrapy import Request
from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware

from crawler.middlewares.proxies import ProxyMiddleware

PROXY = "http://proxy.example:3128"
URLS = (
    "http://daily.example/a",
    "https://daily.example/a",
    "http://news.daily.example:8080/a",
    "http://undaily.example/",
    "http://127.0.0.1/",
    "http://[::1]/",
    "HTTP://Daily.Example/",
)
ENVIRONMENTS: tuple[dict[str, str], ...] = (
    {},
    {"http_proxy": PROXY},
    {"http_proxy": PROXY, "https_proxy": "http://editor:word@proxy.example:3129"},
    {"http_proxy": PROXY, "https_proxy": PROXY, "no_proxy": "daily.example,127.0.0.1"},
    {"http_proxy": PROXY, "no_proxy": ".daily.example:8080"},
    {"http_proxy": PROXY, "https_proxy": PROXY, "no_proxy": "*"},
    {"no_proxy": "daily.example"},
)
METAS: tuple[dict[str, Any], ...] = (
    {},
    {"proxy": None},
    {"proxy": "http://user:word@other.example:3128"},
    {"_auth_proxy": PROXY},
)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_same_as_scrapy(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    theirs, ours = HttpProxyMiddleware(), ProxyMiddleware()
    for url in URLS:
        for meta in METAS:
            assert _asked(ours, url, meta) == _asked(theirs, url, meta)


def test_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", PROXY)
    middleware = ProxyMiddleware()
    monkeypatch.setenv("no_proxy", "*")
    assert _asked(middleware, URLS[0], {})[0]["proxy"] == PROXY


def _asked(middleware: HttpProxyMiddleware, url: str, meta: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    request = Request(url, meta=dict(meta), headers={"Proxy-Authorization": "Basic b2xk"})
    middleware.process_request(request)
    return request.meta, request.headers
