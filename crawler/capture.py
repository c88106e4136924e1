"""From Scrapy's response, or its failure, to our values."""

from datetime import UTC, datetime

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure as TwistedFailure

from crawler.answers.refused import Refused
from crawler.answers.untrusted import is_untrusted
from crawler.discovery.candidate import Candidate
from crawler.middlewares.not_asked import NotAsked
from crawler.middlewares.tdm_files import SITE_RESERVATION
from crawler.middlewares.wire_headers import wire_headers
from pipelines.document import Capture, Failure, Rejection
from pipelines.guarded_output import sentence

# Nothing is there, and nothing will be: not worth asking again.
GONE = (404, 410)

# No whole page: no body, or a part that nobody asked for.
_NO_PAGE = (204, 205, 206)

_CAUSES = {
    "SchemeRefused": "scheme",
    "AddressRefused": "address",
    "NotSupported": "scheme",
    "CannotResolveHostError": "dns",
    "DownloadTimeoutError": "timeout",
    "DownloadConnectionRefusedError": "refused",
    "DownloadCancelledError": "too_large",
    "ResponseDataLossError": "cut_short",
    "UnsupportedURLSchemeError": "scheme",
}


def to_capture(response: Response, candidate: Candidate) -> Capture:
    """The response as it came, Content-Encoding undone."""
    assert response.request is not None
    return Capture(
        url=candidate.url,
        final_url=response.url,
        fetched=now(),
        status=response.status,
        headers=wire_headers(response),
        body=response.body,
        publisher=candidate.publisher or None,
        discovered_via=candidate.listing,
        listed_headline=candidate.headline,
        listed_published=candidate.published,
        again=candidate.again,
        site_reservation=response.meta.get(SITE_RESERVATION),
    )


def to_outcome(response: Response, candidate: Candidate) -> Capture | Rejection | Failure:
    """A capture where the page is there; a rejection where it is gone; else a failure with its capture."""
    capture = to_capture(response, candidate)
    if 200 <= response.status < 300 and response.status not in _NO_PAGE:
        return capture
    slug, detail = _slug_of_status(response.status), f"the server answered {response.status}"
    if response.status in GONE:
        return Rejection.of(capture, "fetch", slug, detail, None)
    return Failure.of(capture, "fetch", slug, detail)


def to_failure(failure: TwistedFailure, candidate: Candidate) -> Failure:
    """No answer, or none that could be read."""
    request = getattr(failure, "request", None)
    return Failure(
        url=candidate.url,
        final_url=request.url if isinstance(request, Request) else candidate.url,
        publisher=candidate.publisher or None,
        discovered_via=candidate.listing,
        stage="fetch",
        cause=cause_of(failure),
        detail=sentence(failure.getErrorMessage())[:500],
        time=now(),
        capture=None,
    )


def cause_of(failure: TwistedFailure) -> str:
    """The slug under which this kind of failure is counted."""
    if isinstance(failure.value, HttpError):
        return _slug_of_status(failure.value.response.status)
    if isinstance(failure.value, Refused | NotAsked):
        return failure.value.slug
    for kind in type(failure.value).__mro__:
        if kind.__name__ in _CAUSES:
            return _CAUSES[kind.__name__]
    if is_untrusted(failure.value):
        return "tls"
    if isinstance(failure.value, IgnoreRequest):
        return "redirects"
    return "connection"


def _slug_of_status(status: int) -> str:
    return f"http_{status}"


def now() -> datetime:
    """The wall clock, UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)
