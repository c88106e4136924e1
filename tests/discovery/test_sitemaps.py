"""Sitemaps: whole, nested, packed, cut, hostile."""

import gzip
import pickle
import tracemalloc
from pathlib import Path

import pytest

from crawler.discovery import listing as listing_module
from crawler.discovery.sitemap import read_sitemap, read_text_sitemap
from crawler.discovery.unpack import gunzip
from tests.discovery.conftest import Read

NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = f'{NAMESPACE} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def urlset(*urls: str, head: str = NAMESPACE) -> bytes:
    entries = "".join(f"<url><loc>https://daily.example{url}</loc></url>" for url in urls)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {head}>{entries}</urlset>'.encode()


def entry(path: str, lastmod: str) -> str:
    return f"<url><loc>https://daily.example{path}</loc><lastmod>{lastmod}</lastmod></url>"


def child(path: str, lastmod: str) -> str:
    return entry(path, lastmod).replace("url>", "sitemap>")


def test_lastmod_orders_but_is_no_date_of_publication(read: Read) -> None:
    body = f"<urlset>{entry('/old', '2019-01-01')}{entry('/new', '2020-01-01')}</urlset>".encode()
    found = read(body, "sitemap")
    assert [c.url for c in found.candidates] == ["https://daily.example/new", "https://daily.example/old"]
    assert [c.published for c in found.candidates] == [None, None]


def test_pages_last_changed_before_since_are_left_out(read: Read) -> None:
    body = f"<urlset>{entry('/old', '2019-01-01')}{entry('/new', '2020-01-01')}</urlset>".encode()
    assert [c.url for c in read(body, "sitemap", since="2019-09-01").candidates] == [
        "https://daily.example/new"
    ]


def test_a_date_in_the_path_counts(read: Read) -> None:
    assert [c.published for c in read(urlset("/2019/10/01/slug"), "sitemap").candidates] == ["2019-10-01"]


def test_index_gives_children_newest_first_and_skips_the_old(read: Read) -> None:
    children = child("/a.xml", "2018-01-01"), child("/b.xml", "2019-10-01"), child("/c.xml.gz", "2020-01-01")
    body = f"<sitemapindex {NAMESPACE}>{''.join(children)}</sitemapindex>".encode()
    urls = [found.url for found in read(body, "sitemap", since="2019-09-01").listings]
    assert urls == ["https://daily.example/c.xml.gz", "https://daily.example/b.xml"]
    assert len(read(body, "sitemap").listings) == 3


@pytest.mark.parametrize("name", ["post_tag-sitemap.xml", "author-sitemap2.xml", "wp-sitemap-users-1.xml"])
def test_sitemaps_of_tags_and_people_are_not_read(read: Read, name: str) -> None:
    children = child(f"/{name}", "2020") + child("/post-sitemap.xml", "2020")
    body = f"<sitemapindex>{children}</sitemapindex>".encode()
    assert [found.url for found in read(body, "sitemap").listings] == [
        "https://daily.example/post-sitemap.xml"
    ]


def test_news_keeps_title_and_date(read: Read) -> None:
    body = f"""<urlset {NEWS}><url><loc>https://daily.example/tiktok</loc><lastmod>2020-02-02</lastmod>
    <news:news><news:publication><news:name>The Daily</news:name></news:publication>
    <news:publication_date>2019-10-01T08:00:00+08:00</news:publication_date>
    <news:title>TikTok 抖音</news:title></news:news></url></urlset>""".encode()
    found = read(body, "sitemap")
    assert [(c.headline, c.published) for c in found.candidates] == [
        ("TikTok 抖音", "2019-10-01T08:00:00+08:00")
    ]
    assert found.candidates[0].priority > read(urlset("/tiktok"), "sitemap").candidates[0].priority


def test_the_title_of_an_image_is_no_headline(read: Read) -> None:
    image = "<image:image><image:loc>https://daily.example/x.jpg</image:loc><image:title>No</image:title></image:image>"
    body = f'<urlset xmlns:image="urn:image"><url>{image}<loc>https://daily.example/one</loc></url></urlset>'.encode()
    assert [(c.url, c.headline) for c in read(body, "sitemap").candidates] == [
        ("https://daily.example/one", None)
    ]


def test_text_sitemap_with_bom_and_rubbish() -> None:
    reading = read_text_sitemap(b"\xef\xbb\xbfhttps://daily.example/one\r\n# no\nhttps://daily.example/two")
    assert [item.url for item in reading.items] == ["https://daily.example/one", "https://daily.example/two"]


@pytest.mark.parametrize("kind", ["sitemap", "feed"])
def test_content_decides_what_it_is(read: Read, kind: str) -> None:
    assert len(read(gzip.compress(urlset("/one", "/two")), kind).candidates) == 2


def test_html_is_not_a_sitemap(read: Read) -> None:
    found = read(b"<!DOCTYPE html><html><a href='/2019/10/01/slug'>x</a></html>", "sitemap")
    assert (found.candidates, found.problem and found.problem[0]) == ((), "not_a_sitemap")


@pytest.mark.parametrize("cut", range(40, 200, 7))
def test_a_cut_sitemap_never_gives_half_a_url(read: Read, cut: int) -> None:
    whole = urlset("/first-of-all", "/second", "/third")
    found = read(whole[:-cut], "sitemap")
    assert {c.url for c in found.candidates} <= {c.url for c in read(whole, "sitemap").candidates}
    assert found.problem
    assert found.problem[0] == "truncated"
    if cut < 80:
        assert len(found.candidates) >= 1


def test_a_cut_gzip_gives_what_came_before_the_cut(read: Read) -> None:
    packed = gzip.compress(urlset(*(f"/slug-{number}" for number in range(5000))))
    found = read(packed[: len(packed) // 2], "sitemap")
    assert 100 < len(found.candidates) < 5000
    assert found.problem
    assert found.problem[0] == "truncated"


def test_gzip_of_two_members() -> None:
    assert gunzip(gzip.compress(b"one ") + gzip.compress(b"two"), 100) == (b"one two", None)


def test_a_bomb_is_unpacked_to_the_bound_only(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing_module, "MAX_SITEMAP_BYTES", 1_000_000)
    bomb = gzip.compress(urlset("/one", "/two") + b" " * 100_000_000)
    tracemalloc.start()
    found = read(bomb, "sitemap")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.problem
    assert found.problem[0] == "too_large"
    assert peak < 8_000_000


def test_too_many_urls() -> None:
    reading = read_sitemap(urlset("/1", "/2", "/3", "/4"), max_items=3)
    assert (len(reading.items), reading.problem) == (3, ("too_many", "more than 3 entries"))


def test_an_unescaped_ampersand_costs_nothing_else(read: Read) -> None:
    found = read(urlset("/one?a=1&b=2", "/two", "/three"), "sitemap")
    assert {"https://daily.example/two", "https://daily.example/three"} <= {c.url for c in found.candidates}
    assert found.problem
    assert found.problem[0] == "malformed"


def test_prefixes_that_nobody_declared(read: Read) -> None:
    inside = "<loc>https://daily.example/one</loc><image:image><image:loc>x</image:loc></image:image>"
    date = "<news:publication_date>2019-10-01</news:publication_date>"
    news = f"<news:news><news:title>TikTok</news:title>{date}</news:news>"
    found = read(f"<urlset {NAMESPACE}><url>{inside}{news}</url></urlset>".encode(), "sitemap")
    assert [(c.url, c.headline, c.published) for c in found.candidates] == [
        ("https://daily.example/one", "TikTok", "2019-10-01")
    ]


def test_a_byte_that_is_no_utf_8_costs_its_own_entry_only(read: Read) -> None:
    found = read(urlset("/one", "/tw\0o", "/three").replace(b"\0", b"\xac"), "sitemap")
    assert {"https://daily.example/one", "https://daily.example/three"} <= {c.url for c in found.candidates}
    assert found.problem
    assert found.problem[0] == "malformed"


def test_entities_are_neither_fetched_nor_expanded(read: Read, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("https://daily.example/secret")
    declared = f'<!DOCTYPE urlset [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "expanded">]>'
    body = f"{declared}<urlset><url><loc>https://daily.example/&x;&y;</loc></url></urlset>".encode()
    assert not any("secret" in c.url or "expanded" in c.url for c in read(body, "sitemap").candidates)


def test_what_is_found_pickles(read: Read) -> None:
    found = read(urlset("/one", "/tag/x"), "sitemap")
    assert found.dropped == (("no_article", 1),)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301
