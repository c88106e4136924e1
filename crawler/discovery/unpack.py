"""Bytes of a listing as they were meant: gunzipped within a bound, and what they are by their content."""

import re
import zlib
from typing import Literal

from crawler.discovery.candidate import Problem

Shape = Literal["urlset", "sitemapindex", "feed", "html", "json", "text", "empty", "unknown"]

_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
_STEP = 64 * 1024
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
    """`body` unpacked if it is gzip, up to `max_bytes`; what came before the damage if it is damaged."""
    if not body.startswith(_GZIP_MAGIC):
        return body[:max_bytes], _too_large(len(body), max_bytes)
    unpacked = bytearray()
    rest = body
    while rest.startswith(_GZIP_MAGIC):
        member = zlib.decompressobj(wbits=_GZIP_WINDOW)
        whole = _unpack_member(member, rest, unpacked, max_bytes)
        if len(unpacked) > max_bytes:
            return bytes(unpacked[:max_bytes]), _too_large(len(unpacked), max_bytes)
        if not whole:
            return bytes(unpacked), ("truncated", f"gzip ends early, after {len(unpacked)} bytes")
        rest = member.unused_data
    return bytes(unpacked), None


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


def _unpack_member(member: "zlib._Decompress", data: bytes, into: bytearray, max_bytes: int) -> bool:
    try:
        while not member.eof and len(into) <= max_bytes and data:
            into += member.decompress(data, _STEP)
            data = member.unconsumed_tail
        if not member.eof and len(into) <= max_bytes:
            into += member.flush()
    except zlib.error:
        return False
    return member.eof


def _too_large(length: int, max_bytes: int) -> Problem | None:
    return ("too_large", f"more than {max_bytes} bytes") if length > max_bytes else None
