"""Bytes of a listing as they were meant: gunzipped within a bound, and what they are by their content."""

import re
from io import BytesIO
from typing import Literal

from crawler.codings import Gunzip, Stream, TooLarge, read_beginning
from crawler.discovery.candidate import Problem

Shape = Literal["urlset", "sitemapindex", "feed", "html", "json", "text", "empty", "unknown"]

_GZIP_MAGIC = b"\x1f\x8b"
_MOST_LAYERS = 3
_HEAD = 16 * 1024

_PROLOGUE = re.compile(
    rb"\s*(?:<\?.*?\?>|<!--.*?-->|<!doctype\s*(?P<doctype>\w*)[^\[>]*(?:\[.*?\]\s*)?>)",
    re.DOTALL | re.IGNORECASE,
)
_ROOT = re.compile(rb"\s*<\s*(?:[\w.-]+:)?([\w.-]+)")
_ROOTS: dict[bytes, Shape] = {
    b"urlset": "urlset",
    b"sitemapindex": "sitemapindex",
    b"rss": "feed",
    b"feed": "feed",
    b"rdf": "feed",
    b"html": "html",
    b"head": "html",
    b"body": "html",
}


def gunzip(body: bytes, max_bytes: int) -> tuple[bytes, Problem | None]:
    """`body` unpacked if it is gzip, or gzip in gzip; what came before the damage if it is damaged.

    Of what has more than `max_bytes` the first so many.
    """
    layers = _layers(body)
    if layers == 0:
        return body[:max_bytes], _too_large(len(body), max_bytes)
    unpacked, damage = read_beginning(_gunzipped(body, layers), max_bytes)
    if isinstance(damage, TooLarge):
        return unpacked, _too_large(max_bytes + 1, max_bytes)
    if damage is not None:
        return unpacked, ("truncated", f"{damage}, after {len(unpacked)} bytes")
    return unpacked, None


def _layers(body: bytes) -> int:
    """How many times it is packed; a server may pack what was packed, and more than that is mischief."""
    for layers in range(_MOST_LAYERS):
        if not read_beginning(_gunzipped(body, layers), len(_GZIP_MAGIC))[0].startswith(_GZIP_MAGIC):
            return layers
    return _MOST_LAYERS


def _gunzipped(body: bytes, layers: int) -> Stream:
    stream: Stream = BytesIO(body)
    for _ in range(layers):
        stream = Gunzip(stream)
    return stream


def shape_of(body: bytes) -> Shape:
    """What the first element or character says that `body` is."""
    head = body[:_HEAD].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").lstrip()
    if not head:
        return "empty"
    otherwise: Shape = "unknown"
    while prologue := _PROLOGUE.match(head):
        head = head[prologue.end() :]
        if (prologue["doctype"] or b"").lower() == b"html":
            otherwise = "html"
    root = _ROOT.match(head)
    if root:
        return _ROOTS.get(root.group(1).lower(), otherwise)
    if head[:1] in (b"{", b"["):
        return "json"
    return "text" if re.match(rb"https?://", head, re.IGNORECASE) else otherwise


def _too_large(length: int, max_bytes: int) -> Problem | None:
    return ("too_large", f"more than {max_bytes} bytes") if length > max_bytes else None
