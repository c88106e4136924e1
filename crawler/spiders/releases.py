"""Asks for the articles of each publisher, a few at a time: what they turn out to be chooses the next."""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable

from scrapy import Request

from crawler.budget import Budget
from crawler.discovery.candidate import Candidate
from crawler.discovery.frontier import Frontier
from crawler.discovery.yields import band_of
from crawler.run import CrawlRun
from crawler.spiders.articles import Articles

AT_ONCE = 4
"""So many of a publisher are under way: enough that its host never waits for a judgement."""


class Releases:
    """Spends the budget of each publisher on the frontier's candidates.

    `send` hands a request to Scrapy; `is_spent` says whether others have used the limit up. Judgements take
    effect in the order in which their pages were asked for, whichever comes first, so that equal listings and
    pages give an equal order.
    """

    def __init__(
        self,
        run: CrawlRun,
        frontier: Frontier,
        articles: Articles,
        budget: Budget,
        send: Callable[[Request], None],
        limit: int | None = None,
        clock_s: Callable[[], float] = time.monotonic,
        is_spent: Callable[[], bool] = lambda: False,
    ) -> None:
        self._run = run
        self._frontier = frontier
        self._articles = articles
        self._budget = budget
        self._send = send
        self._limit = limit
        self._clock_s = clock_s
        self._is_spent = is_spent
        self._until_s = clock_s() + 60 * budget.minutes if budget.minutes else float("inf")
        self._under_way: dict[str, deque[Candidate]] = {}
        self._ends: dict[str, bool | None] = {}
        self._asked: dict[str, int] = {}
        self._cut_off: dict[str, str] = {}

    def begin(self, publishers: Iterable[str]) -> None:
        """Their candidates may be asked for."""
        for publisher in publishers:
            self._under_way[publisher] = deque()
            self._asked[publisher] = 0
            self.go_on(publisher)

    def go_on(self, publisher: str) -> None:
        """Ask for as much as may be under way, if its time has come."""
        if publisher not in self._under_way:
            return
        under_way = self._under_way[publisher]
        while len(under_way) < AT_ONCE and not (self._run.interrupted or self._run.stopping):
            candidate = self._next(publisher)
            if candidate is None:
                return
            under_way.append(candidate)
            self._send(self._articles.request(candidate, priority=0))

    def ended(self, publisher: str, url: str, *, related: bool | None) -> None:
        """What became of the page that was asked for as `url`; None where that tells nothing of it."""
        under_way = self._under_way.get(publisher)
        if not under_way:
            return
        self._ends[url] = related
        while under_way and under_way[0].url in self._ends:
            candidate = under_way.popleft()
            related = self._ends.pop(candidate.url)
            if not candidate.again:
                self._learn(candidate, related=related)
        self.go_on(publisher)

    def forbidden(self, publisher: str, url: str) -> None:
        """`url` was not asked for: robots.txt forbids it. Budget and limit pay for another one."""
        if publisher not in self._asked:
            return
        self._asked[publisher] -= 1
        other = self._frontier.one_more()
        self.ended(publisher, url, related=None)
        if other is not None and other != publisher:
            self.go_on(other)

    def is_busy(self, publisher: str) -> bool:
        """Whether it has not begun, or has asked for something that has not come to its end."""
        return publisher not in self._asked or bool(self._under_way.get(publisher))

    def tell(self, publishers: Iterable[str]) -> None:
        """In a dry run: what would be asked for, in its order as far as that is known before."""
        for publisher in publishers:
            self._asked[publisher] = 0
            while (candidate := self._next(publisher)) is not None:
                self._run.tell_candidate(candidate)

    def leave_the_rest(self) -> None:
        """At the end: what was not asked for, and why, goes into the tally."""
        for candidate in self._frontier.over_limit:
            self._run.tally.skip(candidate.url, "limit")
        waiting = list(self._frontier.waiting())
        of_publisher = Counter(candidate.publisher for candidate in waiting)
        for candidate in waiting:
            reason = self._why_left(candidate.publisher, of_publisher[candidate.publisher])
            self._run.tally.skip(candidate.url, reason)
            if reason == "unpromising":
                self._run.memory.unpromising(candidate)

    def _why_left(self, publisher: str, waiting: int) -> str:
        """Where the budget would not have paid for all that waits, it was the budget."""
        scarce = waiting > self._budget.articles - self._asked.get(publisher, 0)
        return self._cut_off.get(publisher) or ("article_budget" if scarce else "unpromising")

    def _learn(self, candidate: Candidate, *, related: bool | None) -> None:
        self._frontier.judged(candidate, related=related)
        if related is not None and band_of(candidate.promise) == "nothing":
            self._run.tally.harvest.ended(candidate.url, "unlikely")
            if related:
                self._run.tally.harvest.ended(candidate.url, "unlikely_related")

    def _next(self, publisher: str) -> Candidate | None:
        spent = self._spent(publisher)
        if spent is not None:
            self._cut_off[publisher] = spent
            return None
        left = self._budget.articles - self._asked[publisher]
        candidate = self._unclaimed(publisher, left) or self._again(publisher)
        if candidate is not None:
            self._asked[publisher] += 1
        return candidate

    def _unclaimed(self, publisher: str, left: int) -> Candidate | None:
        """The frontier's next one that no other source of this run has asked for."""
        while (candidate := self._frontier.next(publisher, left)) and not self._run.claim(candidate.url):
            self._run.tally.skip(candidate.url, "known")
            self._frontier.judged(candidate, related=None)
        return candidate

    def _again(self, publisher: str) -> Candidate | None:
        """Archived pages that are due come after all that is new, and share its limits."""
        due = self._run.revisits.get(publisher)
        if not due or (self._limit is not None and sum(self._asked.values()) >= self._limit):
            return None
        return due.pop(0)

    def _spent(self, publisher: str) -> str | None:
        if self._asked[publisher] >= self._budget.articles:
            return "article_budget"
        if self._is_spent():
            return "limit"
        return "time_budget" if self._clock_s() >= self._until_s else None
