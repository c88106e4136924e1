"""What a section page leads to: feeds, further pages, lists of scripts; and what stands in its place."""

import json

import pytest

from crawler.discovery.candidate import Found, Kind, Listing
from crawler.discovery.chains import Chains
from crawler.discovery.listing import read_listing
from crawler.discovery.usual_paths import usual_feeds, usual_sitemaps
from crawler.publishers import Publisher
from tests.discovery.conftest import Read

HOME = "https://www.daily.example/"


def named(found: Found) -> list[tuple[str, str]]:
    return [
        (listing.kind, listing.url.removeprefix("https://www.daily.example")) for listing in found.listings
    ]


@pytest.mark.parametrize(
    ("page", "feeds"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/one">', ["/one"]),
        ('<link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" href="feed/two">', ["/feed/two"]),
        ('<base href="/n/"><link rel="alternate" type="application/feed+json" href="f.json">', ["/n/f.json"]),
        ('<link rel="alternate" type="text/xml" href="/rss.xml">', ["/rss.xml"]),
        ('<link rel="alternate" href="/de/" hreflang="de">', []),
        ('<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/12">', []),
        ('<a href="/feed/">Subscribe</a> <a href="/news/rss">News</a>', ["/feed", "/news/rss"]),
        ('<a href="/all">RSS</a> <a href="/d">RSS订阅</a> <a href="/x">Atom feed</a>', ["/all", "/d", "/x"]),
        ('<a href="/feedback">Feedback</a> <a href="/atomic-power-returns">Atomic power</a>', []),
        ('<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">', []),
        ('<a href="/2019/10/01/story/feed/">RSS</a>', []),
        ('<link rel="alternate" type="application/rss+xml" href="https://feeds.feedburner.com/daily">',
         ["https://feeds.feedburner.com/daily"]),
        ("".join(f'<link rel="alternate" type="application/rss+xml" href="/{n}">' for n in range(9)),
         ["/0", "/1", "/2", "/3", "/4"]),
    ],
)  # fmt: skip
def test_feeds_that_a_page_names(read: Read, page: str, feeds: list[str]) -> None:
    found = read(page.encode(), "section", url=HOME)
    assert [url.rstrip("/") for kind, url in named(found) if kind == "feed"] == [f.rstrip("/") for f in feeds]


def test_a_feed_of_another_site_is_left_out_and_told(read: Read) -> None:
    page = b'<link rel="alternate" type="application/rss+xml" href="https://elsewhere.example/feed">'
    found = read(page, "section", url=HOME)
    assert found.listings == ()
    assert found.left_out == (("https://elsewhere.example/feed", "listing_elsewhere"),)


def test_a_section_that_leads_to_another_site_leads_no_further(read: Read) -> None:
    page = (
        b"<a href='/2020/05/17/a-story-of-theirs'>A story</a>"
        b"<a href='/news/?page=2'>2</a><a href='/rss'>RSS</a>"
    )
    found = read(page, "section", url="https://other.example/news/", asked=f"{HOME}news/")
    assert (found.candidates, found.listings) == ((), ())
    assert found.problem is not None
    assert found.problem[0] == "elsewhere"
    moved = read(page, "section", url="https://new.daily.example/news/", asked=f"{HOME}news/")
    assert [each.listing for each in moved.candidates] == [f"{HOME}news/"]
    assert {each.path for each in moved.listings} == {(f"{HOME}news/",)}
    assert len(moved.listings) == 2


def test_a_page_that_names_feeds_where_one_was_expected(read: Read) -> None:
    found = read(b"<html><h1>Our feeds</h1><a href='/tech.rss'>Tech</a></html>", "feed", url=f"{HOME}rss")
    assert named(found) == [("feed", "/tech.rss")]
    assert found.problem
    assert found.problem[0] == "not_a_feed"


@pytest.mark.parametrize(
    ("page", "pages"),
    [
        ('<a href="/more?cursor=a1">Load more</a>', ["/more?cursor=a1"]),
        ('<button data-url="/api/list?from=20">加载更多</button>', ["/api/list?from=20"]),
        ('<div class="load-more" data-next-url="/fragments/2.html"></div>', ["/fragments/2.html"]),
        ('<button hx-get="/older?before=7">Older posts »</button>', ["/older?before=7"]),
        ('<a href="/tech/older">下一页</a>', ["/tech/older"]),
        ('<button data-url="/api/list?page={page}">Load more</button>', []),
        ('<a href="/2019/10/01/story">Read more</a> <a href="/science">More</a>', []),
        ('<button data-url="/share?x=1">Share</button>', []),
        ('<a rel="next" href="/2019/10/01/the-next-story">The next story</a> <a href="/next">Next</a>', []),
        ('<a rel="next" href="/tech?p=2">2</a>', ["/tech?p=2"]),
        (
            '<link rel="next" href="/tech?cursor=b2"><a href="/tech?cursor=b2">Next page</a>',
            ["/tech?cursor=b2"],
        ),
    ],
)
def test_where_a_section_goes_on(read: Read, page: str, pages: list[str]) -> None:
    found = read(page.encode(), "section", url=f"{HOME}tech")
    assert [url for kind, url in named(found)] == pages


def test_pages_without_a_number_end_by_their_depth(publisher: Publisher) -> None:
    body = b'<a href="/2019/10/01/story">x</a><a rel="next" href="?cursor=e">Next</a>'

    def found(path: tuple[str, ...]) -> Found:
        return read_listing(
            body, url=f"{HOME}t", kind="section", content_type="", publisher=publisher, since=None, path=path
        )

    assert [one.path for one in found((HOME,)).listings] == [(HOME, f"{HOME}t")]
    deep = found(tuple(f"{HOME}{number}" for number in range(4)))
    assert (deep.listings, deep.left_out) == ((), ((f"{HOME}t?cursor=e", "listing_depth"),))


def test_a_page_that_brings_nothing_new_is_the_last(read: Read) -> None:
    chains = Chains()
    body = b'<a href="/2019/10/01/story">x</a><a rel="next" href="?cursor=2">Next</a>'
    first = read(body, "section", url=f"{HOME}t")
    assert chains.cut(_listing(f"{HOME}t"), first) == first
    second = read(body.replace(b"cursor=2", b"cursor=3"), "section", url=f"{HOME}t?cursor=2")
    ended = chains.cut(_listing(f"{HOME}t?cursor=2", f"{HOME}t"), second)
    assert (ended.listings, ended.left_out) == ((), ((f"{HOME}t?cursor=3", "trap_endless"),))
    assert ended.candidates == second.candidates


def _listing(url: str, *path: str) -> Listing:
    return Listing(url, "section", "daily", path=path)


def test_a_fragment_of_html_is_a_section(read: Read) -> None:
    body = "<li><a href='/2019/10/01/leak'>扎克伯格谈抖音海外版</a></li><li>x</li>".encode()
    assert [c.headline for c in read(body, "section", url=f"{HOME}more").candidates] == [
        "扎克伯格谈抖音海外版"
    ]


def test_objects_in_json(read: Read) -> None:
    wordpress = [
        {"link": f"{HOME}one-two", "date": "2019-10-01T08:00:00", "title": {"rendered": "One &amp; two"}}
    ]
    chinese = {"data": {"list": [{"title": "抖音", "url": "/p/123456", "ctime": 1569888000, "pic": "/x"}]},
               "next_url": "/api/list?page=2"}  # fmt: skip
    found = read(json.dumps([wordpress, chinese]).encode(), "section", url=f"{HOME}api/list")
    assert {(c.url, c.headline, c.published) for c in found.candidates} == {
        (f"{HOME}one-two", "One & two", "2019-10-01T08:00:00"),
        (f"{HOME}p/123456", "抖音", "2019-10-01T00:00:00Z"),
    }
    assert [one.url for one in found.listings] == [f"{HOME}api/list?page=2"]


def test_a_number_that_is_no_number_spoils_no_list(read: Read) -> None:
    body = json.dumps([{"url": "/2019/10/01/leak", "title": "The leak", "time": "²²²²²²²²²²"}]).encode()
    assert [each.headline for each in read(body, "section").candidates] == ["The leak"]


def test_html_in_json(read: Read) -> None:
    body = json.dumps({"html": "<h3><a href='/2019/10/01/leak'>The leak</a></h3>", "more": True}).encode()
    assert [c.headline for c in read(body, "section", url=f"{HOME}more").candidates] == ["The leak"]


def test_json_without_pages_is_a_problem(read: Read) -> None:
    assert read(b'{"status": "ok", "items": []}', "section").problem == (
        "no_entries",
        "JSON without a URL that has a title",
    )


LOGIN = b"""<html><title>Log in</title><h1>Log in</h1><form action="/login">
<input type="password"></form></html>"""
GONE = b"""<html><title>404 Not Found</title><h1>Page not found</h1>
<ul><li><a href="/2019/10/01/leak">The leak</a></li></ul></html>"""
CONSENT = b"""<html><title>Before you continue</title><h1>Before you continue</h1>
<p>We and our partners use cookies and process your personal data. Please give your consent to continue.</p>
</html>"""


@pytest.mark.parametrize("kind", ["section", "feed", "sitemap"])
@pytest.mark.parametrize(
    ("page", "problem"), [(LOGIN, "login_page"), (GONE, "soft_404"), (CONSENT, "consent_wall")]
)
def test_what_stands_in_the_place_of_a_listing(read: Read, page: bytes, problem: str, kind: Kind) -> None:
    found = read(page, kind, url=f"{HOME}login" if problem == "login_page" else HOME)
    assert (found.candidates, found.problem and found.problem[0]) == ((), problem)


def test_a_dialog_beside_a_list_is_no_wall(read: Read) -> None:
    page = CONSENT.replace(b"</html>", b"<a href='/2019/10/01/leak'>The leak</a></html>")
    assert len(read(page, "section", url=HOME).candidates) == 1


def test_the_usual_paths_lie_at_the_root() -> None:
    assert usual_feeds(f"{HOME}en/", "daily")[0].url == f"{HOME}feed"
    assert {one.kind for one in usual_sitemaps(HOME, "daily")} == {"sitemap"}
