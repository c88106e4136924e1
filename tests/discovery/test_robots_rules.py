"""Cases of RFC 9309 and of the tests that Google publishes with its parser, in words of our own.

Three of Google's are its own and not the RFC's, and are not ours: an allowed `index.html` allows its folder
too; lines are cut after 16,664 octets; an empty User-Agent is allowed everything.
"""

import time
from typing import NamedTuple

import pytest

from crawler.discovery.robots import Robots

OURS = "CorpusCrawler"
G = "user-agent: CorpusCrawler\n"


class Case(NamedTuple):
    """A robots.txt, paths that it lets us fetch, and paths that it does not, between blanks."""

    name: str
    body: str | bytes
    allowed: str
    forbidden: str
    user_agent: str = OURS


CASES = [
    # The protocol: lines and groups (2.1, 2.2, 2.2.4).
    Case("a rule", G + "disallow: /\n", "", "/x/y /"),
    Case("nothing at all", "", "/x", ""),
    Case("other records are none", "foo: CorpusCrawler\nbar: /\n", "/x", ""),
    Case("the colon is missing", "user-agent CorpusCrawler\ndisallow /\n", "", "/x"),
    Case("rules outside of groups", "disallow: /a\n" + G + "disallow: /b\n", "/a", "/b"),
    Case("names of records in any case", "USER-AGENT: x\nuSeR-aGeNt: CORPUSCRAWLER\nDISALLOW: /\n", "", "/"),
    Case("blanks and tabs around", "\t user-agent \t:CorpusCrawler \n  disallow\t: \t/x  \n", "/y", "/x"),
    Case("usual misspellings", "useragent: CorpusCrawler\ndissallow: /x\ndisalow: /y\n", "/z", "/x /y"),
    Case(
        "a sitemap ends no group",
        G + "Sitemap: https://daily.example/s.xml\nuser-agent: *\ndisallow: /\n",
        "",
        "/",
    ),
    Case("an unknown record ends no group", G + "Noindex: /z\nuser-agent: *\ndisallow: /\n", "", "/"),
    Case("a delay ends no group", G + "Crawl-delay: 5\n\nuser-agent: *\ndisallow: /x\n", "/y", "/x"),
    Case("a blank line ends no group", G + "\n\nuser-agent: other\n\ndisallow: /x\n", "/y", "/x"),
    Case(
        "groups by their rules",
        G + "disallow: /\nallow: /x/\nuser-agent: other\ndisallow: /\nallow: /y/\n\n\nallow: /w/\n"
        "user-agent: third\n\n" + G + "allow: /z/\ndisallow: /\n",
        "/x/b /z/d",
        "/y/c /w/a /foo/bar/",
    ),
    Case("the last group may be empty", "user-agent: *\ndisallow: /\n\n" + G, "/x", ""),
    Case("a name that is missing", "user-agent:\ndisallow: /x\n", "/x", ""),
    Case("after it the group is nobody's", G + "disallow: /x\nuser-agent:\ndisallow: /y\n", "/y", "/x"),
    # Names (2.2.1).
    Case("everybody, where nobody names us", "user-agent: *\ndisallow: /x\n", "/y", "/x"),
    Case("not everybody, where one does", "user-agent: *\ndisallow: /x\n" + G + "disallow: /y\n", "/x", "/y"),
    Case("and the order is nothing", G + "disallow: /y\nuser-agent: *\ndisallow: /x\n", "/x", "/y"),
    Case(
        "groups of one name are one",
        G + "disallow: /foo\ndisallow: /bar\n\n" + G + "disallow: /baz\n",
        "/x",
        "/foo /bar /baz",
    ),
    Case("one group of two names", "user-agent: a\n" + G + "disallow: /x\n", "/y", "/x"),
    Case("everybody twice", "user-agent: *\ndisallow: /x\n\nuser-agent: *\ndisallow: /y\n", "/", "/x /y"),
    Case("only others are named", "user-agent: a\ndisallow: /\nuser-agent: b\ndisallow: /\n", "/", ""),
    Case("a name with a version", "user-agent: CorpusCrawler/2.1\ndisallow: /\n", "", "/"),
    Case("a name up to its first blank", "user-agent: CorpusCrawler News\ndisallow: /\n", "", "/"),
    Case("a longer name is another's", "user-agent: CorpusCrawler-News\ndisallow: /\n", "/", ""),
    Case("a shorter one too", "user-agent: Corpus\ndisallow: /\n", "/", ""),
    Case("a star that is glued to a word", "user-agent: *bot\ndisallow: /\n", "/", ""),
    Case("a comment behind the star", "user-agent: * # all of you\ndisallow: /\n", "", "/"),
    Case(
        "we are told by the product token",
        "user-agent: Mozilla\ndisallow: /\n" + G + "disallow: /x\n",
        "/y",
        "/x",
        "CorpusCrawler/0.5.0 (+https://archive.example/Mozilla)",
    ),
    # Precedence (2.2.2).
    Case("the longest wins", G + "disallow: /x/page.html\nallow: /x/\n", "/x/", "/x/page.html"),
    Case("whatever it says", G + "allow: /x/page.html\ndisallow: /x/\n", "/x/page.html", "/x/ /x/other"),
    Case("of equals what allows", G + "disallow: /x\nallow: /x\n", "/x/page", ""),
    Case("empty rules say nothing", G + "disallow: \nallow: \n", "/x", ""),
    Case("an empty rule takes no other away", G + "disallow: /x\ndisallow:\n", "/y", "/x"),
    Case("a slash more is longer", G + "disallow: /x\nallow: /x/\n", "/x/ /x/y", "/x /xy"),
    Case("stars count", G + "allow: /page\ndisallow: /*.html\n", "/page", "/page.html"),
    Case(
        "but not more than letters", G + "allow: /x/page.\ndisallow: /*.html\n", "/x/page.html", "/x/y.html"
    ),
    Case("octets count, not letters", G + "allow: /抖*******\ndisallow: /抖音\n", "/抖", "/抖音"),
    Case("robots.txt is always allowed", G + "disallow: /\n", "/robots.txt", "/a/robots.txt /robots.txtx"),
    # Paths (2.2.2, 2.2.3).
    Case("case counts", G + "disallow: /X/\n", "/x/y", "/X/y"),
    Case(
        "the beginning of the path",
        G + "disallow: /fish\n",
        "/catfish /?id=fish /Fish",
        "/fish /fish.html /fish/salmon.html /fishheads /fish.html?id=any",
    ),
    Case("a star at the end is nothing", G + "disallow: /fish*\n", "/catfish", "/fish /fish/salmon.html"),
    Case("a folder", G + "disallow: /fish/\n", "/fish /fish.html", "/fish/ /fish/?salmon /fish/a.html"),
    Case(
        "a star within",
        G + "disallow: /*.php\n",
        "/ /windows.PHP /php/ /index?php",
        "/a.php /b/a.php /b/a.php?c //b/any.php.html /a.php/ /index?f=a.php/",
    ),
    Case(
        "up to the end",
        G + "disallow: /*.php$\n",
        "/a.php?b /a.php/ /a.php5 /a?php /aaaphpaaa",
        "/a.php /b/a.php",
    ),
    Case("two ends", G + "disallow: /fish*.php\n", "/Fish.PHP", "/fish.php /fishheads/catfish.php?p"),
    Case("the root alone", G + "allow: /$\ndisallow: /\n", "/", "/page.html"),
    Case("a star in the middle", G + "disallow: /foo/*/qux\n", "/foo/qux /foo/bar", "/foo/bar/qux /foo//qux"),
    Case("a dollar before the end is a letter", G + "disallow: /a$b\n", "/a /ab", "/a$b /a$bc"),
    Case("an end is no prefix", G + "disallow: /foo/bar$\n", "/foo/bar/ /foo/bar/qux /foo/bar$x", "/foo/bar"),
    Case(
        "a star as a letter", G + "disallow: /file-%2A.html\n", "/file-x.html", "/file-*.html /file-%2a.html"
    ),
    Case("a dollar as a letter", G + "disallow: /foo-%24\n", "/foo-", "/foo-$ /foo-$x"),
    Case("comments", G + "# disallow: /\ndisallow: /foo/quz#qux\nallow: /\n", "/foo/bar", "/foo/quz"),
    Case("no slash at the beginning", G + "disallow: private\n", "/a/private", "/private"),
    Case("a star at the beginning", G + "disallow: *.gif$\n", "/a.gifs", "/a.gif /b/c.gif"),
    Case("the query belongs to it", G + "disallow: /*?\n", "/a", "/a? /a?b"),
    Case("without a path", G + "disallow: /?a\n", "", "?a=1"),
    # Percent-encoding (2.2.2).
    Case(
        "letters beyond ASCII", G + "disallow: /foo/bar/ツ\n", "/foo/bar/", "/foo/bar/%E3%83%84 /foo/bar/ツ"
    ),
    Case("or their escapes", G + "disallow: /foo/bar/%e3%83%84\n", "/foo", "/foo/bar/%E3%83%84 /foo/bar/ツ"),
    Case(
        "escapes of plain letters",
        G + "disallow: /foo/bar/%62%61%7A\n",
        "/foo",
        "/foo/bar/baz /foo/bar/%62az",
    ),
    Case("and in the URL", G + "disallow: /~me/b-z\n", "/me", "/%7Eme/b%2Dz"),
    Case("an escaped slash is none", G + "disallow: /a/b\n", "/a%2Fb", "/a/b"),
    Case("an escaped question mark is none", G + "disallow: /a?b\n", "/a%3Fb", "/a?b"),
    Case(
        "a URL in a query",
        G + "disallow: /foo/bar?baz=https://foo.bar\n",
        "/foo/bar?baz=http://foo.bar",
        "/foo/bar?baz=https://foo.bar /foo/bar?baz=https%3A%2F%2Ffoo.bar",
    ),
    Case("octets that are no UTF-8", G.encode() + b"disallow: /caf\xe9\n", "/caf%C3%A9", "/caf%E9"),
    Case("half an escape", G + "disallow: /100%\n", "/100", "/100%"),
    # Bytes (2.3, 2.5).
    Case("a byte order mark", b"\xef\xbb\xbf" + G.encode() + b"disallow: /\n", "", "/"),
    Case("two thirds of one", b"\xef\xbb" + G.encode() + b"disallow: /\n", "", "/"),
    Case("a third", b"\xef" + G.encode() + b"disallow: /\n", "", "/"),
    Case("a broken one spoils its line", b"\xef\x11\xbf" + G.encode() + b"disallow: /\n", "/", ""),
    Case("one in the middle too", G.encode() + b"\xef\xbb\xbfdisallow: /x\ndisallow: /y\n", "/x", "/y"),
    Case("UTF-16", (G + "disallow: /x\n").encode("utf-16"), "/y", "/x"),
    Case(
        "line ends of all kinds",
        "user-agent: a\r\rUser-agent: CorpusCrawler\r\ndisallow: /x\rdisallow: /y",
        "/z",
        "/x /y",
    ),
    Case(
        "other line ends are none", G + "# a\u2028disallow: /x\u0085disallow: /x\x0bdisallow: /x\n", "/x", ""
    ),
    Case("NUL", b"\0" + G.encode() + b"disallow: /x\0\n", "/y", "/x"),
    Case("an HTML page", "<html>\n<body>user-agent: *\n<p>disallow: /\n</html>", "/", ""),
    Case("a line of 20,000 octets", G + "disallow: /x/" + "a" * 20_000 + "\n", "/x/a", "/x/" + "a" * 20_001),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_cases_of_the_rfc_and_of_google(case: Case) -> None:
    body = case.body.encode() if isinstance(case.body, str) else case.body
    robots = Robots.parse(body, "")
    for path in case.allowed.split():
        assert robots.allows(f"http://daily.example{path}", case.user_agent), path[:100]
    for path in case.forbidden.split():
        assert not robots.allows(f"http://daily.example{path}", case.user_agent), path[:100]


@pytest.mark.parametrize(
    ("body", "delay_s"),
    [
        (G + "Crawl-delay: 7", 7.0),
        (G + "crawl delay: .5 # please", 0.5),
        (G + "Crawl-delay: 2\nCrawl-delay: 9\nCrawl-delay: 3", 9.0),
        (G + "disallow: /x\nCrawl-delay: 4", 4.0),
        ("user-agent: other\nCrawl-delay: 30\n" + G + "Crawl-delay: 5", 5.0),
        (G + "Crawl-delay: 5\n\nuser-agent: *\nCrawl-delay: 30", 5.0),
        ("user-agent: *\nCrawl-delay: 8", 8.0),
        ("user-agent: *\nCrawl-delay: 8\n" + G + "disallow: /x", None),
        ("Crawl-delay: 8", None),
        (G + "Crawl-delay: -1", None),
        (G + "Crawl-delay: soon", None),
        (G + "Crawl-delay: inf", None),
        (G + "Crawl-delay: nan", None),
        (G + "Request-rate: 1/5", 5.0),
        (G + "Request-rate: 6/1m 0600-0845", 10.0),
        (G + "Request-rate: 0/5", None),
        (G + "Request-rate: 1/5\nCrawl-delay: 2", 5.0),
    ],
)
def test_delays(body: str, delay_s: float | None) -> None:
    assert Robots.parse(body.encode(), "").crawl_delay_s(OURS) == delay_s


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"user-agent: a{number}\n" for number in range(25_000)) + "disallow: /x\n" * 5_000,
        (G + "disallow: /x\n") * 12_000,
        G + "disallow: /" + "*a" * 250_000,
        G + "disallow: /*a*a*a*a*a*a*a*ab\n" * 17_000,
        "a" + " " * 500_000,
        "user-agent" + "\t" * 500_000 + "x",
        "\r" * 500_000,
        "user-agent: *\nallow: /" + "%61" * 150_000,
    ],
    ids=["names", "groups", "stars", "rules", "blanks", "tabs", "lines", "escapes"],
)
def test_no_robots_txt_costs_more_than_a_moment(body: str) -> None:
    began = time.process_time()
    robots = Robots.parse(body.encode(), "")
    for _ in range(3):
        robots.allows("http://daily.example/" + "a" * 2000, OURS)
    assert time.process_time() - began < 5
