"""Codings undone: whole where they are whole, refused where they are not, and never more than was wanted."""

import gzip
import random
import sys
import tracemalloc
import zlib
from collections.abc import Callable, Mapping
from functools import partial

import brotli  # type: ignore[import-untyped]
import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.answers.refused import Refused
from crawler.codings import CODINGS, CodingError, TooLarge, beginning, decoded
from crawler.middlewares.content_coding import ContentCodingMiddleware
from crawler.middlewares.read_at_most import READ_AT_MOST
from tests.bombs.zeros import greedy_frame, zeros

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = b"The ferrymen said that the bell had been sold again. " * 5000
# Half of it packed says something of it, whatever the coding.
LETTERS = bytes(random.Random(7).choices(b"abcdefghijklmnopqrstuvwxyz", k=300_000))
PACK: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": partial(brotli.compress, quality=4),
    "zstd": zstd.compress,
}
EMPTY = {"gzip": gzip.compress(b""), "zstd": zstd.compress(b"")}


@pytest.mark.parametrize("coding", CODINGS)
def test_what_is_whole_comes_whole(coding: str) -> None:
    assert decoded(PACK[coding](TEXT), [coding], len(TEXT)) == TEXT
    assert decoded(PACK[coding](b""), [coding], 10) == b""


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("noise", [0, 1, 50, 100])
def test_what_packs_well_and_what_does_not(coding: str, noise: int) -> None:
    """Where the packed bytes end and where the plain ones do are different moments."""
    dice = random.Random(noise)
    for size in (1, 65_535, 65_536, 65_537, 300_000):
        plain = b"".join(
            dice.randbytes(100) if dice.randrange(100) < noise else bytes(100) for _ in range(size // 100 + 1)
        )
        packed = PACK[coding](plain)
        assert decoded(packed, [coding], len(plain)) == plain
        assert decoded(PACK["br"](packed), ["br", coding], len(plain) * 2 + 100) == plain


def test_deflate_without_its_envelope() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    assert decoded(packer.compress(TEXT) + packer.flush(), ["deflate"], len(TEXT)) == TEXT


@pytest.mark.parametrize("coding", EMPTY)
def test_several_members(coding: str) -> None:
    packed = PACK[coding](TEXT) + EMPTY[coding] + PACK[coding](b"Again.")
    assert decoded(packed, [coding], len(TEXT) + 6) == TEXT + b"Again."


def test_what_follows_gzip_is_passed_over() -> None:
    assert decoded(gzip.compress(TEXT) + bytes(100), ["gzip"], len(TEXT)) == TEXT


@pytest.mark.parametrize("coding", CODINGS)
def test_one_byte_more_is_too_much(coding: str) -> None:
    with pytest.raises(TooLarge):
        decoded(PACK[coding](TEXT), [coding], len(TEXT) - 1)
    assert beginning(PACK[coding](TEXT), [coding], 100) == TEXT[:100]


@pytest.mark.parametrize("coding", CODINGS)
def test_what_is_cut_is_no_whole(coding: str) -> None:
    packed = PACK[coding](LETTERS)
    half = packed[: len(packed) // 2]
    with pytest.raises(CodingError):
        decoded(half, [coding], len(LETTERS))
    assert LETTERS.startswith(beginning(half, [coding], len(LETTERS)))


@pytest.mark.parametrize(("coding", "trailer"), [("gzip", 8), ("deflate", 4)])
def test_where_a_page_is_whole_its_check_sum_does_not_matter(coding: str, trailer: int) -> None:
    packed = PACK[coding](TEXT)
    for sent in range(trailer):
        assert decoded(packed[: len(packed) - trailer + sent], [coding], len(TEXT)) == TEXT
    assert decoded(packed[:-trailer] + b"\xff" * trailer, [coding], len(TEXT)) == TEXT
    with pytest.raises(CodingError):
        decoded(packed[: -trailer - 2], [coding], len(TEXT))


def test_all_that_a_member_of_gzip_may_begin_with() -> None:
    plain, flags = gzip.compress(TEXT), 0x04 | 0x08 | 0x10 | 0x02
    extra, name, comment, check = b"\x03\x00abc", b"page.html\0", b"by night\0", b"\xab\xcd"
    packed = plain[:3] + bytes([flags]) + plain[4:10] + extra + name + comment + check + plain[10:]
    assert decoded(packed * 2, ["gzip"], len(TEXT) * 2) == TEXT * 2
    for cut in range(len(packed) - len(plain) + 10):
        with pytest.raises(CodingError):
            decoded(packed[:cut], ["gzip"], len(TEXT))


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", EMPTY["gzip"] * 10_000),
        ("zstd", EMPTY["zstd"] * 10_000),
        ("zstd", greedy_frame()),
        ("gzip", b"no gzip"),
        ("br", b"no br at all"),
        ("zstd", b"no zstd"),
        ("deflate", b"no deflate"),
    ],
)
def test_what_is_made_to_cost_is_refused(coding: str, packed: bytes) -> None:
    with pytest.raises(CodingError):
        decoded(packed, [coding], 1_000_000)


def test_nothing_between_two_codings_is_whole_in_memory() -> None:
    """4 MB of zeros that are 4 GiB, packed once more, and once more."""
    packed = gzip.compress(brotli.compress(zeros("gzip"), quality=1), 1)
    tracemalloc.start()
    with pytest.raises(TooLarge):
        decoded(packed, ["gzip", "br", "gzip"], 10_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 15_000_000


def _answer(*headers: str, body: bytes = TEXT, most: int | None = None) -> Response:
    named = {"Content-Encoding": list(headers)}
    url, meta = "https://a.example/", {} if most is None else {READ_AT_MOST: most}
    return Response(url, headers=named, body=body, request=Request(url, meta=meta))


async def _undone(response: Response) -> Response:
    assert response.request is not None
    return await ContentCodingMiddleware(1_000_000).process_response(response.request, response)


def _now(response: Response) -> Response:
    """What needs no thread is done at once."""
    try:
        _undone(response).send(None)
    except StopIteration as done:
        undone: Response = done.value
        return undone
    raise AssertionError("it waits")


def test_an_unknown_coding_leaves_the_body_as_it_came() -> None:
    assert _now(_answer("utf-8")).body == TEXT
    inner = _now(_answer("utf-8, gzip", body=gzip.compress(TEXT)))
    assert (inner.body, inner.headers["Content-Encoding"]) == (TEXT, b"utf-8")


@pytest.mark.parametrize("coding", CODINGS)
def test_what_is_packed_in_word_only_comes_as_it_is(coding: str) -> None:
    for page in (b"<!DOCTYPE html>\n<p>Caf\xe9</p>" * 50, b"User-agent: *\nDisallow: /\n"):
        undone = _now(_answer(coding, body=page))
        assert undone.body == page
        assert "Content-Encoding" not in undone.headers
        assert _now(_answer(coding, body=page, most=1000)).body == page
    with pytest.raises(Refused):
        _now(_answer(coding, body=PACK[coding](LETTERS)[:1000]))


@pytest.mark.parametrize("coding", CODINGS)
def test_a_beginning_of_which_nothing_can_be_undone_is_none(coding: str) -> None:
    """An empty robots.txt would allow everything."""
    with pytest.raises(Refused):
        _now(_answer(coding, body=b"\x1f\x00\x01" * 30, most=1000))


def test_headers_of_several_lines_are_one_list() -> None:
    body = brotli.compress(gzip.compress(TEXT))
    undone = _now(_answer("identity, gzip", "BR", body=body))
    assert undone.body == TEXT
    assert "Content-Encoding" not in undone.headers


def test_more_than_three_codings_are_refused() -> None:
    with pytest.raises(Refused, match="4 content codings"):
        _now(_answer("gzip, gzip", "gzip, gzip"))
