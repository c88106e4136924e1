"""Ways to break what a page says of itself: JSON-LD, meta tags, microdata, canonical, `<base>`, language."""

import json
import re
from collections.abc import Sequence
from random import Random
from typing import Any

from tests.fuzz.byte_mutations import Mutation, inserted, places
from tests.fuzz.markup_mutations import ADDRESSES

DATES = (
    "0000-00-00", "0000-01-01T00:00:00Z", "99999-12-31", "-0001-01-01", "2020-02-30", "2020-13-45T99:99:99",
    "9999-12-31T23:59:59+99:99", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00",
    "2020-05-17T10:00:00+99:99", "2020-05-17T24:00:00Z", "1e400", "NaN", "1589709600", "15897096000000000000",
    "-62135596800", "Sun, 99 May 20200 06:00:00 +9999", "2020-W20-7", "20200517", "٢٠٢٠-٠٥-١٧",
    "2020-05-17T10:00:00.123456789123Z", "2020年13月45日", "yesterday", "", " ", "0",
    "2020-05-17T10:00:00+00:00:00:00", "１２３４-０１-０１", "31 February 2020", "12/31/99999", "\ud800",
    "Mon, 01 Jan 0001 00:00:00 -2359", "2020-05-17T10:60:61Z", "99:99", "1.1.1", "00 00 00", "Jan 0, 0",
    "2147483648", "9" * 5000,
)  # fmt: skip
_TEXTS = (
    "", " ", "\0", "\ud800", "\udfff\ud800", "\u202e", "a" * 100_000, "-" * 500, "By By By", "\n" * 50,
    "<b>x</b>", "&#xD800;", "=cmd()", "null", "[object Object]", "\ufeff", "\uffff", "{{x}}", "，" * 300,
    "a, " * 400, "http://[", "|" * 400, "字" * 400, "\x1b[31m", "and " * 80,
)  # fmt: skip
_KEYS = (
    "@type", "headline", "author", "datePublished", "dateModified", "publisher", "articleSection", "keywords",
    "articleBody", "isAccessibleForFree", "mainEntityOfPage", "inLanguage", "@graph", "itemListElement",
    "name", "@id",
)  # fmt: skip
_METAS = (
    "og:title", "og:url", "og:type", "article:published_time", "article:modified_time", "date", "author",
    "keywords", "description", "article:tag", "article:section", "og:locale", "og:site_name", "dc.date",
    "content-language", "isaccessibleforfree", "refresh", "robots", "parsely-pub-date", "twitter:label1",
    "twitter:data1", "article:content_tier",
)  # fmt: skip
_LD = re.compile(rb"(?is)(<script[^>]*ld\+json[^>]*>)(.*?)(</script>)")


def say_in_json_ld(random: Random, body: bytes) -> bytes:
    """Another block, of wrong types, in the head; as JSON, or broken."""
    value: Any = {
        "@context": "https://schema.org",
        "@type": random.choice(("NewsArticle", "Article", ["NewsArticle", 1], 7, None)),
    }
    for key in random.sample(_KEYS, random.randrange(1, 8)):
        value[key] = _value(random, 0)
    written = json.dumps(random.choice((value, [value], {"@graph": [value, value]}))).encode()
    if random.random() < 0.3:
        at = random.randrange(len(written))
        written = (
            written[:at]
            + random.choice((b",", b"}", b"\\", b'"', b"\x00", b"</script", b"//", b"<!--", b"NaN"))
            + written[at:]
        )
    return _in_head(random, body, b'<script type="application/ld+json">' + written + b"</script>")


def deepen_json_ld(random: Random, body: bytes) -> bytes:
    """Deep, huge, or in a circle by reference."""
    depth = random.choice((10, 900, 20_000))
    block = random.choice((
        b'{"@graph":[' * depth + b"]}" * depth, b"[" * depth,
        b'{"@type":"NewsArticle","author":' * depth + b"1" + b"}" * depth,
        b'{"@graph":[{"@type":"NewsArticle","headline":"x","author":{"@id":"#a"}},'
        b'{"@id":"#a","@type":"Person","name":{"@id":"#a"}}]}',
        b'{"@type":"NewsArticle","headline":' + b"9" * depth + b"}",
        b'{"@type":"NewsArticle","headline":1e999,"author":[null,[[]],{}]}',
        b'{"@type":"NewsArticle","datePublished":{"@value":1},"keywords":{"a":1}}' + b" " * depth,
    ))  # fmt: skip
    return _in_head(random, body, b'<script type="application/ld+json">' + block + b"</script>")


def break_json_ld(random: Random, body: bytes) -> bytes:
    """The page's own: a value for another."""
    said = _LD.search(body)
    if said is None:
        return say_in_json_ld(random, body)
    values = list(re.finditer(rb'"[^"\\]{0,200}"(?!\s*:)|true|false|null|\d+', said[2]))
    block = said[2]
    for found in reversed(random.sample(values, min(len(values), random.choice((1, 5))))):
        block = block[: found.start()] + json.dumps(_value(random, 1)).encode() + block[found.end() :]
    return body[: said.start(2)] + block + body[said.end(2) :]


def say_in_meta(random: Random, body: bytes) -> bytes:
    for _ in range(random.choice((1, 6))):
        name = random.choice(_METAS)
        value = _text(random).replace('"', "&quot;").encode("utf-8", "surrogatepass")
        key = random.choice((b"name", b"property", b"itemprop", b"http-equiv"))
        body = _in_head(random, body, b'<meta %s="%s" content="%s">' % (key, name.encode(), value))
    return body


def say_in_links(random: Random, body: bytes) -> bytes:
    """A canonical, a `<base>`, a language, a next page, as absurd as can be."""
    address = random.choice(ADDRESSES)
    return _in_head(random, body, random.choice((
        b'<link rel="canonical" href="%s">', b'<base href="%s">', b'<base href="%s"><base>',
        b'<link rel="next" href="%s">', b'<html lang="%s">', b'<a rel=next href="%s">Next page</a>',
        b'<link rel="alternate" type="application/rss+xml" href="%s">',
        b'<meta http-equiv="refresh" content="0;url=%s">', b'<meta property="og:url" content="%s">',
    )) % address)  # fmt: skip


def say_in_microdata(random: Random, body: bytes) -> bytes:
    value = _text(random).replace('"', "").encode("utf-8", "surrogatepass")
    at = places(random, body, b">", 1)[0]
    item = (
        b'<div itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">%s</h1>'
        b'<span itemprop="author name">%s</span><time itemprop="datePublished" datetime="%s">%s</time>'
    )
    return inserted(body, at, item % ((value[:3000],) * 4))


def _value(random: Random, depth: int) -> Any:
    if depth < 3 and random.random() < 0.35:
        inner = [_value(random, depth + 1) for _ in range(random.randrange(4))]
        return random.choice(
            (inner, {"name": inner}, {"@id": _text(random), "name": inner}, {"@type": inner}, {})
        )
    return random.choice(
        (_text(random), _text(random), None, True, False, 0, -1, 10**30, 1.5, float("nan"), [])
    )


def _text(random: Random) -> str:
    return random.choice((random.choice(DATES), random.choice(_TEXTS)))


def _in_head(random: Random, body: bytes, piece: bytes) -> bytes:
    return inserted(body, places(random, body, random.choice((b"<head>", b"<html>", b">")), 1)[0], piece)


SAID_MUTATIONS: Sequence[Mutation] = (
    say_in_json_ld, deepen_json_ld, break_json_ld, say_in_meta, say_in_links, say_in_microdata,
)  # fmt: skip
