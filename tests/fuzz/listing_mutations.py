"""Ways to break a feed, a sitemap or a robots.txt where it hurts: dates, links, entities, directives."""

import re
from collections.abc import Sequence
from random import Random

from tests.fuzz.byte_mutations import Mutation, inserted, places
from tests.fuzz.said_mutations import DATES

_DATED = re.compile(
    rb"(?i)(<(?:\w+:)?(?:pubdate|published|updated|date|lastmod|publication_date|modified)>)[^<]*"
    rb"|(\"date_\w+\"\s*:\s*\")[^\"]*"
)
_DOCTYPES = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
    b'<!DOCTYPE x [<!ENTITY a "&a;"><!ENTITY c "&c;"><!ENTITY e "&c;&e;">]>',
    b'<!DOCTYPE x SYSTEM "file:///etc/passwd">', b"<!DOCTYPE", b"<!DOCTYPE html>",
    b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname"><!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]>',
    b'<!DOCTYPE x [<!ELEMENT x ANY><!ATTLIST x a CDATA "&e;">]>', b'<?xml-stylesheet href="x"?>',
    b'<?xml version="1.0" encoding="utf-16"?>',
)  # fmt: skip
_JSON = (
    b'"\\ud800"', b"null", b"[]", b"{}", b"1e999", b"-0", b"true", b'"\\u0000"', b"9" * 5000, b'"http://[/"',
    b'"\\udc00\\ud800"', b"NaN", b"[" * 2000, b'{"a":' * 2000, b'"' + b"x" * 50_000 + b'"',
    b'"<a href=\\"/a-b-c-d\\">x</a>"',
)  # fmt: skip
_LINES = (
    b"User-agent:", b"User-agent: *", b"User-agent: corpuscrawler\x00", b"Disallow: *",
    b"Disallow: " + b"*" * 300 + b"$", b"Disallow: /%", b"Disallow: /%zz%", b"Crawl-delay: -1",
    b"Crawl-delay: 1e999", b"Crawl-delay: nan", b"Crawl-delay: " + b"9" * 400, b"Request-rate: 1/0",
    b"Request-rate: 0/0", b"Request-rate: x", b"Request-rate: 1/1s 9999-0000", b"Visit-time: 9999-0001",
    b"Visit-time: -", b"Sitemap: http://[", b"Sitemap:", b"Sitemap: //", b"Allow: \xff\xfe", b"Host:",
    b"Allow: " + b"/a*" * 200, b": : :", b"Disallow", b"\0", b"Clean-param: a /", b"Crawl-delay: \xd9\xa1",
    b"Request-rate: \xc2\xb2/1", b"Sitemap: \xed\xa0\x80",
)  # fmt: skip


def change_dates(random: Random, body: bytes) -> bytes:
    def changed(found: "re.Match[bytes]") -> bytes:
        return (found[1] or found[2]) + random.choice(DATES).encode("utf-8", "surrogatepass")

    return _DATED.sub(changed, body)


def insert_doctypes(random: Random, body: bytes) -> bytes:
    at = random.choice((0, max(0, body.find(b"?>") + 2)))
    used = body.replace(b"</title>", b"&c;&e;</title>") if random.random() < 0.7 else body
    return inserted(used, at, random.choice(_DOCTYPES))


def change_json(random: Random, body: bytes) -> bytes:
    for at in places(random, body, b'": ', random.choice((1, 4))):
        end = re.compile(rb'"[^"]*"|[\w.+-]+|').match(body, at)
        body = body[:at] + random.choice(_JSON) + body[end.end() if end else at :]
    return body


def insert_lines(random: Random, body: bytes) -> bytes:
    for at in places(random, body, b"\n", random.choice((1, 6))):
        body = inserted(body, at, random.choice(_LINES) + random.choice((b"\n", b"\r", b"\r\n", b"")))
    return body


def change_namespaces(random: Random, body: bytes) -> bytes:
    swap = random.choice(
        (
            (b"xmlns", b"xmlnz"),
            (b"http://www", b"urn:x"),
            (b"<item", b"<a:item"),
            (b"loc>", b"LOC>"),
            (b"entry", b"item"),
        )
    )
    return body.replace(*swap)


LISTING_MUTATIONS: Sequence[Mutation] = (
    change_dates, insert_doctypes, change_json, insert_lines, change_namespaces,
)  # fmt: skip
