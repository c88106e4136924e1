"""Our key of a URL is the one that replay tools make."""

import json
import warnings
from pathlib import Path

import pytest

from pipelines.archive.surt import surt

with warnings.catch_warnings():
    # Its patterns are written as Python no longer wants them, which is told when they are compiled.
    warnings.simplefilter("ignore")
    from surt import surt as of_replay_tools

PAGES = Path(__file__).parents[2].parent / "shared" / "data" / "pages" / "manifest.jsonl"
SESSION = "0123456789abcdef0123456789ABCDEF"

URLS = (
    "http://www.Example.com:80/A%20b/?b=2&a=1#x",
    "https://mp.weixin.qq.com/s?__biz=Mz==&mid=1&idx=2&sn=ab",
    "http://新闻.cn/新闻?q=字节",
    "http://straße.de/ß",
    "http://example.com",
    "http://example.com?",
    "http://example.com/?a",
    "http://example.com/a/../b/./c//d/",
    "http://example.com/a/..",
    "http://example.com/../b",
    "http://example.com//",
    "http://www2.example.com/x",
    "http://www.com/x",
    "http://example.com./x",
    "http://user:pw@example.com/x",
    "http://example.com:8080/%25%32%35",
    "https://example.com:443/x",
    "https://example.com:80/x",
    "http://127.0.0.1:8080/x",
    "http://[::1]:81/x",
    "http://example.com/a%2Fb?c=%26d",
    "http://example.com/a+b?q=a+b%20c",
    "http://example.com/?s=1&s2=1&S=0",
    "http://example.com/?&b=1&&a",
    f"http://example.com/a?x=1&PHPSESSID={SESSION}&y=2",
    f"http://example.com/a?PHPSESSID={SESSION}",
    f"http://example.com/a;jsessionid={SESSION}?y=1",
    f"http://example.com/a?jsessionid={SESSION}",
    "http://example.com/a?aspsessionidabcdefgh=abcdefghijklmnopqrstuvwx&b=1",
    "http://example.com/a?b=1&cfid=12&cftoken=34",
    "http://example.com/(S(0123456789abcdefghijklmn))/x.aspx?a=1",
    "http://example.com/(0123456789abcdefghijklmn)/x.html",
)


@pytest.mark.parametrize("url", URLS)
def test_urls_of_all_kinds(url: str) -> None:
    assert surt(url) == of_replay_tools(url)


def test_urls_of_real_pages() -> None:
    if not PAGES.exists():
        pytest.skip("needs the pages beside the project: absent")
    urls = [json.loads(line).get("url") for line in PAGES.read_text(encoding="utf-8").splitlines()]
    asked = [url for url in urls if url and url.startswith("http")]
    assert len(asked) > 300
    assert [url for url in asked if surt(url) != of_replay_tools(url)] == []


def test_nothing_sorts_before_its_host() -> None:
    assert sorted(map(surt, ("http://b.a.com/", "http://a.com/x", "http://a.com/"))) == [
        "com,a)/",
        "com,a)/x",
        "com,a,b)/",
    ]
