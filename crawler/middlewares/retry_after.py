"""Retries that wait as long as the server asks (RFC 9110, section 10.2.3), which Scrapy's do not."""

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response

_BUSY = (429, 503)

# A slot without any delay does not look at when it was used last.
_NO_DELAY_S = 0.001


class RetryAfterMiddleware(RetryMiddleware):
    """Holds back all requests to a host until the moment it named in Retry-After."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The signal comes before the next request to the host leaves, a middleware's turn after."""
        middleware = super().from_crawler(crawler)
        crawler.signals.connect(middleware.hold_back, signal=signals.response_downloaded)
        return middleware

    def hold_back(self, response: Response, request: Request) -> None:
        """Tell the host's slot, in which others may wait already, when it may be used again."""
        wait_s = self._asked_wait_s(response)
        engine = self.crawler.engine
        slot = engine.downloader.slots.get(request.meta["download_slot"]) if engine else None
        if slot is not None and 0 < wait_s <= self._max_wait_s:
            slot.delay = max(slot.delay, _NO_DELAY_S)
            slot.lastseen = time.monotonic() + wait_s

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002
    ) -> Request | Response:
        """As Scrapy's, but what asks for too long a wait is not tried again."""
        if self._asked_wait_s(response) > self._max_wait_s:
            return response
        return super().process_response(request, response)

    @property
    def _max_wait_s(self) -> float:
        return self.crawler.settings.getfloat("RETRY_AFTER_MAX_S")

    def _asked_wait_s(self, response: Response) -> float:
        return retry_after_s(response, datetime.now(UTC)) or 0.0 if response.status in _BUSY else 0.0


def retry_after_s(response: Response, now: datetime) -> float | None:
    """Seconds until the moment in Retry-After, in either form; None where it is absent or unreadable."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment.astimezone(UTC) - now).total_seconds())
