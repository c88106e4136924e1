"""What hostile pages and listings once cost, held in small."""

import time

import pytest

from crawler.discovery.candidate import Found
from crawler.discovery.listing import read_listing
from crawler.publishers import Publisher
from pipelines.extract import extract
from pipelines.page.article_text import plain
from pipelines.page.authors import clean_authors
from pipelines.page.charset import decode_html
from pipelines.page.control_references import without_control_references
from pipelines.page.letters import letters
from pipelines.page.onward import may_go_on
from tests.hostile.hostile import html
from tests.pipeline.captures import capture

# Of processor time, that no other page waits for; before it was bounded, ten to sixty times as much.
MOST_S = 1.0
DAILY = Publisher(id="daily", name="The Daily", home="https://www.daily.example/", language="en")
_URL = "https://www.daily.example/2020/05/17/what-the-harbour-says-{}"


@pytest.mark.parametrize(
    "control", ["&#8;", "&#x1F", "&#0000011;", "&#xFFFE;", "\x0b", "\x00", "&#xD800;", "&#65535;"]
)
@pytest.mark.parametrize(
    "piece",
    [
        "<ruby>字{}x<rp>(</rp><rt>ji{}</rt><rp>)</rp></ruby>",
        "<div class=newsletter>Our{} letter<p>x</p></div>",
        "<p>The{} harbour is <b>{} painted</b> again, said the town{}.</p>",
    ],
)
def test_a_control_character_costs_no_page(piece: str, control: str) -> None:
    article = extract(capture(html(piece.replace("{}", control))), min_characters=40)
    assert "short video apps had grown again" in article.text
    assert article.text.replace("\n", "").isprintable()


def test_references_to_letters_and_line_ends_stay() -> None:
    text = "&#9;&#10;&#13;&#32;&#133;&#x85;&#x20;&#80;&#x8F0;&#x1F600;&#310;&#65530;&#38;"
    assert without_control_references(text) == text


def test_a_run_of_combining_marks_ends_after_thirty() -> None:
    assert len(plain("a" + "\u0301\u0316" * 50_000)) <= 31
    assert letters("Ha" + "\u0301" * 50_000 + "fen").startswith("h")


def test_what_is_longer_than_any_list_of_authors_is_not_searched_for_names() -> None:
    assert clean_authors([f"Ada Marsh ({'x' * 500})"]) == ("Ada Marsh",)
    assert clean_authors([f"Ada Marsh ({'x' * 200_000})", "Ben Holt"]) == ("Ben Holt",)


def test_marks_as_languages_have_them_stay() -> None:
    for word in ("Việt", "क्षत्रिय", "שָׁלוֹם", "ﷺ", "…" * 40, "—" * 40, "👩\u200d👩\u200d👧" * 20):
        assert plain(word) == plain(plain(word))
    assert plain("שָׁלוֹם " * 30) == plain(" ".join(["שָׁלוֹם"] * 30))
    assert plain("…" * 40) == "…" * 40


@pytest.mark.parametrize("reference", ["&#x110000;", "&#xD800;", "&#99999999999999999999;"])
def test_one_bad_reference_costs_no_feed(reference: str) -> None:
    items = "".join(
        f"<item><title>Story {at} {reference if at == 1 else ''}</title><link>{_URL.format(at)}</link></item>"
        for at in range(3)
    )
    found = _read(f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
    assert [candidate.url for candidate in found.candidates] == [_URL.format(at) for at in range(3)]
    assert found.problem is not None
    assert found.problem[0] == "malformed"


def test_half_a_character_in_a_title_costs_no_more_than_itself() -> None:
    feed = '{"version":"https://jsonfeed.org/version/1","items":[{"url":"%s","title":"Har\\ud800bour"}]}'
    (candidate,) = _read((feed % _URL.format(1)).encode()).candidates
    assert candidate.headline == "Harbour"


@pytest.mark.parametrize(
    "codec", ["idna", "undefined", "base64", "unicode_escape", "raw_unicode_escape", "punycode"]
)
def test_a_codec_that_is_no_charset_costs_no_listing(codec: str) -> None:
    told = "What the harbour \\ud800 says\\/ – of it"
    page = f"<html><meta charset={codec}><a href='{_URL.format(1)}'>{told}</a></html>".encode()
    for content_type in ("text/html", f"text/html; charset={codec}"):
        (candidate,) = _read(page, "section", content_type).candidates
        assert candidate.headline == told


@pytest.mark.parametrize("codec", ["undefined", "unicode_escape", "raw_unicode_escape"])
def test_a_codec_that_is_no_charset_costs_no_feed(codec: str) -> None:
    told = "What the harbour \\ud800 says\\/ – of it"
    items = f"<item><title>{told}</title><link>{_URL.format(1)}</link></item>"
    for declared, named in ((codec, ""), ("utf-8", f"; charset={codec}")):
        feed = f"<?xml version='1.0' encoding='{declared}'?><rss><channel>{items}</channel></rss>".encode()
        found = _read(feed, "feed", f"text/xml{named}")
        assert [candidate.headline for candidate in found.candidates] == [told]
        assert (found.problem or ("", ""))[1].endswith("" if named else f"Unsupported encoding: {codec}")


@pytest.mark.parametrize("codec", ["unicode_escape", "raw_unicode_escape", "punycode"])
def test_a_codec_that_is_no_charset_does_not_read_a_page(codec: str) -> None:
    page = b"<html><meta charset=%s>Caf\xe9 \\ud800 C:\\news\\/" % codec.encode()
    assert decode_html(page, f"text/html; charset={codec}").endswith("Café \\ud800 C:\\news\\/")


def _read(body: bytes, kind: str = "feed", content_type: str = "") -> Found:
    return read_listing(
        body,
        url="https://www.daily.example/listing",
        kind=kind,  # type: ignore[arg-type]
        content_type=content_type,
        publisher=DAILY,
        since=None,
        day="2026-11-22",
    )


@pytest.mark.parametrize(
    ("piece", "path"),
    [
        (b"a", "a"),
        (b"ab", "ab"),
        (b"=1 ", "q"),
        (b"/a/page/", "a"),
        (b"a", "a" * 1000),
        (b"href=", "q"),
        (b" ", "q"),
    ],
)
def test_the_process_of_the_crawl_looks_at_no_page_for_long(piece: bytes, path: str) -> None:
    body = piece * (10 * 1024 * 1024 // len(piece))
    began = time.process_time()
    goes_on = may_go_on(body, f"http://www.daily.example/{path}")
    assert time.process_time() - began < MOST_S
    assert goes_on == (piece not in (b"href=", b" "))
