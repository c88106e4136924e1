"""Reads the beginning of an answer and leaves the rest where it is, however much it would be."""

from typing import Self
from weakref import WeakKeyDictionary

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response

# Request.meta key: so many bytes are read of the answer, packed and unpacked; more are no failure.
READ_AT_MOST = "read_at_most"


class ReadAtMostMiddleware:
    """Stands behind the decompression, which heeds the key too."""

    def __init__(self) -> None:
        self._read: WeakKeyDictionary[Request, int] = WeakKeyDictionary()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The signal comes with every piece of a body."""
        middleware = cls()
        crawler.signals.connect(middleware.received, signal=signals.bytes_received)
        return middleware

    def process_request(self, request: Request) -> None:
        """Scrapy would fail what is larger than `download_maxsize`."""
        if READ_AT_MOST in request.meta:
            request.meta["download_maxsize"] = 0

    def received(self, data: bytes, request: Request) -> None:
        """Raises StopDownload, for which Scrapy hands over what came."""
        most = request.meta.get(READ_AT_MOST)
        if most is None:
            return
        self._read[request] = self._read.get(request, 0) + len(data)
        if self._read[request] >= most:
            raise StopDownload(fail=False)

    def process_response(self, request: Request, response: Response) -> Response:
        """The last piece may have been larger than what was wanted of it."""
        most = request.meta.get(READ_AT_MOST)
        if most is None or len(response.body) <= most:
            return response
        return response.replace(body=response.body[:most])
