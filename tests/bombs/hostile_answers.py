"""Answers that are none of HTTP, have no end, or lead nowhere; by the cause under which each is counted."""

import gzip
import itertools
import socket
import struct
import time
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import brotli  # type: ignore[import-untyped]

from tests.bombs.raw_web import Answer, good_page, head_of, whole

_HTML = "Content-Type: text/html; charset=utf-8"
_CHUNKED = head_of("HTTP/1.1 200 OK", _HTML, "Transfer-Encoding: chunked")
_PLAIN = head_of("HTTP/1.1 200 OK", _HTML)
# Beyond what a test would wait for.
_LONG_S = 60.0
_ZEROS = b"\0" * 65536


class Case(NamedTuple):
    """`end` is a cause, or "archived"."""

    name: str
    end: str
    answer: Answer


def url_of(case: Case) -> str:
    """Each on a host of its own."""
    return f"http://{case.name}.example/news/story-of-it"


def routes(cases: Iterable[Case]) -> Mapping[str, Answer]:
    """For a RawWeb."""
    return {url_of(case): case.answer for case in cases} | dict(_HOPS)


def sends(*pieces: bytes) -> Answer:
    """One after the other, then the end of the connection."""
    return lambda connection: connection.sendall(b"".join(pieces))


def goes_on(head: bytes, pieces: Iterable[bytes], pause_s: float = 0.0) -> Answer:
    """For as long as the other side listens."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(head)
        end = time.monotonic() + _LONG_S
        for piece in pieces:
            connection.sendall(piece)
            if pause_s:
                time.sleep(pause_s)
            if time.monotonic() > end:
                return

    return answer


def resets(head: bytes) -> Answer:
    """A RST behind what was sent."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(head)
        time.sleep(0.3)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    return answer


def leads_to(location: str, status: str = "302 Found") -> Answer:
    """A redirect."""
    return sends(head_of(f"HTTP/1.1 {status}", f"Location: {location}", "Content-Length: 0"))


def _ever(piece: bytes) -> Iterable[bytes]:
    return itertools.repeat(piece)


def _growing(connection: socket.socket) -> None:
    """Each time to a URL that is longer by three hundred characters."""
    _growing.longer += 1  # type: ignore[attr-defined]
    url = "http://growing.example/news/story-of-it?" + "a" * 300 * _growing.longer  # type: ignore[attr-defined]
    leads_to(url)(connection)


_growing.longer = 0  # type: ignore[attr-defined]

_PAGE = good_page("http://packed.example/news/story-of-it")
_OTHER = good_page("http://nested.example/news/story-of-it")
_KEPT = good_page("http://kept-alive.example/news/story-of-it")
_UNPACKED = good_page("http://not-packed.example/news/story-of-it")
_UNCHECKED = good_page("http://without-check-sum.example/news/story-of-it")
_HALF = _PAGE[: len(_PAGE) // 2]
_SETTINGS_FRAME = bytes((0, 0, 0, 4, 0, 0, 0, 0, 0))
_HOPS = [
    (
        f"http://hop-{number}.example/news/story-of-it",
        leads_to(f"http://hop-{number + 1}.example/news/story-of-it"),
    )
    for number in range(100)
]

CASES = (
    # Without end.
    Case("chunked-for-ever", "too_large", goes_on(_CHUNKED, _ever(b"10000\r\n" + _ZEROS + b"\r\n"))),
    Case("body-for-ever", "too_large", goes_on(_PLAIN, _ever(_ZEROS))),
    Case(
        "terabyte",
        "too_large",
        goes_on(head_of("HTTP/1.1 200 OK", f"Content-Length: {10**12}"), _ever(b"a"), 0.2),
    ),
    Case("byte-by-byte", "cut_short", goes_on(_CHUNKED, _ever(b"1\r\na\r\n" * 10_000))),
    Case("dripping-body", "timeout", goes_on(_PLAIN, _ever(b"a"), 0.2)),
    Case("dripping-chunks", "timeout", goes_on(_CHUNKED, _ever(b"1\r\na\r\n"), 0.2)),
    Case("dripping-head", "timeout", goes_on(b"HTTP/1.1 200 OK\r\n", _ever(b"A"), 0.2)),
    Case("silent", "timeout", goes_on(b"", _ever(b""), 0.2)),
    # Heads.
    Case("headers-for-ever", "headers", goes_on(b"HTTP/1.1 200 OK\r\n", _ever(b"X-A: b\r\n" * 1000))),
    Case("header-line-for-ever", "headers", goes_on(b"HTTP/1.1 200 OK\r\nX: ", _ever(_ZEROS))),
    Case("folded-for-ever", "headers", goes_on(b"HTTP/1.1 200 OK\r\nX: a\r\n", _ever(b" aaaa\r\n" * 1000))),
    Case(
        "long-headers",
        "headers",
        sends(head_of("HTTP/1.1 200 OK", *[f"X-{n}: {'a' * 9000}" for n in range(9)])),
    ),
    Case("status-line-for-ever", "headers", goes_on(b"HTTP/1.1 200 ", _ever(b"O" * 65536))),
    Case("interim-for-ever", "headers", goes_on(b"", _ever(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000))),
    # Bodies that are not what was said of them.
    Case("shorter", "cut_short", sends(head_of("HTTP/1.1 200 OK", f"Content-Length: {len(_PAGE)}"), _HALF)),
    Case("reset", "cut_short", resets(head_of("HTTP/1.1 200 OK", f"Content-Length: {len(_PAGE)}") + _HALF)),
    Case("reset-without-length", "cut_short", resets(_PLAIN + _HALF)),
    Case("chunks-cut", "cut_short", sends(_CHUNKED, b"ffff\r\n", _HALF)),
    Case("chunk-of-nothing", "cut_short", sends(_CHUNKED, b"number\r\n", _HALF)),
    Case("chunk-extension", "cut_short", sends(_CHUNKED, b"1;", b"a" * 10_000, b"\r\na\r\n0\r\n\r\n")),
    Case("trailers-for-ever", "cut_short", goes_on(_CHUNKED + b"1\r\na\r\n0\r\n", _ever(b"X: y\r\n" * 1000))),
    Case(
        "longer",
        "archived",
        sends(head_of("HTTP/1.1 200 OK", _HTML, f"Content-Length: {len(_PAGE)}"), _PAGE * 2),
    ),
    # As most servers do it: the connection is to stay.
    Case(
        "kept-alive",
        "archived",
        sends(f"HTTP/1.1 200 OK\r\nContent-Length: {len(_KEPT)}\r\n\r\n".encode(), _KEPT),
    ),
    # No HTTP.
    Case(
        "two-lengths",
        "not_http",
        sends(head_of("HTTP/1.1 200 OK", "Content-Length: 9", "Content-Length: 10"), _PAGE),
    ),
    Case("no-length", "not_http", sends(head_of("HTTP/1.1 200 OK", "Content-Length: -5"), _PAGE)),
    Case("strange-transfer", "not_http", sends(head_of("HTTP/1.1 200 OK", "Transfer-Encoding: tar"), _PAGE)),
    Case("http-0-9", "not_http", sends(b"<html>\r\n", _PAGE)),
    Case("http-2", "not_http", sends(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", _SETTINGS_FRAME)),
    Case("garbage", "not_http", sends(bytes(range(256)) * 9)),
    Case("status-of-letters", "not_http", sends(head_of("HTTP/1.1 OK 200"), _PAGE)),
    # Answers to another question.
    Case("not-modified", "http_304", sends(head_of("HTTP/1.1 304 Not Modified"))),
    Case("no-content", "http_204", sends(head_of("HTTP/1.1 204 No Content"))),
    Case("part", "http_206", whole(_HALF, "Content-Range: bytes 0-99/200", status="206 Partial Content")),
    # Redirects.
    Case("to-itself", "redirects", leads_to("http://to-itself.example/news/story-of-it")),
    Case("growing", "redirects", _growing),
    Case("from-host-to-host", "redirects", leads_to("http://hop-0.example/news/story-of-it")),
    Case("far", "overlong", leads_to("http://far.example/?" + "a" * 9000)),
    Case(
        "megabyte",
        "headers",
        sends(b"HTTP/1.1 302 Found\r\nLocation: http://a.example/?", b"a" * 1_000_000, b"\r\n\r\n"),
    ),
    Case("control", "redirects", leads_to("http://control.example/\x00\x1b[31mred")),
    Case("nowhere", "redirects", leads_to("http://[")),
    Case("to-a-file", "scheme", leads_to("file:///etc/hostname")),
    Case(
        "refresh",
        "archived",
        whole(good_page("http://refresh.example/a"), "Refresh: 0; url=http://elsewhere.example/"),
    ),
    # Codings.
    Case(
        "nested",
        "archived",
        whole(brotli.compress(gzip.compress(gzip.compress(_OTHER))), "Content-Encoding: gzip, gzip, br"),
    ),
    Case("deeper", "undecodable", whole(_PAGE, f"Content-Encoding: {', '.join(['gzip'] * 50)}")),
    Case("damaged", "undecodable", whole(gzip.compress(_PAGE)[:-100], "Content-Encoding: gzip")),
    Case("not-packed", "archived", whole(_UNPACKED, "Content-Encoding: br")),
    Case("without-check-sum", "archived", whole(gzip.compress(_UNCHECKED)[:-8], "Content-Encoding: gzip")),
)
