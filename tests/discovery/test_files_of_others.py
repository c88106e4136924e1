"""Every real feed and sitemap beside the project: as many entries as others count in it, or a reason why not.

The files are other people's and stay where they are; without them the tests say so.
"""

import gzip
import html
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest

from crawler.discovery.candidate import PROBLEMS, Found
from crawler.discovery.listing import read_listing
from crawler.discovery.traps import Combinations, trap_of
from crawler.publishers import Publisher
from pipelines.urls import canonical_url

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
DAILY = Publisher(id="daily", name="The Daily", home="https://www.daily.example/", language="en")
REFUSALS = ("not_a_feed", "not_a_sitemap", "not_a_page", "empty")


def folder(name: str) -> list[Path]:
    if not (SHARED / name).is_dir():
        pytest.skip(f"needs ../shared/data/{name}: absent")
    return sorted((SHARED / name).iterdir())


def found_in(body: bytes, kind: str, hosts: tuple[str, ...] = ()) -> Found:
    publisher = DAILY.model_copy(update={"also_domains": hosts})
    return read_listing(
        body,
        url="https://www.daily.example/listing",
        kind=kind,  # type: ignore[arg-type]
        content_type="",
        publisher=publisher,
        since=None,
        day="2026-11-22",
    )


def entries_by_feedparser(body: bytes) -> int:
    if body.lstrip().startswith(b"{"):
        return len(json.loads(body)["items"])
    return len(feedparser.parse(io.BytesIO(body), sanitize_html=False).entries)


def locations(body: bytes) -> list[str]:
    """By no parser of ours, nor of anybody's."""
    plain = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
    text = re.sub(r"(?s)<!--.*?-->", "", plain.decode("utf-8-sig"))
    if not text.lstrip().startswith("<"):
        return text.split()
    entries = re.findall(r"(?s)<(?:\w+:)?(?:url|sitemap)>(.*?)</(?:\w+:)?(?:url|sitemap)>", text)
    named = [re.search(r"(?s)<(?:\w+:)?loc>\s*(.*?)\s*<|^\s*(https?:\S+)\s*$", entry) for entry in entries]
    return [found[1] or found[2] or "" for found in named if found]


def entries_of(found: Found) -> int:
    """Pages that were read, whatever became of them."""
    return len(found.candidates) + sum(dict(found.dropped).values())


def test_every_feed_has_the_entries_that_feedparser_finds_or_a_reason() -> None:
    files = folder("feeds")
    assert len(files) > 70
    refused = 0
    for file in files:
        body = file.read_bytes()
        found = found_in(body, "feed")
        if found.problem and found.problem[0] in REFUSALS:
            refused += 1
            continue
        assert not found.problem or found.problem[0] in PROBLEMS, file.name
        assert entries_of(found) == entries_by_feedparser(body), file.name
    assert refused <= 8


def test_every_sitemap_has_the_entries_that_are_written_in_it() -> None:
    files = folder("sitemaps")
    assert len(files) > 20
    for file in files:
        body = file.read_bytes()
        found = found_in(body, "sitemap")
        assert not found.problem or found.problem[0] == "elsewhere", (file.name, found.problem)
        expected = len(locations(body)) or entries_by_feedparser(body)
        assert entries_of(found) + len(found.listings) + len(found.left_out) == expected, file.name


def article_urls() -> Iterator[str]:
    for line in (SHARED / "pages" / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line).get("url") or ""
    for file in folder("sitemaps"):
        yield from locations(file.read_bytes())
    for file in folder("feeds"):
        text = file.read_text(encoding="utf-8", errors="replace")
        yield from re.findall(r"<link>\s*(http[^<\s]+)", text)
        yield from re.findall(r"<link [^>]*href=[\"'](http[^\"'\s]+)", text)


def test_no_article_is_taken_for_a_trap() -> None:
    if not (SHARED / "pages").is_dir():
        pytest.skip("needs ../shared/data/pages: absent")
    urls = {canonical_url(html.unescape(url)) for url in article_urls() if url.startswith("http")}
    assert len(urls) > 1500
    combinations = Combinations(urls)
    assert [url for url in urls if trap_of(url, "2026-11-22") or combinations.is_trap(url)] == []
