"""Article pages: the request for one, and what its answer, or none, becomes."""

from collections.abc import Iterator

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from crawler.capture import to_failure, to_outcome
from crawler.discovery.candidate import Candidate
from crawler.middlewares.robots import ForbiddenByRobots
from crawler.tally import Tally
from pipelines.document import Capture, Failure, Rejection

# Redirects are followed; every other answer comes to us.
_ANSWERS_TO_JUDGE = range(400, 600)


class Articles:
    """The callbacks of article requests, for every spider."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def request(self, candidate: Candidate, priority: int) -> Request:
        """Scrapy's filter of duplicates is off: it would swallow a redirect to a page met before."""
        return Request(
            candidate.url,
            callback=self.answered,
            errback=self.unanswered,
            cb_kwargs={"candidate": candidate},
            priority=priority,
            dont_filter=True,
            meta={"handle_httpstatus_list": _ANSWERS_TO_JUDGE},
        )

    def answered(self, response: Response, candidate: Candidate) -> Iterator[Capture | Rejection | Failure]:
        """Whatever the status is, something becomes of it."""
        self._tally.fetched(candidate.publisher)
        yield to_outcome(response, candidate)

    def unanswered(self, failure: TwistedFailure) -> Iterator[Failure]:
        """No answer, or robots.txt did not let us ask."""
        candidate: Candidate = failure.request.cb_kwargs["candidate"]  # type: ignore[attr-defined]
        if isinstance(failure.value, ForbiddenByRobots):
            self._tally.skip(candidate.url, failure.value.slug)
            return
        self._tally.fetched(candidate.publisher)
        yield to_failure(failure, candidate)
