"""A connection whose answers are bounded before their body begins, which Scrapy and Twisted leave open.

Twisted bounds the length of one header line and not their number: in a trial a server that went on sending
headers took 2.8 GB before the time was over. Nor does it hang up on a server that sends on after a goodbye
over TLS, where the connection ends only when both agree.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionLost
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import BODY, HTTP11ClientProtocol, Request, ResponseFailed
from twisted.web.http import _ChunkedTransferDecoder, _DataLoss, _IdentityTransferDecoder
from twisted.web.iweb import IResponse

from crawler.answers.chunks import Chunks


class HeadTooLarge(Exception):
    """Status line and headers, those of interim answers (1xx) included, are more than wanted."""


class HeadBounds(NamedTuple):
    """Of one answer: header lines, and bytes of them all."""

    lines: int
    bytes: int


_TRANSFER_CODINGS: dict[bytes, type[_ChunkedTransferDecoder]] = {b"chunked": Chunks}


class _Parser(_LenientHTTPClientParser):
    """Its fields are those of the class until `_Connection.request` has set them."""

    _transferDecoders = _TRANSFER_CODINGS
    bounds = HeadBounds(0, 0)
    lines = 0
    size = 0

    def lineReceived(self, line: bytes) -> None:
        """The count goes on after an interim answer, of which there may be millions."""
        self.lines += 1
        self.size += len(line) + 1
        if self.lines > self.bounds.lines:
            raise HeadTooLarge(f"more than {self.bounds.lines} header lines")
        if self.size > self.bounds.bytes:
            raise HeadTooLarge(f"more than {self.bounds.bytes} bytes of headers")
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: ARG002
        """Twisted would hang up without a word."""
        raise HeadTooLarge(f"a header line of more than {self.MAX_LENGTH} bytes")

    def connectionLost(self, reason: Failure | None = None) -> None:
        """A body without a stated length that ends in a reset is no whole one (RFC 9112, section 8)."""
        # Twisted itself ends a whole answer with a bare ConnectionDone.
        is_lost = isinstance(getattr(reason, "value", reason), ConnectionLost)
        if is_lost and self._is_without_end():
            lost = _failure(_DataLoss("reset before the end"))
            whole = ResponseFailed([reason, lost], self.response)  # type: ignore[no-untyped-call]
            self.response._bodyDataFinished(_failure(whole))
        else:
            super().connectionLost(reason)

    def _is_without_end(self) -> bool:
        decoder = self.bodyDecoder if self.state == BODY else None
        return isinstance(decoder, _IdentityTransferDecoder) and decoder.contentLength is None


class _Connection(_LenientHTTP11ClientProtocol):
    """As Scrapy's, with a parser of ours."""

    def __init__(self, quiescent: Callable[[Any], None], bounds: HeadBounds) -> None:
        super().__init__(quiescent)  # type: ignore[no-untyped-call]
        self._bounds = bounds

    def request(self, request: Request) -> "Deferred[IResponse]":
        """The class of the parser is fixed in Twisted: it is replaced afterwards, as Scrapy does it."""
        answer = super().request(request)
        parser: Any = self._parser
        parser.__class__ = _Parser
        parser.bounds = self._bounds
        return answer

    def dataReceived(self, data: bytes) -> None:
        """Nobody waits for what comes before a question or after a goodbye."""
        assert self.transport is not None
        if self._parser is None or self.transport.disconnecting:
            self.transport.abortConnection()
        else:
            super().dataReceived(data)  # type: ignore[no-untyped-call]


class BoundedConnections(_LenientHTTP11ClientFactory):
    """Twisted makes a factory for each connection."""

    def __init__(self, bounds: HeadBounds, quiescent: Callable[[Any], None], metadata: str) -> None:
        super().__init__(quiescent, metadata)  # type: ignore[no-untyped-call]
        self._bounds = bounds

    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: ARG002
        return _Connection(self._quiescentCallback, self._bounds)


def _failure(error: Exception) -> Failure:
    return Failure(error)  # type: ignore[no-untyped-call]
