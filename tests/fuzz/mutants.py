"""Broken pages and listings by number: the same number gives the same bytes, always and on every machine."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

from pipelines.document import Capture
from tests.fuzz.byte_mutations import BYTE_MUTATIONS, Mutation
from tests.fuzz.listing_mutations import LISTING_MUTATIONS
from tests.fuzz.markup_mutations import MARKUP_MUTATIONS
from tests.fuzz.said_mutations import DATES, SAID_MUTATIONS

FETCHED = datetime(2026, 11, 22, 12, tzinfo=UTC)
_OTHERS = (
    b"", b" ", b"\0" * 100, b"%PDF-1.7\n%\xe2\xe3", b"\x89PNG\r\n\x1a\n" + b"\0" * 300,
    b"plain text, no tag\n" * 40, b"{}", b"[", b'{"headline":"x"}', b"<", b"<html>",
    b"<?xml version='1.0'?><rss/>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xfe<\0", b"GIF89a",
    bytes(range(256)) * 8, b"<!DOCTYPE html>", b"<p>", b"<html><body>" + b"\xf0\x9f\x98\x80" * 500,
)  # fmt: skip
_TYPES = (
    "text/html", "text/html; charset=utf-8", "", "text/html; charset=", "text/html; charset=\x00",
    "text/plain", "application/pdf", 'text/html; charset="utf-8', "text/html;;;charset=gb2312;charset=big5",
    "image/png", "TEXT/HTML;CHARSET=UTF-7", "é" * 50, "text/html; charset=" + "x" * 5000,
    "multipart/x-mixed-replace", "text/html\r\nX: y",
)  # fmt: skip
_LANGUAGES = (
    "en",
    "zh-Hans-CN",
    "",
    "-",
    "x" * 3000,
    "\0",
    "en, de;q=0.9",
    "\u202e",
    "klingon",
    "en_US.UTF-8",
)
_URLS = (
    "http://courier.example/2020/05/17/story-{}", "http://courier.example/?p={}",
    "https://courier.example:8443/a/{}.html", "http://courier.example/%ff/{}",
    "http://courier.example/{}/" + "a-b/" * 300, "http://xn--bcher-kva.example/{}",
    "http://courier.example/\u65b0\u95fb/{}", "http://192.0.2.1/{}", "http://[2001:db8::1]/{}",
    "http://courier.example/{};x=1?a=b&a=c#d",
)  # fmt: skip


def broken_page(number: int, seeds: Sequence[bytes]) -> Capture:
    """The capture of a page broken one to four times, with headers that may be broken too."""
    random = Random(number)
    url = random.choice(_URLS).format(number) if random.random() < 0.3 else _URLS[0].format(number)
    return Capture(
        url=url,
        final_url=url,
        fetched=FETCHED,
        status=200,
        headers=_headers(random),
        body=_page(random, seeds),
        publisher="courier",
        discovered_via="http://courier.example/rss",
        listed_headline=random.choice((None, "As the feed calls it", "x" * 3000, "\u202e\x1b[31m", "")),
        listed_published=random.choice((None, "2020-05-17", "2020")),
    )


def broken_listing(number: int, seeds: Sequence[bytes]) -> bytes:
    """A feed, sitemap or robots.txt, broken likewise."""
    random = Random(number)
    return _broken(random, random.choice(seeds), (BYTE_MUTATIONS, MARKUP_MUTATIONS, LISTING_MUTATIONS))


def _page(random: Random, seeds: Sequence[bytes]) -> bytes:
    if random.random() < 0.03:
        return random.choice(_OTHERS)
    body = random.choice(seeds)
    if random.random() < 0.1:
        other = random.choice(seeds)
        body = body[: random.randrange(len(body))] + other[random.randrange(len(other)) :]
    return _broken(random, body, (BYTE_MUTATIONS, MARKUP_MUTATIONS, SAID_MUTATIONS))


def _broken(random: Random, body: bytes, kinds: Sequence[Sequence[Mutation]]) -> bytes:
    for _ in range(random.choice((1, 1, 2, 4))):
        body = random.choice(random.choice(kinds))(random, body)
    return body


def _headers(random: Random) -> tuple[tuple[str, str], ...]:
    if random.random() < 0.6:
        return (("Content-Type", "text/html; charset=utf-8"),)
    many = [("Content-Type", random.choice(_TYPES)), ("Content-Language", random.choice(_LANGUAGES))]
    many += [
        ("Last-Modified", random.choice(DATES)),
        ("X-Robots-Tag", "\x00noarchive, :"),
        ("content-type", "text/html"),
    ]
    return tuple(
        (name, _wired(value)) for name, value in random.sample(many, random.randrange(len(many) + 1))
    )


def _wired(value: str) -> str:
    """As the crawl has it from the wire: a character for each byte."""
    return value.encode("utf-8", "surrogatepass").decode("latin-1")
