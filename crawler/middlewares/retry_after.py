"""Retries that wait as long as the server asks (RFC 9110, section 10.2.3), which Scrapy's do not."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response
from scrapy.settings import BaseSettings

_BUSY = (429, 503)


class RetryAfterMiddleware(RetryMiddleware):
    """Holds back all requests to a host until the moment it named in Retry-After."""

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self._max_wait_s = settings.getfloat("RETRY_AFTER_MAX_S")
        self._not_before: dict[str, float] = {}

    async def process_request(self, request: Request) -> None:
        """Wait until the host wants to be asked again."""
        wait_s = self._not_before.get(_host(request), 0.0) - time.monotonic()
        if wait_s > 0:
            await asyncio.sleep(wait_s)

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002
    ) -> Request | Response:
        """As Scrapy's, after noting Retry-After; what asks for too long a wait is not tried again."""
        wait_s = retry_after_s(response, lambda: datetime.now(UTC)) if response.status in _BUSY else None
        if wait_s is not None:
            if wait_s > self._max_wait_s:
                return response
            self._not_before[_host(request)] = time.monotonic() + wait_s
        return super().process_response(request, response)


def retry_after_s(response: Response, now: Callable[[], datetime]) -> float | None:
    """Seconds until the moment in Retry-After, in either form; None where it is absent or unreadable."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment.astimezone(UTC) - now()).total_seconds())


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""
