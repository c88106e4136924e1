"""Is a URL worth fetching, given what the archive knows of it? Looking changes nothing."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from crawler.wanted_again import UNWANTED_LANGUAGE
from crawler.window import Window
from pipelines.archive import Verdict
from pipelines.page.passing import PASSING
from pipelines.page.reservations import REASONS as RESERVED
from pipelines.urls import url_key

# The one reason that a later run with other dates may see otherwise.
OUTSIDE_DATES = "outside_dates"
OBEYABLE = frozenset(RESERVED)

# Machines that crawl into one archive need not agree to the minute.
_CLOCK_SLACK = timedelta(hours=1)

GONE = ("http_404", "http_410", "soft_404")
"""Reasons of a rejection that say that nothing is there any more, and nothing of what was there."""


class Seen:
    """Says why a URL need not be fetched.

    `verdict` is the archive's knowledge of a URL key, `is_barred` whether a document of it was
    removed. A failed page rests `retry_failed_after`, and so does one in whose place stood a wall, which says
    nothing of the page. One that was reserved is asked for again once `obeyed` is without the reason,
    one of an unwanted language once it is wanted, which `is_wanted_again` says of its URL key.
    """

    def __init__(
        self,
        verdict: Callable[[str], Verdict | None],
        window: Window,
        retry_failed_after: timedelta,
        now: Callable[[], datetime],
        is_barred: Callable[[str], bool] = lambda _: False,
        obeyed: Collection[str] = OBEYABLE,
        is_wanted_again: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._verdict = verdict
        self._is_barred = is_barred
        self._window = window
        self._rest = retry_failed_after
        self._now = now
        self._waived = {reason for what, reason in RESERVED.items() if what not in obeyed}
        self._is_wanted_again = is_wanted_again

    def reason_to_skip(self, url: str, published: str | None) -> str | None:
        """`known`, `failed_recently`, `outside_dates`, or None where the page should be fetched."""
        key = url_key(url)
        verdict = self._verdict(key)
        if verdict is None:
            return None if self._window.holds(published) else OUTSIDE_DATES
        if verdict.kind == "failed" or (verdict.kind == "rejected" and verdict.reason in PASSING):
            return "failed_recently" if self._rests(verdict) else None
        if verdict.kind == "rejected" and self._is_seen_otherwise(verdict.reason, key):
            return None if self._window.holds(verdict.published) else OUTSIDE_DATES
        return "known"

    def reason_to_skip_capture(self, url: str, published: str | None) -> str | None:
        """The same for a page that somebody captured once: that it fails now, or is gone, is no reason."""
        reason, verdict = self.reason_to_skip(url, published), self._verdict(url_key(url))
        if reason == "failed_recently" or (verdict and verdict.kind == "rejected" and verdict.reason in GONE):
            return None if self._window.holds(published) else OUTSIDE_DATES
        return reason

    def reason_to_skip_by_hand(self, url: str, *, again: bool) -> str | None:
        """The same for a page that a person names: what failed may be tried at once.

        `again` asks for what is archived or rejected too, but not for what was removed.
        """
        if again:
            return "known" if self._is_barred(url_key(url)) else None
        reason = self.reason_to_skip(url, None)
        return None if reason == "failed_recently" else reason

    def _is_seen_otherwise(self, reason: str | None, key: str) -> bool:
        """Whether a page was turned away for what is set otherwise by now, or may be."""
        if reason == UNWANTED_LANGUAGE:
            return self._is_wanted_again(key)
        return reason in self._waived or reason == OUTSIDE_DATES

    def _rests(self, verdict: Verdict) -> bool:
        """Not where it failed in a time to come: the clock was wrong then, or is now."""
        if verdict.time is None:
            return False
        age = self._now() - datetime.fromisoformat(verdict.time)
        return -_CLOCK_SLACK < age < self._rest
