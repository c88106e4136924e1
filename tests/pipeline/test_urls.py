import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.urls import canonical_url, host_of, url_key

WEIXIN = "https://mp.weixin.qq.com/s?__biz=MzA4&mid=265&idx=2&sn=ab12"


@pytest.mark.parametrize(
    ("given_url", "canonical"),
    [
        ("HTTP://WWW.Example.COM:80", "http://www.example.com/"),
        ("https://example.com:443/a/../b#part", "https://example.com/b"),
        ("https://example.com/a?utm_source=x&b=2&a=1&fbclid=y", "https://example.com/a?a=1&b=2"),
        ("https://user:secret@example.com/a", "https://example.com/a"),
        ("https://example.com./a;jsessionid=0AF3?x=1", "https://example.com/a?x=1"),
        (
            "http://例子.中国/路径?q=搜索",
            "http://xn--fsqu00a.xn--fiqs8s/%E8%B7%AF%E5%BE%84?q=%E6%90%9C%E7%B4%A2",
        ),
        ("http://[2001:DB8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
        (f"{WEIXIN}&chksm=f00&scene=21#wechat_redirect", WEIXIN.replace("&mid=265&idx=2", "&idx=2&mid=265")),
        ("https://mp.weixin.qq.com/s/AbCdEf?scene=1", "https://mp.weixin.qq.com/s/AbCdEf?scene=1"),
        ("  https://example.com/a?b  ", "https://example.com/a?b="),
    ],
)
def test_canonical(given_url: str, canonical: str) -> None:
    assert canonical_url(given_url) == canonical


@pytest.mark.parametrize(
    "text", ["", "example.com/a", "ftp://example.com/", "https://", "//example.com", "mailto:a@b.c"]
)
def test_what_is_no_url(text: str) -> None:
    with pytest.raises(ValueError, match="not an absolute"):
        canonical_url(text)


@pytest.mark.parametrize("text", ["http://[::1", "http://example.com:99999/"])
def test_broken_urls_are_value_errors(text: str) -> None:
    with pytest.raises(ValueError):
        canonical_url(text)


def test_one_page_has_one_key() -> None:
    keys = {
        url_key(url)
        for url in (
            "http://example.com/a/",
            "https://www.example.com/a",
            "https://EXAMPLE.com/a?utm_medium=feed",
            "http://example.com:80/a/#top",
        )
    }
    assert keys == {"example.com/a"}


def test_the_query_tells_pages_apart() -> None:
    other = WEIXIN.replace("idx=2", "idx=1")
    assert url_key(WEIXIN) != url_key(other)
    assert url_key(WEIXIN) == url_key(WEIXIN + "&scene=126&sessionid=7")


@given(
    st.text("abcXYZ019-._~/%é中 ", max_size=30),
    st.lists(st.tuples(st.text("abu tm_é", min_size=1, max_size=8), st.text(max_size=8)), max_size=4),
)
def test_canonical_is_stable(path: str, query: list[tuple[str, str]]) -> None:
    url = f"https://example.com/{path}?" + "&".join(f"{name}={value}" for name, value in query)
    once = canonical_url(url)
    assert canonical_url(once) == once
    assert url_key(once) == url_key(url)
    assert "#" not in once


def test_host_of() -> None:
    assert host_of("https://WWW.example.com.:8080/x") == "example.com"
    assert host_of("no url") == ""
    assert host_of("http://[::1") == ""
