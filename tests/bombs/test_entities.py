"""XML that is made to swell or to reach elsewhere, in a feed and in a sitemap, read as a worker reads it."""

import time
import tracemalloc
from pathlib import Path

import pytest

from crawler.discovery.candidate import Found, Kind
from crawler.discovery.listing import read_listing
from crawler.publishers import Publisher

_PAGE = "http://daily.example/2020/05/17/a-story-of-the-harbour"
_FEED = (
    '<rss version="2.0"><channel><title>News</title><item><title>{said}</title><link>{page}</link></item>'
    "</channel></rss>"
)
_SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
    "<url><loc>{page}</loc><news:news><news:title>{said}</news:title></news:news></url></urlset>"
)
_SECRET = "a line of this machine's own"

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
_QUADRATIC = "a" * 100_000
_HOSTILE = {
    "billion laughs": (f'<!ENTITY l0 "ha">{_LAUGHS}', "&l29;"),
    "laughs on lines": (f'<!ENTITY l0 "ha">{_LAUGHS}'.replace("<!", "\n<!"), "&l29;"),
    "many short ones": ("".join(f'<!ENTITY a{n} "{n}&#65;">' for n in range(5000)), "&a1;" * 300_000),
    "quadratic blowup": (f'<!ENTITY a "{_QUADRATIC}">', "&a;" * 10_000),
    "itself": ('<!ENTITY a "&b;"><!ENTITY b "&a;">', "&a;"),
    "a file": ('<!ENTITY a SYSTEM "{file}">', "&a;"),
    "a parameter": ('<!ENTITY % a SYSTEM "{file}"> %a;', "harbour"),
    "another host": ('<!ENTITY a SYSTEM "http://canary.example/a">', "&a;"),
}


def _read(body: str, kind: Kind) -> Found:
    publisher = Publisher(id="daily", name="Daily", home="http://daily.example/", language="en")
    return read_listing(
        body.encode(),
        url="http://daily.example/list.xml",
        kind=kind,
        content_type="application/xml",
        publisher=publisher,
        since=None,
    )


@pytest.mark.parametrize("what", _HOSTILE)
@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_entities_are_not_what_they_stand_for(kind: Kind, what: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(_SECRET, encoding="utf-8")
    declared, said = _HOSTILE[what]
    root, form = ("rss", _FEED) if kind == "feed" else ("urlset", _SITEMAP)
    declared = declared.replace("{file}", secret.as_uri())
    body = f'<?xml version="1.0"?><!DOCTYPE {root} [{declared}]>{form.format(said=said, page=_PAGE)}'
    tracemalloc.start()
    began = time.process_time()
    found = _read(body, kind)
    took_s, peak = time.process_time() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert _SECRET not in str(found)
    assert len(str(found)) < 2 * len(body)
    assert peak < 50_000_000
    assert took_s < 5


def test_entities_for_characters_are_read_in_a_feed() -> None:
    body = f'<!DOCTYPE rss [\n<!ENTITY nbsp "&#160;">\n<!ENTITY uuml "&#252;">\n]>{_FEED}'
    found = _read(body.format(said="News&nbsp;of f&uuml;nf", page=_PAGE), "feed")
    assert [each.headline for each in found.candidates] == ["News of fünf"]


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_a_definition_elsewhere_is_not_asked_for(kind: Kind, tmp_path: Path) -> None:
    """And the page is found all the same."""
    elsewhere = tmp_path / "a.dtd"
    elsewhere.write_text(f'<!ENTITY a "{_SECRET}">', encoding="utf-8")
    root, form = ("rss", _FEED) if kind == "feed" else ("urlset", _SITEMAP)
    for address in (elsewhere.as_uri(), "http://canary.example/a.dtd"):
        body = f'<!DOCTYPE {root} SYSTEM "{address}">{form.format(said="News &a;", page=_PAGE)}'
        found = _read(body, kind)
        assert [each.url for each in found.candidates] == [_PAGE]
        assert _SECRET not in str(found)
