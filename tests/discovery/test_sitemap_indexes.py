"""What of an index is asked for: dates in names, loops, other hosts, depth."""

import pytest

from crawler.discovery.candidate import Found
from crawler.discovery.dated_names import dates_of
from crawler.discovery.listing import read_listing
from crawler.publishers import Publisher

SITE = "https://www.daily.example"


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("sitemap-2019-12.xml", "2019-12"),
        ("sitemap_2019_12_31.xml.gz", "2019-12-31"),
        ("2019/12/sitemap.xml", "2019-12"),
        ("sitemaps/entries/2019/9", "2019-09"),
        ("sitemap201912.xml", "2019-12"),
        ("sitemap.xml?yyyy=2019&mm=12&dd=01", "2019-12-01"),
        ("sitemap.xml?year=2019&month=9", "2019-09"),
        ("sitemap-2019.xml", "2019"),
        ("sitemap-12.xml", None),
        ("newsDetail-4585437.xml", None),
        ("sitemap-post.xml", None),
        ("sitemap.xml?year=next", None),
    ],
)
def test_dates_in_names(name: str, date: str | None) -> None:
    assert dates_of([f"{SITE}/{name}"]).get(f"{SITE}/{name}") == date


def test_the_2019th_of_many_has_no_date() -> None:
    assert dates_of(f"{SITE}/sitemap-{number}.xml" for number in range(1, 3000)) == {}


def read(
    *children: str, body: bytes = b"", path: tuple[str, ...] = (), since: str = "", until: str = ""
) -> Found:
    entries = "".join(f"<sitemap><loc>{child}</loc></sitemap>" for child in children)
    return read_listing(
        body or f"<sitemapindex>{entries}</sitemapindex>".encode(),
        url=f"{SITE}/index.xml",
        kind="robots" if body else "sitemap",
        content_type="",
        publisher=Publisher(id="daily", name="The Daily", home=SITE, language="en"),
        since=since or None,
        until=until or None,
        path=path,
    )


def test_months_that_lie_outside_are_left_out_by_their_names() -> None:
    months = [
        f"{SITE}/sitemap-{month}.xml" for month in ("2019-08", "2019-09", "2019-12", "2020-01", "2026-11")
    ]
    found = read(*months, since="2019-09-15", until="2019-12")
    assert {one.url for one in found.listings} == {months[1], months[2]}
    assert {reason for _, reason in found.left_out} == {"outside_dates"}
    assert len(read(*months).listings) == 5


def test_the_lastmod_of_a_child_stays_with_it() -> None:
    body = b"<sitemapindex><sitemap><loc>https://daily.example/a.xml</loc><lastmod>2019-10-01</lastmod></sitemap>"
    found = read_listing(
        body + b"</sitemapindex>",
        url=f"{SITE}/index.xml",
        kind="sitemap",
        content_type="",
        publisher=Publisher(id="daily", name="The Daily", home=SITE, language="en"),
        since=None,
    )
    assert [(one.modified, one.path) for one in found.listings] == [("2019-10-01", (f"{SITE}/index.xml",))]


def test_loops_end_where_they_close() -> None:
    found = read(f"{SITE}/index.xml", f"{SITE}/above.xml", f"{SITE}/new.xml", path=(f"{SITE}/above.xml",))
    assert [one.url for one in found.listings] == [f"{SITE}/new.xml"]
    assert found.left_out == ((f"{SITE}/index.xml", "trap_loop"), (f"{SITE}/above.xml", "trap_loop"))


def test_indexes_of_indexes_end_by_their_depth() -> None:
    found = read(f"{SITE}/new.xml", path=tuple(f"{SITE}/{number}.xml" for number in range(4)))
    assert (found.listings, found.left_out) == ((), ((f"{SITE}/new.xml", "listing_depth"),))


def test_of_sitemaps_on_other_hosts_five_are_asked_for() -> None:
    elsewhere = [f"https://cdn{number}.example/sitemap.xml" for number in range(100)]
    found = read(*elsewhere, f"{SITE}/own.xml")
    assert [one.url for one in found.listings] == [*elsewhere[:5], f"{SITE}/own.xml"]
    assert {reason for _, reason in found.left_out} == {"listing_elsewhere"}
    lines = "".join(f"Sitemap: {url}\n" for url in elsewhere)
    assert len(read(body=lines.encode()).listings) == 5


def test_pages_on_other_hosts_are_counted() -> None:
    urls = (f"{SITE}/one-two", "https://elsewhere.example/1", "https://elsewhere.example/2")
    body = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    found = read_listing(
        f"<urlset>{body}</urlset>".encode(),
        url=f"{SITE}/sitemap.xml",
        kind="sitemap",
        content_type="",
        publisher=Publisher(id="daily", name="The Daily", home=SITE, language="en"),
        since=None,
    )
    assert len(found.candidates) == 1
    assert found.problem == ("elsewhere", "2 of 3 lie outside the publisher's domains")
