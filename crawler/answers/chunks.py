"""The chunked transfer coding (RFC 9112, section 7.1), for servers that send their pages byte by byte."""

from collections.abc import Callable

from twisted.web.http import _ChunkedTransferDecoder

# A page of 10 MB in chunks of a hundred bytes. More of them are made to cost.
_MOST_CHUNKS = 100_000


class TooManyChunks(Exception):
    """More than a server that means well would make."""


class Chunks(_ChunkedTransferDecoder):
    """Hands on what came together as one piece.

    Each piece goes through Scrapy's signals: one byte at a time kept the event loop busy without a pause,
    until the time for the answer was over.
    """

    def __init__(self, hand_on: Callable[[bytes], None], finish: Callable[[bytes], None]) -> None:
        super().__init__(self._keep, self._end)
        self._hand_on = hand_on
        self._finish = finish
        self._pieces: list[bytes] = []
        self._chunks = 0

    def dataReceived(self, data: bytes) -> None:
        """Raises TooManyChunks, and what Twisted raises of a malformed one. What came before is handed on."""
        try:
            super().dataReceived(data)
        finally:
            self._hand_on_all()

    def _keep(self, piece: bytes) -> None:
        self._chunks += 1
        if self._chunks > _MOST_CHUNKS:
            raise TooManyChunks(f"more than {_MOST_CHUNKS} chunks")
        self._pieces.append(piece)

    def _end(self, rest: bytes) -> None:
        self._hand_on_all()
        self._finish(rest)

    def _hand_on_all(self) -> None:
        pieces, self._pieces = self._pieces, []
        if pieces:
            self._hand_on(b"".join(pieces))
