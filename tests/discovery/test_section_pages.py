"""Which links of a page look like articles, and where the next page is."""

import pytest

from crawler.discovery.article_urls import looks_like_article, page_number
from crawler.publishers import Publisher
from tests.discovery.conftest import Read

ARTICLES = [
    "https://www.theverge.com/2019/10/1/20756701/mark-zuckerberg-facebook-leak-audio",
    "https://techcrunch.com/2019/11/14/tiktok-clocks-1-5-billion-downloads/",
    "https://www.thepaper.cn/newsDetail_forward_4585437",
    "https://36kr.com/p/1009237842",
    "https://36kr.com/newsflashes/1234567890",
    "http://opinion.people.com.cn/n1/2020/1211/c1003-31963456.html",
    "https://tech.sina.com.cn/chuangshiji/2020-12-14/doc-iiznctke6666666.shtml",
    "https://news.qq.com/rain/a/20201207A0496K00",
    "https://www.latepost.com/news/dj_detail?id=958",
    "https://mp.weixin.qq.com/s?__biz=MzA=&mid=1&idx=1&sn=abc",
    "https://mp.weixin.qq.com/s/abcDEF_123",
    "https://apnews.com/article/facebook-tiktok-zuckerberg-0123456789abcdef",
    "https://www.scmp.com/tech/apps-social/article/2189449/mark-zuckerberg-wishes-facebook-learned-wechat",
    "https://tmtpost.com/6285195.html",
    "https://pandaily.com/tiktok-podcast-transcript-of-it/",
    "https://adspyhub.com/guest-post/Overseas-Promotion-Why-should-Facebook-imitate-WeChat",
    "https://daily.example/?p=123",
    "https://daily.example/2019/10/01/tech/tiktok/index.html",
    "https://www.bjnews.com.cn/detail/160767218415912.html",
]
OTHERS = [
    "https://daily.example/tech/index.html",
    "https://www.theverge.com/",
    "https://www.theverge.com/tech",
    "https://www.theverge.com/authors/casey-newton-and-his-many-friends",
    "https://techcrunch.com/tag/tiktok-and-more-and-more/",
    "https://techcrunch.com/page/2/",
    "https://www.thepaper.cn/channel_25950",
    "https://m.thepaper.cn/channel/119908",
    "https://36kr.com/user/1234567",
    "https://daily.example/about-us/how-we-work-and-why",
    "https://daily.example/reports/q4-results-2018-of-facebook.pdf",
    "https://daily.example/login?id=12",
    "https://daily.example/search/tiktok-and-other-words",
    "https://mp.weixin.qq.com/mp/profile_ext",
    "http://opinion.people.com.cn/GB/1036/index.html",
    "http://opinion.people.com.cn/GB/1036/index12345.html",
]


@pytest.mark.parametrize("url", ARTICLES)
def test_articles(url: str) -> None:
    assert looks_like_article(url)


@pytest.mark.parametrize("url", OTHERS)
def test_others(url: str) -> None:
    assert not looks_like_article(
        url, "A headline of no less than five words" if "bbc" not in url else "Science"
    )


def test_a_section_with_a_long_name_is_no_article() -> None:
    assert not looks_like_article("https://www.bbc.com/news/science_and_environment", "Science")


def test_a_headline_speaks_for_a_short_slug() -> None:
    url = "https://daily.example/tech/zuckerberg-leak"
    assert not looks_like_article(url, "More")
    assert looks_like_article(url, "What Zuckerberg said in the leaked meeting")
    assert looks_like_article(url, "扎克伯格谈抖音海外版：做得非常好")


PAGE = """<html><head><base href="/tech/"><link rel="next" href="?page=2"></head><body>
<a href="a-story-about-tiktok"><img src="x.jpg"></a>
<a href="a-story-about-tiktok#comments">What  TikTok <b>did</b></a>
<a href="/2019/10/01/leak"><p>8 comments, 1 October</p><h3>The <em>leak</em></h3></a>
<a href="//elsewhere.example/2019/10/01/leak">Elsewhere</a>
<a href="javascript:void(0)">No</a> <a href="/tag/x" rel="tag">x</a> <a href="mailto:a@b.c">m</a>
<a href="http://[broken">b</a> <a>none</a> <a href="/p/20191001.html" title="题目是这样的">图</a>
</body></html>"""


def test_section_page(read: Read) -> None:
    found = read(PAGE.encode(), "section", url="https://daily.example/tech/")
    assert {(c.url, c.headline, c.published) for c in found.candidates} == {
        ("https://daily.example/2019/10/01/leak", "The leak", "2019-10-01"),
        ("https://daily.example/tech/a-story-about-tiktok", "What TikTok did", None),
        ("https://daily.example/p/20191001.html", "题目是这样的", None),
    }
    assert dict(found.dropped)["elsewhere"] == 1
    assert [(p.url, p.kind) for p in found.listings] == [("https://daily.example/tech/?page=2", "section")]


def test_section_page_in_gbk_without_a_charset_header(read: Read) -> None:
    body = '<meta charset="gb2312"><a href="/p/123456.html">抖音海外版</a>'.encode("gbk")
    assert [c.headline for c in read(body, "section", content_type="text/html").candidates] == ["抖音海外版"]


@pytest.mark.parametrize(
    ("url", "links", "following"),
    [
        ("/tech", '<a href="/tech?page=2">2</a><a href="/tech?page=9">9</a>', ["/tech?page=2"]),
        ("/tech?page=2", '<a href="/tech?page=3">3</a><a href="/tech?page=1">1</a>', ["/tech?page=3"]),
        ("/tech/page/4/", '<a href="/tech/page/5/">5</a>', ["/tech/page/5/"]),
        ("/tech/page/5/", '<a href="/tech/page/6/">6</a>', []),
        ("/tech/", '<a href="index_2.html">下一页</a>', ["/tech/index_2.html"]),
        ("/tech", '<a rel="next" href="/tech/older?cursor=abc">Older</a>', ["/tech/older?cursor=abc"]),
        ("/tech", '<a href="/science?page=2">2</a>', []),
    ],
)
def test_next_pages_up_to_a_bound(read: Read, url: str, links: str, following: list[str]) -> None:
    found = read(links.encode(), "section", url=f"https://daily.example{url}")
    assert [p.url.removeprefix("https://daily.example") for p in found.listings] == following


def test_no_next_page_beyond_since(read: Read) -> None:
    body = b'<a href="/2018/10/01/leak">Leak</a><a rel="next" href="?page=2">2</a>'
    assert read(body, "section", since="2018-10-01").listings
    assert not read(body, "section", since="2019-01-01").listings


def test_page_numbers() -> None:
    assert page_number("https://daily.example/tech/") == page_number("https://daily.example/tech/index.html")
    assert page_number("https://daily.example/tech/index_3.shtml") == ("https://daily.example/tech", 3)
    assert page_number("https://daily.example/tech?a=1&page=2") == ("https://daily.example/tech?a=1", 2)


def test_paths_and_domains_of_the_publisher_decide(read: Read) -> None:
    publisher = Publisher(
        id="d",
        name="D",
        home="https://daily.example/",
        language="en",
        paths=("/blog/",),
        also_domains=("day.example",),
    )
    links = ["/blog/2019/10/01/a", "/press/2019/10/01/b", "https://m.day.example/blog/2019/10/01/c"]
    body = "".join(f'<a href="{link}">x</a>' for link in links).encode()
    found = read(body, "section", of=publisher)
    assert {c.url for c in found.candidates} == {
        "https://www.daily.example/blog/2019/10/01/a",
        "https://m.day.example/blog/2019/10/01/c",
    }
    assert found.dropped == (("no_article", 1),)


def test_siblings_under_the_registrable_domain_are_own(read: Read) -> None:
    people = Publisher(id="p", name="P", home="http://it.people.com.cn/", language="zh")
    body = b'<a href="http://opinion.people.com.cn/n1/2020/1211/c1-2.html">a</a><a href="http://x.com.cn/p/123456">b</a>'
    found = read(body, "section", of=people)
    assert [c.url for c in found.candidates] == ["http://opinion.people.com.cn/n1/2020/1211/c1-2.html"]


def test_hosts_on_loopback_are_own(read: Read) -> None:
    local = Publisher(id="l", name="L", home="http://127.0.0.1:8123/", language="en")
    body = b'<a href="/2019/10/01/a">a</a><a href="http://127.0.0.2:8123/2019/10/01/b">b</a>'
    found = read(body, "section", url="http://127.0.0.1:8123/", of=local)
    assert [c.url for c in found.candidates] == ["http://127.0.0.1:8123/2019/10/01/a"]


def test_idn_and_fragments_become_canonical(read: Read) -> None:
    own = Publisher(
        id="i",
        name="I",
        home="https://bücher.example/",
        also_domains=("xn--bcher-kva.example",),
        language="de",
    )
    found = read("<a href='https://BÜCHER.example/2019/10/01/a#x'>a</a>".encode(), "section", of=own)
    assert [c.url for c in found.candidates] == ["https://xn--bcher-kva.example/2019/10/01/a"]
