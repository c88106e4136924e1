"""The further pages of an article, asked for one after the other, and the one capture that all of them make.

They are no pages of their own: `fetched` counts the first alone. What will not pass (nothing is there, or
robots.txt forbids it, its site reserves it, or the page is another's) ends the article where it is; any
other trouble fails it as a whole, to be tried again.
"""

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import NamedTuple, TypeVar

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from crawler.capture import GONE, cause_of, to_capture
from crawler.discovery.candidate import Candidate
from crawler.middlewares.robots import ForbiddenByRobots, RobotsUnreachable
from crawler.middlewares.tdm_files import IS_ARTICLE
from pipelines.document import Capture, Failure
from pipelines.in_worker import InWorker
from pipelines.page.onward import Onward, may_go_on
from pipelines.worker import ListingFailed, WorkerPool

T = TypeVar("T")

INCOMPLETE = "incomplete"

_CONTINUES: InWorker[bool] = InWorker("pipelines.page.next_page", "continues")
_ONWARD: InWorker[Onward | None] = InWorker("pipelines.page.next_page", "onward")

# Redirects are followed; every other answer comes to us.
ANSWERS_TO_JUDGE = range(400, 600)

# Before other articles: the pages of one are fetched together.
_BEFORE_OTHERS = 1


class _Chain(NamedTuple):
    """What has come of an article, and how it is asked for. `whole` as for `onward`."""

    candidate: Candidate
    first: Capture
    further: tuple[Capture, ...]
    priority: int
    whole: bool = True

    def capture(self) -> Capture:
        return self.first.model_copy(update={"further": self.further})


class FurtherPages:
    """Callbacks of the requests. At most `most_pages` pages make an article, the first included."""

    def __init__(self, pool: WorkerPool, most_pages: int) -> None:
        self._pool = pool
        self._most = most_pages

    async def after(self, first: Capture, candidate: Candidate, priority: int) -> Capture | Request:
        """The first page itself where it is the article, as most are, or the request for what comes next."""
        if self._most == 1 or not may_go_on(first.body, first.final_url):
            return first
        return await self._next(_Chain(candidate, first, (), priority + _BEFORE_OTHERS))

    async def answered(
        self, response: Response, chain: _Chain, way: Onward
    ) -> AsyncIterator[Capture | Failure | Request]:
        """A further page came, or something in its place."""
        if 200 <= response.status < 300:
            page = to_capture(response, chain.candidate).model_copy(update={"url": way.url})
            yield await self._with(chain, page, way)
        elif response.status in GONE:
            yield await self._without(chain, way)
        else:
            yield _incomplete(chain, way, f"the server answered {response.status}")

    async def unanswered(self, failure: TwistedFailure) -> AsyncIterator[Capture | Failure | Request]:
        """No answer, or robots.txt did not let us ask."""
        asked = failure.request.cb_kwargs  # type: ignore[attr-defined]
        is_unknown = isinstance(failure.value, RobotsUnreachable)
        if isinstance(failure.value, ForbiddenByRobots) and not is_unknown:
            yield await self._without(asked["chain"], asked["way"])
        else:
            yield _incomplete(asked["chain"], asked["way"], cause_of(failure))

    async def _with(self, chain: _Chain, page: Capture, way: Onward) -> Capture | Request:
        if not await self._asked(partial(_CONTINUES, chain.first, page), default=False):
            return await self._without(chain, way)
        longer = chain._replace(further=(*chain.further, page))
        return longer.capture() if way.is_whole else await self._next(longer)

    async def _without(self, chain: _Chain, way: Onward) -> Capture | Request:
        """Where the whole article cannot be had on one page, its pages may be."""
        return await self._next(chain._replace(whole=False)) if way.is_whole else chain.capture()

    async def _next(self, chain: _Chain) -> Capture | Request:
        job = partial(_ONWARD, chain.first, chain.further, self._most, whole=chain.whole)
        way = await self._asked(job, default=None)
        return chain.capture() if way is None else self._request(chain, way)

    def _request(self, chain: _Chain, way: Onward) -> Request:
        return Request(
            way.url,
            callback=self.answered,
            errback=self.unanswered,
            cb_kwargs={"chain": chain, "way": way},
            priority=chain.priority,
            dont_filter=True,
            meta={"handle_httpstatus_list": ANSWERS_TO_JUDGE, IS_ARTICLE: True},
        )

    async def _asked(self, job: Callable[[], T], *, default: T) -> T:
        """In a worker; a page that a worker cannot read leads nowhere."""
        try:
            return await self._pool.call(job)
        except ListingFailed:
            return default


def _incomplete(chain: _Chain, way: Onward, why: str) -> Failure:
    return Failure.of(chain.first, "fetch", INCOMPLETE, f"{way.url}: {why}")
