"""robots.txt by RFC 9309, for our product token."""

import pytest

from crawler.discovery.robots import MAX_BYTES, Robots, is_unreachable
from tests.discovery.conftest import Read

OURS = "CorpusCrawler"
FULL = "CorpusCrawler/0.1 (+mailto:someone@daily.example)"
PAGE = "https://daily.example/private/page"

GROUPS = b"""
User-agent: Googlebot
Disallow: /

User-agent: corpuscrawler
Disallow: /private/
Crawl-delay: 7

User-agent: *
Disallow: /all
Crawl-delay: 1
"""


@pytest.mark.parametrize("user_agent", [OURS, "corpuscrawler", FULL])
def test_our_group_is_found_without_regard_to_case(user_agent: str) -> None:
    robots = Robots.parse(GROUPS, "https://daily.example/robots.txt")
    assert not robots.allows(PAGE, user_agent)
    assert robots.allows("https://daily.example/all", user_agent)
    assert robots.crawl_delay_s(user_agent) == 7.0


def test_others_fall_back_to_the_star() -> None:
    robots = Robots.parse(GROUPS, "")
    assert robots.allows(PAGE, "OtherBot")
    assert not robots.allows("https://daily.example/all", "OtherBot")
    assert robots.crawl_delay_s("OtherBot") == 1.0


@pytest.mark.parametrize("name", ["Googlebot", "Corpus", "Crawler", "CorpusCrawlerX", "My-CorpusCrawler"])
def test_groups_of_others_are_not_ours(name: str) -> None:
    assert Robots.parse(f"User-agent: {name}\nDisallow: /".encode(), "").allows(PAGE, OURS)


@pytest.mark.parametrize("name", ["CorpusCrawler/1.0", "CORPUSCRAWLER  # us", "corpuscrawler/2 (x)"])
def test_names_with_version_or_comment_are_ours(name: str) -> None:
    assert not Robots.parse(f"User-agent: {name}\nDisallow: /".encode(), "").allows(PAGE, OURS)


def test_groups_of_one_name_are_one_group_and_the_longest_match_wins() -> None:
    body = (
        b"User-agent: a\nUser-agent: CorpusCrawler\nDisallow: /x\n\nUser-agent: corpuscrawler\nAllow: /x/y\n"
    )
    robots = Robots.parse(body, "")
    assert not robots.allows("https://daily.example/x/z", OURS)
    assert robots.allows("https://daily.example/x/y", OURS)


def test_wildcard_end_and_percent_escapes() -> None:
    robots = Robots.parse("User-agent: *\nDisallow: /*.pdf$\nDisallow: /抖音\n".encode(), "")
    assert not robots.allows("https://daily.example/a.pdf", OURS)
    assert robots.allows("https://daily.example/a.pdf?x", OURS)
    assert not robots.allows("https://daily.example/%E6%8A%96%E9%9F%B3/1", OURS)


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        (200, False),
        (204, False),
        (301, True),
        (401, True),
        (403, True),
        (404, True),
        (410, True),
        (429, False),
        (500, False),
        (503, False),
        (None, False),
    ],
)
def test_answers(status: int | None, allowed: bool) -> None:
    robots = Robots.from_answer(status, b"User-agent: *\nDisallow: /private")
    assert robots.allows(PAGE, OURS) is allowed
    assert Robots.from_answer(status, b"").allows(PAGE, OURS) is (not is_unreachable(status))


def test_all_and_nothing() -> None:
    assert Robots.allow_all().allows(PAGE, OURS)
    assert not Robots.disallow_all().allows(PAGE, OURS)
    assert Robots.disallow_all().allows("https://daily.example/robots.txt", OURS)


def test_only_the_first_500_kib_are_read_and_no_half_line() -> None:
    rule, last = b"Disallow: /private/x\n", b"Disallow: /page"
    filler = b"#" * (MAX_BYTES - len(b"User-agent: *\n" + rule) - 12) + b"\n"
    robots = Robots.parse(b"User-agent: *\n" + rule + filler + last, "")
    assert not robots.allows("https://daily.example/private/x", OURS)
    assert robots.allows("https://daily.example/page", OURS)


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_bom_and_line_ends(newline: bytes) -> None:
    body = b"\xef\xbb\xbf" + newline.join([b"User-agent: *", b"Disallow: /private"])
    assert not Robots.parse(body, "").allows(PAGE, OURS)


@pytest.mark.parametrize("body", [b"<html><body>404</body></html>", b"\xff\xfe\x00", b"\0" * 100, b""])
def test_rubbish_forbids_nothing(body: bytes) -> None:
    assert Robots.parse(body, "").allows(PAGE, OURS)


def test_sitemap_lines_become_listings(read: Read) -> None:
    lines = [
        "Sitemap: https://daily.example/a.xml",
        "SITEMAP: /b.xml.gz",
        "Sitemap: https://daily.example/a.xml",
    ]
    body = "\n".join([*lines, "Sitemap: ftp://x/"]).encode()
    found = read(body, "robots", url="https://daily.example/robots.txt")
    path = ("https://daily.example/robots.txt",)
    assert [(x.url, x.kind, x.path) for x in found.listings] == [
        ("https://daily.example/a.xml", "sitemap", path),
        ("https://daily.example/b.xml.gz", "sitemap", path),
    ]
