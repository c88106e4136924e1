"""Scrapy's download handler with bounded connections, and with words for what it cannot read."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, ResponseDataLossError
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure
from twisted.web._newclient import BadResponseVersion, ParseError, ResponseFailed

from crawler.answers.chunks import TooManyChunks
from crawler.answers.connection import BoundedConnections, HeadBounds, HeadTooLarge
from crawler.answers.refused import Refused

# No status line, or one of no HTTP; a Content-Length that is no number, or several; a Transfer-Encoding that
# nobody knows.
_NOT_HTTP = (ParseError, BadResponseVersion, ValueError, KeyError)


class AnswerHandler(HTTP11DownloadHandler):
    """Raises Refused where an answer's head is too large or no HTTP."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        bound_connections(self, crawler.settings)

    async def download_request(self, request: Request) -> Response:
        with telling_faults():
            return await super().download_request(request)


def bound_connections(handler: HTTP11DownloadHandler, settings: BaseSettings) -> None:
    """Of all connections that `handler` will make."""
    bounds = HeadBounds(settings.getint("HEADERS_MAX_COUNT"), settings.getint("HEADERS_MAXSIZE"))
    handler._pool._factory = partial(BoundedConnections, bounds)  # type: ignore[assignment]


@contextmanager
def telling_faults() -> Iterator[None]:
    """Scrapy has one exception for all that can be wrong with an answer, and asks again after each."""
    try:
        yield
    except (DownloadFailedError, ResponseDataLossError) as error:
        for fault in _faults(error.__cause__):
            if isinstance(fault, HeadTooLarge):
                raise Refused("headers", str(fault)) from error
            if isinstance(fault, TooManyChunks):
                raise Refused("cut_short", str(fault)) from error
            if isinstance(error, DownloadFailedError) and isinstance(fault, _NOT_HTTP):
                raise Refused("not_http", f"no answer of HTTP: {fault!r}"[:200]) from error
        raise
    except DownloadCancelledError as error:
        if str(error):
            raise
        # Scrapy's own has no words where the bound was met in the middle of a body.
        raise Refused("too_large", "more bytes than are taken of one answer") from error


def _faults(error: BaseException | None) -> list[BaseException]:
    reasons = error.reasons if isinstance(error, ResponseFailed) else []
    return [reason.value for reason in reasons if isinstance(reason, Failure) and reason.value is not None]
