"""The way of a candidate: held against what is known, given its promise, chosen, fetched, learned from."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from scrapy import Request

from crawler.budget import Budget
from crawler.discovery.bounds import today
from crawler.discovery.candidate import Candidate
from crawler.discovery.frontier import Frontier
from crawler.discovery.orders import BestFirst, NewestFirst, Order
from crawler.discovery.traps import trap_of
from crawler.discovery.yields import Earlier, band_of
from crawler.linked import LinkedPages, inherited
from crawler.promises import promising
from crawler.run import CrawlRun
from crawler.spiders.articles import Articles
from crawler.spiders.releases import Releases
from pipelines.document import Document
from pipelines.page.link import Link

# A sitemap may name 50,000 pages; after so many the downloads get a turn.
_AT_ONCE = 500


class Candidates:
    """Of all publishers of a run; it is the run's follower. `send` and `is_spent` as of Releases."""

    def __init__(
        self,
        run: CrawlRun,
        budget: Budget,
        limit: int | None,
        *,
        dry_run: bool,
        send: Callable[[Request], None],
        is_spent: Callable[[], bool] = lambda: False,
    ) -> None:
        self._run = run
        self._budget = budget
        self._dry_run = dry_run
        self._frontier = Frontier(_new_order(budget, run.memory.earlier), limit, budget.articles)
        self._releases = Releases(run, self._frontier, Articles(run), budget, send, limit, is_spent=is_spent)
        self._links = LinkedPages(run.publishers)

    def open(self, publisher: str) -> None:
        """Its listings are being read."""
        self._frontier.open(publisher)

    def close(self, publisher: str) -> None:
        """Its listings are read."""
        ready = self._frontier.close(publisher)
        if self._dry_run:
            self._releases.tell(ready)
        else:
            self._releases.begin(ready)

    async def found(self, candidates: Sequence[Candidate]) -> None:
        """A listing names them. Those that are not worth fetching go into the tally."""
        for start in range(0, len(candidates), _AT_ONCE):
            await self._consider(candidates[start : start + _AT_ONCE])
            await asyncio.sleep(0)

    def ended(self, publisher: str, url: str, *, related: bool | None) -> None:
        """See `Follower`."""
        self._releases.ended(publisher, url, related=related)

    def forbidden(self, publisher: str, url: str) -> None:
        """See `Follower`."""
        self._releases.forbidden(publisher, url)

    async def linked(self, document: Document, links: Sequence[Link]) -> None:
        """See `Follower`; as deep as the budget allows."""
        depth = self._frontier.depth_of(document.capture.url) + 1
        if depth > self._budget.link_depth:
            return
        found = self._links.of(document, links, depth)
        wanted = [each for each in found if not self._is_trap(each) and self._is_wanted(each)]
        for candidate in await promising(self._run.pool, wanted) if wanted else ():
            self._add(inherited(candidate, document.relevance.score))
            self._releases.go_on(candidate.publisher)

    def is_busy(self, publisher: str) -> bool:
        """See `Follower`."""
        return self._releases.is_busy(publisher)

    def leave_the_rest(self) -> None:
        """At the end of a crawl that was not interrupted."""
        self._releases.leave_the_rest()

    async def _consider(self, candidates: Sequence[Candidate]) -> None:
        wanted = [candidate for candidate in candidates if self._is_wanted(candidate)]
        if self._budget.order == "best":
            wanted = await promising(self._run.pool, wanted)
        for candidate in wanted:
            self._add(candidate)

    def _is_trap(self, candidate: Candidate) -> bool:
        """Of what listings name the traps are left out when they are read."""
        trap = trap_of(candidate.url, today())
        if trap is not None:
            self._run.tally.skip(candidate.url, trap)
        return trap is not None

    def _is_wanted(self, candidate: Candidate) -> bool:
        reason = self._run.seen.reason_to_skip(candidate.url, candidate.published)
        if reason is not None:
            self._run.tally.skip(candidate.url, reason)
        return reason is None

    def _add(self, candidate: Candidate) -> None:
        """Unless an earlier run left it, and not much speaks for it now: its headline may be new."""
        if band_of(candidate.promise) != "much" and self._run.memory.was_left(candidate):
            self._run.tally.skip(candidate.url, "unpromising")
            return
        self._run.tally.named(candidate)
        self._frontier.add(candidate)


def _new_order(budget: Budget, earlier: dict[str, Earlier]) -> Callable[[], Order]:
    return NewestFirst if budget.order == "breadth" else partial(BestFirst, budget.least_chance, earlier)
