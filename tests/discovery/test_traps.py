"""What a site makes without end is told by its shape and named; what only looks like it is left alone."""

import pytest

from crawler.discovery.traps import Combinations, trap_of
from pipelines.urls import canonical_url, url_key
from tests.discovery.conftest import Read

TODAY = "2026-11-22"
SITE = "https://www.daily.example"


@pytest.mark.parametrize(
    ("path", "trap"),
    [
        ("/calendar/2031/05/04", "trap_calendar"),
        ("/events/calendar/2019-10/", "trap_calendar"),
        ("/2031/05/", "trap_calendar"),
        ("/archive/1850/01/01", "trap_calendar"),
        ("/events?month=2031-05", "trap_calendar"),
        ("/events?year=2019&month=10", "trap_calendar"),
        ("/events?tribe-bar-date=2019-10-01", "trap_calendar"),
        ("/events/list?ical=1", "trap_calendar"),
        ("/a-story?s=0123456789abcdef0123", "trap_session"),
        ("/session/0123456789abcdef0123/a-story", "trap_session"),
        ("/sid-0123456789abcdef0123/a-story", "trap_session"),
        ("/news/news/news/a-story", "trap_repeated"),
        ("/a/b/a/b/a/b/a-story", "trap_repeated"),
        ("/shop?sort=price&color=red", "trap_facets"),
        ("/list?filter[brand]=x&filter[size]=m", "trap_facets"),
        ("/list?" + "&".join(f"p{number}=1" for number in range(11)), "trap_facets"),
        ("/" + "a" * 2100, "trap_overlong"),
        ("/a" * 3 + "/x" * 2 + "".join(f"/{number}" for number in range(20)), "trap_overlong"),
    ],
)
def test_traps(path: str, trap: str) -> None:
    assert trap_of(f"{SITE}{path}", TODAY) == trap


@pytest.mark.parametrize(
    "path",
    [
        "/2019/10/01/a-story",
        "/2019/10/",
        "/2026/11/",
        "/story/1234/12345",
        "/1326-3/",
        "/news/china/news/a-story",
        "/tech/tech/a-story",
        "/0/0/0/1234.html",
        "/detail?id=12&cat=3&from=home",
        "/a-story?sort=new",
        "/?p=123&year=2019",
        "/calendar-makers-fear-tiktok",
        "/s?sid=12",
        "/dj_detail?id=958&page=2",
    ],
)
def test_no_traps(path: str) -> None:
    assert trap_of(f"{SITE}{path}", TODAY) is None


def test_weixin_is_no_trap_of_parameters() -> None:
    sn = "0123456789abcdef0123456789abcdef"
    assert trap_of(f"https://mp.weixin.qq.com/s?__biz=MzA%3D&idx=1&mid=1&sn={sn}", TODAY) is None


def test_many_ways_to_sort_one_path() -> None:
    few = [f"{SITE}/shop?sort={how}" for how in ("new", "old")]
    many = [f"{SITE}/tags?color={how}" for how in "abcdefg"]
    articles = [f"{SITE}/detail?id={number}" for number in range(50)]
    combinations = Combinations([*few, *many, *articles])
    assert {url for url in (*few, *many, *articles) if combinations.is_trap(url)} == set(many)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.daily.example/a-b-c;jsessionid=0AF3",
        "https://www.daily.example/a-b-c?PHPSESSID=abc",
        "https://www.daily.example/a-b-c?sid=0123456789abcdef0123",
        "https://www.daily.example/(S(abcdefghij0123456789abcd))/a-b-c",
    ],
)
def test_a_session_id_that_can_be_done_without_makes_no_other_page(url: str) -> None:
    assert canonical_url(url) == "https://www.daily.example/a-b-c"
    assert url_key(url) == "daily.example/a-b-c"


def test_the_pages_of_a_month_that_somebody_listed_are_read(read: Read) -> None:
    page = b'<a href="/2019/10/01/leak">x</a><a rel="next" href="?year=2019&month=10&page=2">Next</a>'
    found = read(page, "section", url=f"{SITE}/archive?month=10&year=2019")
    assert [one.url for one in found.listings] == [f"{SITE}/archive?month=10&page=2&year=2019"]
    assert read(page, "section", url=f"{SITE}/archive").listings == ()


def test_the_traps_of_a_section_are_left_out_and_told(read: Read) -> None:
    links = (
        "/2019/10/01/leak",
        "/calendar/2031/05/04",
        "/events?month=2031-05",
        "/shop?sort=a&color=b",
        "/about",
    )
    body = "".join(f'<a href="{link}">x</a>' for link in links)
    found = read(
        f'{body}<a rel="next" href="/events?month=2031-06">Next</a>'.encode(), "section", url=f"{SITE}/"
    )
    assert [c.url for c in found.candidates] == [f"{SITE}/2019/10/01/leak"]
    assert found.listings == ()
    assert {(url.removeprefix(SITE), reason) for url, reason in found.left_out} == {
        ("/calendar/2031/05/04", "trap_calendar"),
        ("/events?month=2031-05", "trap_calendar"),
        ("/events?month=2031-06", "trap_calendar"),
        ("/shop?color=b&sort=a", "trap_facets"),
    }
