"""Article pages: the request for one, and what its answer, or none, becomes."""

from collections.abc import AsyncIterator, Iterator

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from crawler.capture import to_failure, to_outcome
from crawler.discovery.candidate import Candidate
from crawler.middlewares.not_asked import NotAsked
from crawler.middlewares.robots import ForbiddenByRobots
from crawler.middlewares.tdm_files import IS_ARTICLE
from crawler.render import RENDER
from crawler.run import CrawlRun
from crawler.spiders.further_pages import ANSWERS_TO_JUDGE, FurtherPages
from pipelines.document import Capture, Failure, Rejection


class Articles:
    """The callbacks of article requests, for every spider."""

    def __init__(self, run: CrawlRun) -> None:
        self._run = run
        self._tally = run.tally
        self._rendered = frozenset(publisher.id for publisher in run.publishers if publisher.render)
        self._further = FurtherPages(run.pool, run.pages_per_article)

    def request(self, candidate: Candidate, priority: int) -> Request:
        """Scrapy's filter of duplicates is off: it would swallow a redirect to a page met before."""
        return Request(
            candidate.url,
            callback=self.answered,
            errback=self.unanswered,
            cb_kwargs={"candidate": candidate},
            priority=priority,
            dont_filter=True,
            meta={
                "handle_httpstatus_list": ANSWERS_TO_JUDGE,
                IS_ARTICLE: True,
                RENDER: candidate.publisher in self._rendered,
            },
        )

    async def answered(
        self, response: Response, candidate: Candidate
    ) -> AsyncIterator[Capture | Rejection | Failure | Request]:
        """Whatever the status is, something becomes of it, now or with the further pages of the article."""
        self._tally.fetched(candidate.publisher, candidate.url)
        outcome = to_outcome(response, candidate)
        if isinstance(outcome, Capture):
            assert response.request is not None
            yield await self._further.after(outcome, candidate, response.request.priority)
        else:
            yield outcome

    def unanswered(self, failure: TwistedFailure) -> Iterator[Failure]:
        """No answer, or robots.txt or tdmrep.json did not let us ask."""
        candidate: Candidate = failure.request.cb_kwargs["candidate"]  # type: ignore[attr-defined]
        if isinstance(failure.value, NotAsked):
            self._tally.skip(candidate.url, failure.value.slug)
            if isinstance(failure.value, ForbiddenByRobots):
                self._run.memory.forbidden(candidate, failure.value.for_s)
            if self._run.follower is not None:
                self._run.follower.forbidden(candidate.publisher, candidate.url)
            return
        self._tally.fetched(candidate.publisher, candidate.url)
        yield to_failure(failure, candidate)
