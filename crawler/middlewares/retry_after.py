"""Retries that wait as long as the server asks (RFC 9110, section 10.2.3), which Scrapy's do not."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response

_BUSY = (429, 503)


class RetryAfterMiddleware(RetryMiddleware):
    """As Scrapy's, but what asks for too long a wait is not tried again. Pacing does the waiting."""

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002
    ) -> Request | Response:
        """As Scrapy's."""
        most_s = self.crawler.settings.getfloat("RETRY_AFTER_MAX_S")
        if asked_wait_s(response, datetime.now(UTC)) > most_s:
            return response
        return super().process_response(request, response)


def asked_wait_s(response: Response, now: datetime) -> float:
    """Seconds for which a busy server wants to be left alone, 0 where it does not say. The longest counts."""
    if response.status not in _BUSY:
        return 0.0
    lines = (line.decode("latin-1").strip() for line in response.headers.getlist("Retry-After"))
    return max((wait_s for line in lines for wait_s in _seconds(line, now)), default=0.0)


def _seconds(value: str, now: datetime) -> Iterator[float]:
    """In either form; nothing where it is unreadable. A moment that is past asks for nothing."""
    if value.isascii() and value.isdigit():
        yield float(value)
        return
    try:
        moment = parsedate_to_datetime(value)
        yield max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
    except (ValueError, OverflowError):
        return
