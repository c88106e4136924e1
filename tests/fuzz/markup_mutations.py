"""Ways to break mark-up: tags, attributes, entities, addresses, charsets that it names. For HTML and XML."""

import re
from collections.abc import Sequence
from random import Random

from tests.fuzz.byte_mutations import Mutation, inserted, places

_TAG = re.compile(rb"</?[a-zA-Z][^<>]{0,200}>")
_ENTITIES = (
    b"&#0;", b"&#xD800;", b"&#xDFFF;&#xD800;", b"&#55296;", b"&#x110000;", b"&#99999999999999;", b"&#-1;",
    b"&#xFFFE;", b"&#xFFFF;", b"&#x1F600;", b"&#8;", b"&#x85;", b"&#x202e;", b"&#xFEFF;", b"&nosuch;",
    b"&amp", b"&amp;amp;lt;", b"&#x;", b"&#;", b"&", b"&lt;script&gt;", b"&#10;&#13;",
)  # fmt: skip
_TAGS = (
    b"<ruby>\xe5\xad\x97<rp>(</rp><rt>ji</rt>", b"<table><tr><td><table>", b"</table></td></tr>",
    b"<frameset><frame>", b"<svg><title>x</title><foreignObject><p>", b"<math><mi>x</mi><mtext><p>",
    b"<template><article>", b"<noscript><p>", b"</noscript>", b"<select><option><p>", b"<plaintext>",
    b"<xmp>", b"<listing>", b"<textarea>", b"<title>", b"</title>", b"<script>", b"</script>", b"<style>",
    b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?xml version='1.1'?>", b"<?php",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<body>", b"</body>", b"<html>", b"</html>", b"<head>", b"</head>",
    b"<h1></h1>", b"<h1>\xc2\xa0</h1>", b"<p", b"</", b"<", b"<a href=", b"<a:b:c xmlns:a=''>", b"<\xc3\xa9>",
    b"<p =x '\">", b"<br/ / >", b"<iframe srcdoc='<p>'>", b"<time datetime>",
    b"<time datetime='99999-99-99'>then</time>", b"<pre>\n\n", b"<isindex>", b"<image src=x>",
    b"<input type=password>", b"<form hidden>", b"<meta>", b"<link>", b"<base>", b"<dialog open>",
)  # fmt: skip
_ADDRESSES = (
    b"javascript:alert(1)", b"http://[", b"http://[::1", b"//", b"http://", b"https://", b"http:///",
    b"data:text/html,x", b"mailto:", b"file:///etc/passwd", b"http://a:b@c:99999/", b"http://xn--/",
    b"http://\xe2\x82\xac.example/", b"?", b"#", b"http://%00/", b"http://a.example/%ff%fe",
    b"http://a.example/\\..\\", b"http://1.2.3.4.5/", b"http://.../", b"http://a..b/",
    b"http://" + b"a" * 300 + b".example/", b"/" + b"a-b/" * 25000, b"http://a.example:port/",
    b"http://a.example/?" + b"a&" * 5000, b"\x00", b" \n", b"http://\xff/", b"ht!tp://x",
    b"http://a.example/&#xD800;", b"http://[fe80::1%25eth0]/", b"http://[v1.x]/", b"//[",
    b"http://\xef\xbc\xbb/", b"http://a\xe3\x80\x82b/",
)  # fmt: skip
_CHARSETS = (
    b"utf-8", b"utf-16", b"utf-7", b"gb2312", b"big5", b"shift_jis", b"iso-2022-jp", b"x-user-defined",
    b"idna", b"punycode", b"rot13", b"base64", b"hex", b"zlib", b"unicode_escape", b"raw_unicode_escape",
    b"undefined", b"mbcs", b"utf-8-sig", b"ascii", b"\x00", b"utf-" + b"8" * 500, b"../../x", b"none", b"hz",
    b"cp037", b"utf-32", b"iso-8859-8-i", b"string_escape",
)  # fmt: skip
_LINKS = re.compile(
    rb"(?:href|src|content|url|loc)=[\"']?(?:https?:)?/[^\"'<>\s]*|(?<=<loc>)[^<]+|(?<=<link>)[^<]+"
)
_CHARSET = re.compile(rb"(?i)(?:charset|encoding)\s*=\s*[\"']?[\w-]+")


def insert_entities(random: Random, body: bytes) -> bytes:
    for at in places(random, body, b">", random.choice((1, 10, 40))):
        body = inserted(body, at, random.choice(_ENTITIES))
    return body


def insert_entities_in_attributes(random: Random, body: bytes) -> bytes:
    for at in places(random, body, b'="', random.choice((1, 10, 40))):
        body = inserted(body, at, random.choice(_ENTITIES))
    return body


def insert_tags(random: Random, body: bytes) -> bytes:
    for at in places(random, body, b">", random.choice((1, 5, 20))):
        body = inserted(body, at, random.choice(_TAGS))
    return body


def swap_tags(random: Random, body: bytes) -> bytes:
    """Two tags, or all tags among themselves."""
    tags = _TAG.findall(body)[:5000]
    if len(tags) < 2:
        return body
    if random.random() < 0.2:
        random.shuffle(tags)
        return _TAG.sub(lambda _: random.choice(tags), body)
    one, other = random.sample(tags, 2)
    return body.replace(one, b"\x00T", 1).replace(other, one, 1).replace(b"\x00T", other, 1)


def drop_closing_tags(random: Random, body: bytes) -> bytes:
    share = random.choice((0.05, 0.5, 1.0))
    return re.sub(rb"</[a-z0-9]+>", lambda found: b"" if random.random() < share else found[0], body)


def nest(random: Random, body: bytes) -> bytes:
    tag = random.choice(
        (b"div", b"b", b"p", b"table", b"span", b"a", b"section", b"ul", b"font", b"h1", b"blockquote")
    )
    return inserted(body, places(random, body, b">", 1)[0], b"<%s>" % tag * random.choice((10, 300, 3000)))


def blow_up_attributes(random: Random, body: bytes) -> bytes:
    at = max(0, places(random, body, b">", 1)[0] - 1)
    name = random.choice(
        (b"class", b"id", b"style", b"href", b"data-x", b"itemprop", b"content", b"xmlns:a", b"\xc3\xa9")
    )
    many = b" ".join(b"a%d=%d" % (number, number) for number in range(random.choice((5, 300))))
    value = (
        random.choice((b"article related-", b"\n", b"-_", b"0", b"&#xD800;", b"&quot;>", b"\xe5\xad\x97"))
        * 300
    )
    return inserted(body, at, b" " + random.choice((many, b'%s="%s"' % (name, value), name + b"=" + value)))


def change_addresses(random: Random, body: bytes) -> bytes:
    share, address = random.choice((0.02, 0.3)), random.choice(_ADDRESSES)
    many = len(address) < 1000

    def changed(found: "re.Match[bytes]") -> bytes:
        name = found[0].partition(b"=")[0] + b'="' if b"=" in found[0][:8] else b""
        return name + (random.choice(_ADDRESSES[:25]) if many and random.random() < 0.5 else address)

    most = 50 if many else 2
    return _LINKS.sub(lambda found: changed(found) if random.random() < share else found[0], body, count=most)


def change_declared_charset(random: Random, body: bytes) -> bytes:
    named = random.choice(_CHARSETS)
    return _CHARSET.sub(lambda found: found[0].rpartition(b"=")[0] + b"=" + named, body)


MARKUP_MUTATIONS: Sequence[Mutation] = (
    insert_entities, insert_entities_in_attributes, insert_tags, swap_tags, drop_closing_tags, nest,
    blow_up_attributes, change_addresses, change_declared_charset,
)  # fmt: skip
ADDRESSES = _ADDRESSES
