"""Which pages a listing named whose end is not known yet; at the end of a run, whether any was left over."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from crawler.memory.left_pages import LEFT_FOR, LeftPages
from pipelines.urls import url_key

# What is no page to come back for, as long as the listing says the same.
_ENDS = ("known", "outside_dates")


class Settlement(NamedTuple):
    """Every page of a listing has found its end; from `until` on one of them may be asked for again."""

    until: datetime | None


class OpenCandidates:
    """`reason_to_skip` is that of `Seen`: it knows what has become of a page by now.

    A page that failed rests `rest` before it is tried again.
    """

    def __init__(
        self,
        reason_to_skip: Callable[[str, str | None], str | None],
        rest: timedelta,
        now: Callable[[], datetime],
        pages: LeftPages | None = None,
    ) -> None:
        self.pages = pages or LeftPages((), now())
        self._reason_to_skip = reason_to_skip
        self._rest = rest
        self._now = now
        self._open: dict[str, dict[str, str | None]] = {}
        self._resting: set[str] = set()
        self._left: dict[str, timedelta] = {}
        self.new: Counter[str] = Counter()

    def considered(self, listing: str, url: str, published: str | None, reason: str | None) -> None:
        """A listing named a page; `reason` is why it is not asked for, None where it is."""
        if reason == "failed_recently":
            self._resting.add(listing)
        elif reason not in _ENDS:
            self._open.setdefault(listing, {})[url] = published
            self.pages.named(listing, url)
            if reason is None and self.pages.has(url):
                self.left(url, LEFT_FOR)
            else:
                self.new[listing] += reason is None

    def unpromising(self, url: str) -> None:
        """A page was not worth a request."""
        self.pages.leave(url)
        self.left(url, LEFT_FOR)

    def left(self, url: str, rest: timedelta) -> None:
        """A page was not asked for, and there is no need to come back for it before so long."""
        self._left[url_key(url)] = rest

    def settlement(self, listing: str) -> Settlement | None:
        """None where a page has found no end: over a budget, or interrupted."""
        rests = [self._rest] if listing in self._resting else []
        for url, published in self._open.get(listing, {}).items():
            reason = self._reason_to_skip(url, published)
            if reason in _ENDS:
                continue
            rest = self._rest if reason == "failed_recently" else self._left.get(url_key(url))
            if rest is None:
                return None
            rests.append(rest)
        return Settlement(self._now() + min(rests) if rests else None)
