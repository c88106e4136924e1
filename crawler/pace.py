"""How often a host may be asked: by what is set, by what it asks for, and by how it bears it.

Seconds; moments are those of one clock that never goes back.
"""

from dataclasses import dataclass
from typing import NamedTuple

# Nobody waits this long for a page who does not have to.
_SLOW_S = 1.0
# A slow host rests for twice as long as it worked; Heritrix, of the Internet Archive, takes five times.
_REST_PER_LATENCY = 2.0
_TOO_MANY = 429
# Four pages with two retries each. By then ten minutes have gone by, and a page more only counts as failed.
_SILENT_AFTER = 12


class Manners(NamedTuple):
    """`most_times` as often `delay_s` a host may be slowed down for its troubles."""

    delay_s: float
    most_times: float
    crawl_delay_max_s: float
    retry_after_max_s: float


@dataclass(slots=True)
class Pace:
    """Of one host. Lives as long as the run: Scrapy forgets a slot that was idle for a minute."""

    manners: Manners
    asked_s: float = 0.0
    slowed_s: float = 0.0
    free_at: float = 0.0
    closed_until: float = 0.0
    unanswered: int = 0

    @property
    def delay_s(self) -> float:
        """From the end of an answer to the next request, at least."""
        return max(self.manners.delay_s, self.asked_s, self.slowed_s)

    @property
    def is_silent(self) -> bool:
        """Whether so many requests in a row had no answer that the host is gone, or the line."""
        return self.unanswered >= _SILENT_AFTER

    def crawl_delay(self, delay_s: float) -> None:
        """By robots.txt; of several schemes and ports of a host the longest."""
        self.asked_s = max(self.asked_s, min(delay_s, self.manners.crawl_delay_max_s))

    def answered(self, status: int, latency_s: float) -> None:
        """`latency_s`: until the headers came. Trouble doubles the delay; good answers halve what was added.

        Other answers, redirects and pages that are not there, are quick whatever the host's state is.
        """
        if status == _TOO_MANY or status >= 500:
            self.in_trouble()
        elif 200 <= status < 300:
            rest_s = _REST_PER_LATENCY * latency_s if latency_s > _SLOW_S else 0.0
            self._slow(max(rest_s, self.slowed_s / 2))

    def heard(self) -> None:
        """A byte came, of whatever answer."""
        self.unanswered = 0

    def no_answer(self) -> None:
        """Or one that broke off."""
        self.unanswered += 1
        self.in_trouble()

    def in_trouble(self) -> None:
        """No answer, or one that says so."""
        self._slow(2 * max(self.manners.delay_s, self.slowed_s))

    def retry_after(self, wait_s: float, now: float) -> None:
        """The host wants to be left alone; for longer than we wait it is left alone altogether."""
        if wait_s <= self.manners.retry_after_max_s:
            self.free_at = max(self.free_at, now + wait_s)
        else:
            self.closed_until = max(self.closed_until, now + wait_s)

    def _slow(self, delay_s: float) -> None:
        bounded = min(delay_s, self.manners.delay_s * self.manners.most_times)
        self.slowed_s = bounded if bounded > self.manners.delay_s else 0.0
