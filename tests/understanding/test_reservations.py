"""What a page asks of those who would use it: robots rules and TDMRep, wherever they are said."""

import time

import pytest
from lxml.html import fromstring

from pipelines.document import Capture, Reservation
from pipelines.errors import Rejected
from pipelines.extract import extract
from pipelines.joined import extract_joined
from pipelines.page.reservations import may_follow, merged, refuse_reserved, reservations_of
from tests.understanding.captures import capture

POLICY = "https://courier.example.com/policies/mining.json"
SITE = Reservation(what="tdm", said_in="tdmrep", detail=POLICY)
STORY = f"<article><p>{'The company said so on Tuesday, in a letter. ' * 9}</p></article>"


def page(
    head: str = "", headers: tuple[tuple[str, str], ...] = (), site: Reservation | None = None
) -> Capture:
    html = f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{STORY}</body></html>"
    made = capture(html.encode())
    return made.model_copy(update={"headers": (*made.headers, *headers), "site_reservation": site})


def found(
    head: str = "", headers: tuple[tuple[str, str], ...] = (), site: Reservation | None = None
) -> tuple[Reservation, ...]:
    return reservations_of(page(head, headers, site), fromstring(page(head).body))


def slugs(head: str = "", *x_robots: str) -> list[str]:
    return [each.what for each in found(head, tuple(("X-Robots-Tag", value) for value in x_robots))]


def meta(content: str, name: str = "robots") -> str:
    return f'<meta name="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("index, follow, max-image-preview:large, max-snippet:-1", []),
        ("all", []),
        ("noodp,noydir", []),
        ("acap allow-index", []),
        ("noarchive", ["noarchive"]),
        ("NOARCHIVE , NoIndex", ["noarchive", "noindex"]),
        ("nocache", ["noarchive"]),
        ("none", ["nofollow", "noindex"]),
        ("noai, noimageai", ["noai", "noimageai"]),
        ("noml", ["noai"]),
        ("nosnippet", ["nosnippet"]),
        ("index,nofollow,noarchive,max-snippet:0", ["noarchive", "nofollow"]),
        ("noindexx, no index, noindex;nofollow", []),
        ("tdm, unavailable_after", []),
        ("", []),
        (",,,", []),
    ],
)
def test_robots_rules_of_a_page(content: str, expected: list[str]) -> None:
    assert slugs(meta(content)) == expected
    assert slugs("", content) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("robots", ["noai"]),
        ("ROBOTS", ["noai"]),
        ("CorpusCrawler", ["noai"]),
        ("googlebot", []),
        ("bingbot", []),
        ("ccbot", []),
        ("description", []),
    ],
)
def test_rules_for_other_robots_do_not_speak_to_us(name: str, expected: list[str]) -> None:
    assert slugs(meta("noai", name)) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["googlebot: noindex"], []),
        (["googlebot: noindex, noarchive"], []),
        (["googlebot: noindex", "noarchive"], ["noarchive"]),
        (["noarchive, googlebot: noindex"], ["noarchive"]),
        (["otherbot: noindex, corpuscrawler: noai"], ["noai"]),
        (["CorpusCrawler: noindex, nofollow"], ["nofollow", "noindex"]),
        (["corpuscrawler/1.0: noindex"], []),
        (["robots: noindex"], ["noindex"]),
        (["noindex", "noarchive", "noai"], ["noai", "noarchive", "noindex"]),
        (["max-snippet: 20, noarchive"], ["noarchive"]),
        (["otherbot: unavailable_after: 25 Jun 2010 15:00:00 PST"], []),
        (["corpuscrawler: unavailable_after: 25 Jun 2010 15:00:00 PST, noai"], ["noai", "unavailable_after"]),
        ([":", "::noindex", " : noindex"], []),
    ],
)
def test_robots_that_a_header_names(values: list[str], expected: list[str]) -> None:
    assert slugs("", *values) == expected


@pytest.mark.parametrize(
    "date",
    [
        "25 Jun 2030 15:00:00 PST",
        "2030-06-25T15:00:00Z",
        "Tuesday, 25-Jun-30 15:00:00 GMT",
        "Tue, 25 Jun 2030 15:00:00 GMT",
    ],
)
def test_the_date_of_an_unavailable_after_is_kept_as_it_is_written(date: str) -> None:
    expected = (
        Reservation(what="noarchive", said_in="meta"),
        Reservation(what="unavailable_after", said_in="meta", detail=date),
    )
    assert found(meta(f"unavailable_after: {date}, noarchive")) == expected


def test_the_page_is_told_before_the_header() -> None:
    said = found(meta("noai"), (("x-robots-tag", "noai, noindex"),))
    assert [(each.what, each.said_in) for each in said] == [("noai", "meta"), ("noindex", "header")]


def tdm(reserved: str, policy: str | None = None) -> tuple[tuple[str, str], ...]:
    return (("TDM-Reservation", reserved), *((("TDM-Policy", policy),) if policy else ()))


def tdm_meta(reserved: str, policy: str | None = None) -> str:
    return "".join(meta(value, name.lower()) for name, value in tdm(reserved, policy))


@pytest.mark.parametrize(
    ("head", "headers", "site", "expected"),
    [
        ("", (), None, None),
        (tdm_meta("1"), (), None, ("meta", None)),
        (tdm_meta("0"), (), None, None),
        ("", tdm("1"), None, ("header", None)),
        ("", (), SITE, ("tdmrep", POLICY)),
        # What stands nearer to the text wins, in both directions.
        (tdm_meta("0"), tdm("1"), SITE, None),
        ("", tdm("0"), SITE, None),
        (tdm_meta("1"), tdm("0"), None, ("meta", None)),
        # What is not said resets nothing.
        ("", tdm("1"), SITE, ("header", POLICY)),
        (tdm_meta("1", "/mine"), tdm("1", "/header"), SITE, ("meta", "https://courier.example.com/mine")),
        (meta("https://a.example/p", "tdm-policy"), (), SITE, ("tdmrep", "https://a.example/p")),
        (meta("https://a.example/p", "tdm-policy"), (), None, None),
        # Any other value is an error, and an error is nothing said.
        (tdm_meta("2"), (), None, None),
        (tdm_meta("true"), tdm("1"), None, ("header", None)),
        (tdm_meta(" 1 "), (), None, ("meta", None)),
        # Whoever contradicts himself reserves.
        (tdm_meta("0") + tdm_meta("1"), (), None, ("meta", None)),
        (tdm_meta("1", "javascript:alert(1)"), (), None, ("meta", None)),
        (tdm_meta("1", "http://[broken"), (), None, ("meta", None)),
        (tdm_meta("1", "https://a.example/" + "p" * 3000), (), None, ("meta", None)),
    ],
)
def test_tdm_reservation_by_its_processing_priority(
    head: str,
    headers: tuple[tuple[str, str], ...],
    site: Reservation | None,
    expected: tuple[str, str | None] | None,
) -> None:
    told = [(each.said_in, each.detail) for each in found(head, headers, site) if each.what == "tdm"]
    assert told == ([] if expected is None else [expected])


def test_an_article_carries_what_is_asked_and_its_further_pages_too() -> None:
    first = page(meta("noarchive"), tdm("1"))
    article = extract(first, min_characters=40)
    assert [each.what for each in article.reservations] == ["noarchive", "tdm"]
    whole = first.model_copy(update={"further": (page(meta("noai, noarchive")),)})
    assert [each.what for each in extract_joined(whole, min_characters=40).reservations] == [
        "noai",
        "noarchive",
        "tdm",
    ]


def test_of_the_pages_of_an_article_the_first_that_asks_is_told() -> None:
    header, said = Reservation(what="noai", said_in="header"), Reservation(what="noai", said_in="meta")
    assert merged([(), (header,), (said,)]) == (header,)


def test_what_is_obeyed_is_refused_and_nothing_else() -> None:
    asked = (Reservation(what="noarchive", said_in="meta"), SITE)
    refuse_reserved(asked, {"noai", "noindex"})
    refuse_reserved(asked, set())
    refuse_reserved((Reservation(what="nofollow", said_in="meta"),), {"nofollow"})
    with pytest.raises(Rejected) as caught:
        refuse_reserved(asked, {"tdm", "noai"})
    assert caught.value.reason == "reserved_tdm"
    assert caught.value.detail == f"tdm in tdmrep.json of its site, policy {POLICY}"


@pytest.mark.parametrize(("obeyed", "follows"), [({"nofollow"}, False), ({"noai"}, True), (set(), True)])
def test_links_are_followed_unless_the_page_asks_and_we_obey(obeyed: set[str], *, follows: bool) -> None:
    assert may_follow((Reservation(what="nofollow", said_in="meta"),), obeyed) is follows
    assert may_follow((), obeyed)


def test_a_page_of_rules_costs_no_more_than_its_length() -> None:
    many = "".join(meta("a:" * 100_000) + meta("noai," * 100_000) for _ in range(5))
    started = time.process_time()
    assert slugs(many) == ["noai"]
    assert slugs("", ":" * 1_000_000, "x:" * 500_000, "unavailable_after: 1" + ",1" * 500_000) == [
        "unavailable_after"
    ]
    assert time.process_time() - started < 5
