"""Undoes Content-Encoding within the bound of the request, in the place of Scrapy's own middleware.

Scrapy's holds what lies between two nested codings whole, lets a zstd frame ask for a window of 128 MB, takes
any number of codings and members, and does all of it in the event loop.
"""

import asyncio
import re
from collections.abc import Sequence
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from scrapy.responsetypes import responsetypes

from crawler.answers.refused import Refused
from crawler.codings import CODINGS, CodingError, TooLarge, beginning, decoded
from crawler.middlewares.read_at_most import READ_AT_MOST

_ACCEPTED = "gzip, deflate, br, zstd"
# Nobody needs two; a few are made by mistake.
_MOST_CODINGS = 3
# Smaller bodies are undone at once: at worst 30 ms for a page that swells to 10 MB.
_FOR_A_THREAD = 128 * 1024
# MIME Sniffing Standard, sections 3 and 5.2: bytes of which text has none, and how far to look. Of what is
# packed one byte in nine is such a one.
_NO_TEXT = re.compile(rb"[\x00-\x08\x0B\x0E-\x1A\x1C-\x1F]")
_LOOKED_AT = 1445


class ContentCodingMiddleware:
    """Raises Refused where a body is too large when unpacked, or cannot be unpacked."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way in."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_request(self, request: Request) -> None:
        """What we can undo."""
        request.headers.setdefault("Accept-Encoding", _ACCEPTED)

    async def process_response(self, request: Request, response: Response) -> Response:
        """The response with its body as it was meant; one of a coding that we do not know as it came."""
        codings, unknown = _codings(response)
        if not codings or not response.body or request.method == "HEAD":
            return response
        if len(codings) > _MOST_CODINGS:
            raise Refused("undecodable", f"{len(codings)} content codings, one in the other")
        try:
            body = await self._undone(request, response.body, codings)
        except TooLarge as error:
            raise Refused("too_large", f"{len(response.body)} bytes, and {error}") from error
        except CodingError as error:
            if _NO_TEXT.search(response.body, 0, _LOOKED_AT):
                raise Refused("undecodable", str(error)) from error
            # Packed in word only.
            body = response.body
        return _replaced(response, body, unknown)

    async def _undone(self, request: Request, body: bytes, codings: Sequence[str]) -> bytes:
        most = request.meta.get(READ_AT_MOST)
        if most is None:
            undo, most = decoded, request.meta.get("download_maxsize", self._most_bytes)
        else:
            undo = beginning
        if len(body) < _FOR_A_THREAD:
            return undo(body, codings, most)
        return await asyncio.to_thread(undo, body, codings, most)


def _codings(response: Response) -> tuple[list[str], list[str]]:
    """Those that we undo, the outermost first, and those below them, from the innermost."""
    lines = response.headers.getlist("Content-Encoding")
    named = [name.strip().lower() for line in lines for name in line.decode("latin-1").split(",")]
    below = [name for name in named if name not in ("", "identity")]
    known: list[str] = []
    while below and below[-1] in CODINGS:
        known.append(below.pop())
    return known, below


def _replaced(response: Response, body: bytes, codings: Sequence[str]) -> Response:
    """Of the class that its content wants; Scrapy guesses the charset of a text anew."""
    headers = response.headers.copy()
    del headers["Content-Encoding"]
    if codings:
        headers["Content-Encoding"] = ", ".join(codings)
    kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
    anew = {"encoding": None} if issubclass(kind, TextResponse) else {}
    return response.replace(cls=kind, headers=headers, body=body, **anew)
