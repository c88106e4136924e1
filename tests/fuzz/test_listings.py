"""Broken feeds, sitemaps, robots.txt and section pages: each is read as far as it can be, and none raises."""

import json
import math
from collections.abc import Iterator, Sequence

import pytest

from crawler.discovery.candidate import PROBLEMS, Found, Kind
from crawler.discovery.listing import read_listing
from crawler.discovery.robots import Robots
from crawler.publishers import Publisher
from pipelines.urls import canonical_url
from tests.fuzz.mutants import broken_listing
from tests.fuzz.seeds import ROBOTS_SEEDS, listing_seeds, page_seeds

# As a page of each host of the seeds would be sifted out, all hosts are the publisher's own.
DAILY = Publisher(
    id="daily",
    name="The Daily",
    home="https://www.daily.example/",
    language="en",
    also_domains=("com", "net", "org"),
)
_SHORT, _LONG = range(100), range(1_000, 2_000)
_TYPES = (
    "",
    "text/xml; charset=utf-8",
    "text/html; charset=idna",
    "application/json",
    "charset=\x00",
    "é" * 300,
)
_ASKED = ("https://www.daily.example/", "/private/?x=%zz", "https://www.daily.example/%FF/%zz%", "")


@pytest.mark.parametrize("kind", ["feed", "sitemap", "section"])
def test_of_100_broken_listings_each_is_read(kind: Kind) -> None:
    _read(kind, _SHORT, 30_000)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["feed", "sitemap", "section"])
def test_of_1_000_broken_listings_each_is_read(kind: Kind) -> None:
    _read(kind, _LONG, 200_000)


def test_of_100_broken_robots_txt_each_gives_rules() -> None:
    _obey(_SHORT)


@pytest.mark.slow
def test_of_1_000_broken_robots_txt_each_gives_rules() -> None:
    _obey(_LONG)


def _read(kind: Kind, numbers: Sequence[int], most_bytes: int) -> None:
    seeds = page_seeds(most_bytes) if kind == "section" else listing_seeds(f"{kind}s", most_bytes)
    read = [_found(kind, number, seeds) for number in numbers]
    problems = [found.problem[0] for found in read if found.problem]
    assert "unreadable" not in problems
    assert set(problems) <= set(PROBLEMS)
    assert sum(bool(found.candidates or found.dropped or found.listings) for found in read) > len(read) / 5


def _found(kind: Kind, number: int, seeds: Sequence[bytes]) -> Found:
    found = read_listing(
        broken_listing(number, seeds),
        url="https://www.daily.example/listing",
        kind=kind,
        content_type=_TYPES[number % len(_TYPES)],
        publisher=DAILY,
        since=None,
        day="2026-11-22",
    )
    for text in _texts(found):
        assert json.loads(json.dumps(text)) == text.encode().decode()
    return found


def _texts(found: Found) -> Iterator[str]:
    """Whatever goes on into requests, the archive and the run record."""
    for candidate in found.candidates:
        assert canonical_url(candidate.url) == candidate.url
        yield from filter(None, (candidate.url, candidate.headline, candidate.published))
    yield from (listing.url for listing in found.listings)
    yield from (text for left in found.left_out for text in left)
    yield from found.problem or ()


def _obey(numbers: Sequence[int]) -> None:
    for number in numbers:
        body = broken_listing(number, ROBOTS_SEEDS)
        robots = Robots.parse(body, "https://www.daily.example/robots.txt")
        for url in _ASKED:
            assert robots.allows(url, "CorpusCrawler/1.0") in (True, False)
        delay = robots.crawl_delay_s("CorpusCrawler")
        assert delay is None or (math.isfinite(delay) and delay >= 0)
        assert all(sitemap.encode() for sitemap in robots.sitemaps)
        assert read_listing(
            body,
            url="https://www.daily.example/robots.txt",
            kind="robots",
            content_type="text/plain",
            publisher=DAILY,
            since=None,
        )
