"""What is refused by the spelling of a URL alone, and what the settings open."""

import pytest
from scrapy import Request
from scrapy.settings import Settings

from crawler.addresses.reach import AddressRefused, Reach, SchemeRefused, reach_of
from crawler.history.reachable import require_reachable
from crawler.spiders.arguments import history_arguments
from pipelines.config import CdxConfig, HistoryConfig
from pipelines.errors import ConfigurationError
from tests.addresses.spellings import NAME_TO_LOOPBACK, SPELLINGS


def _configured(api: str) -> HistoryConfig:
    return HistoryConfig(cdx=(CdxConfig(api=api),))


def reach(monkeypatch: pytest.MonkeyPatch, proxy: str = "", **settings: object) -> Reach:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    if proxy:
        monkeypatch.setenv("http_proxy", proxy)
    return reach_of(Settings({"ALLOWED_PORTS": [80, 443], "ALLOWED_NETWORKS": [], **settings}))


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_spellings_are_refused_before_a_proxy_hears_of_them(
    spelling: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Scrapy makes a request of them; a name alone is left to whoever looks it up."""
    request = Request(f"http://{spelling}/x")
    if spelling == NAME_TO_LOOPBACK:
        reach(monkeypatch).refuse_url(request.url)
    else:
        with pytest.raises(AddressRefused):
            reach(monkeypatch).refuse_url(request.url)


@pytest.mark.parametrize(
    "url",
    [
        "http://daily.example:8080/",
        "http://daily.example:22/",
        "https://daily.example:0/",
        "http://daily.example:99999/",
        "http://daily.example:port/",
        "http://user:word@daily.example/",
        "http://127.0.0.1\\@daily.example/",
        "http://daily.example\\@127.0.0.1/",
        "http://daily.example%2f@127.0.0.1/",
        "http://daily%2eexample/",
        "http://[fe80::1%25lo]/",
        "http://[::1/",
        "http://dàily.example/",
        "http:///daily.example/",
        "http://4294967297/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AddressRefused):
        reach(monkeypatch).refuse_url(url)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "s3://b/k", "ftp://daily.example/", "data:,x", "//a.b/"]
)
def test_other_schemes(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SchemeRefused):
        reach(monkeypatch).refuse_url(url)


@pytest.mark.parametrize(
    "url",
    ["http://daily.example/", "https://DAILY.example:443/x@y", "http://a_b.daily.example./", "http://8.8.8.8/",
     "http://xn--bcher-kva.example/", "http://[2606:4700:4700::1111]/"],
)  # fmt: skip
def test_let_by(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reach(monkeypatch).refuse_url(url)


def test_settings_open_networks_and_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    """As -s gives them."""
    opened = reach(monkeypatch, ALLOWED_NETWORKS="127.0.0.0/8, fd00::/8", ALLOWED_PORTS="80,8080")
    opened.refuse_url("http://127.1:8080/")
    opened.refuse("fd00::1", 80)
    for host, port in (
        ("127.0.0.1", 443),
        ("10.0.0.1", 80),
        ("::ffff:127.0.0.1", 80),
        ("::1", 80),
        ("name", 80),
    ):
        with pytest.raises(AddressRefused):
            opened.refuse(host, port)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_NETWORKS", "loopback"),
        ("ALLOWED_NETWORKS", "127.0.0.1/8"),
        ("ALLOWED_NETWORKS", "127.0.0.0/8,,"),
        ("ALLOWED_PORTS", ""),
        ("ALLOWED_PORTS", "web"),
        ("ALLOWED_PORTS", "0"),
        ("ALLOWED_PORTS", "80,65536"),
        ("ALLOWED_PORTS", "٨٠"),
    ],
)
def test_mistakes(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name}"):
        reach(monkeypatch, **{name: value})


@pytest.mark.parametrize(
    "proxy", ["http://Proxy.internal:80", "proxy.internal:80", "http://a:b@proxy.internal"]
)
def test_the_proxy_is_no_publisher(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = reach(monkeypatch, proxy)
    assert opened.proxies == {("proxy.internal", 80)}
    opened.refuse_url("https://proxy.internal/")
    for url in ("http://proxy.internal/", "http://PROXY.internal.:80/x"):
        with pytest.raises(AddressRefused, match="is the proxy"):
            opened.refuse_url(url)


@pytest.mark.parametrize(
    ("given", "configured", "says"),
    [
        ({"cdx": ["http://127.0.0.1:8080/news/cdx"]}, HistoryConfig(),
         "-s ALLOWED_NETWORKS=127.0.0.1 -s ALLOWED_PORTS=80,443,8080"),
        ({}, _configured("http://10.0.0.5/news/cdx"), "-s ALLOWED_NETWORKS=10.0.0.5"),
        ({}, _configured("http://pywb:8080/news/cdx"), "-s ALLOWED_PORTS=80,443,8080"),
        ({}, HistoryConfig(ccnews="http://localhost/news/"), "-s ALLOWED_NETWORKS=127.0.0.1"),
    ],
)  # fmt: skip
def test_a_private_web_archive_is_told_what_it_needs(
    given: dict[str, list[str]], configured: HistoryConfig, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = history_arguments({"since": ["2019"], **given})
    with pytest.raises(ConfigurationError, match="if it is yours, give") as refused:
        require_reachable(arguments, configured, reach(monkeypatch))
    assert str(refused.value).endswith(says)


def test_sources_that_are_not_asked_or_no_requests_need_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    configured = HistoryConfig(ccnews="s3://commoncrawl", cdx=(CdxConfig(api="http://10.0.0.5/news/cdx"),))
    arguments = history_arguments({"since": ["2019"], "source": ["ccnews"]})
    require_reachable(arguments, configured, reach(monkeypatch))
