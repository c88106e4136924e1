"""The pages that were left alone because nothing spoke for them and their like were tried in vain.

A listing that changes names them again; without this they would be new each time, and some of them would be
tried each time. Known by 8 hex digits of their URL key, which one page in four thousand million shares.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from crawler.discovery.yields import Earlier
from pipelines.archive import ListingState
from pipelines.document import utc_stamp
from pipelines.urls import url_key

LEFT_FOR = timedelta(days=7)
"""Then they are looked at anew: more may be known by then."""

MOST_LEFT = 5000
"""Of one listing; those that it names behind them are new each time."""


class LeftPages:
    """Those of the listings whose `states` are given, unless `looks_anew`, and those that this run leaves."""

    def __init__(self, states: Iterable[ListingState], now: datetime, *, looks_anew: bool = False) -> None:
        self._now = utc_stamp(now)
        oldest = utc_stamp(now - LEFT_FOR)
        fresh = [] if looks_anew else [state for state in states if (state.left_since or "") > oldest]
        self._since = {state.url: state.left_since for state in fresh}
        self._known = frozenset(digest for state in fresh for digest in state.left)
        self._left: set[str] = set()
        self._named: dict[str, dict[str, None]] = {}

    def has(self, url: str) -> bool:
        """Whether an earlier run left the page."""
        return bool(self._known) and _digest(url) in self._known

    def leave(self, url: str) -> None:
        """This run leaves it."""
        self._left.add(_digest(url))

    def named(self, listing: str, url: str) -> None:
        """A listing names a page that was left, or may be."""
        self._named.setdefault(listing, {})[_digest(url)] = None

    def of(self, listing: str) -> dict[str, object]:
        """What is left of a listing now, and since when, as its state has it."""
        named = self._named.get(listing, {})
        left = tuple(each for each in named if each in self._left or each in self._known)[:MOST_LEFT]
        return {"left": left, "left_since": (self._since.get(listing) or self._now) if left else None}


def earlier_yields(states: Iterable[ListingState]) -> dict[str, Earlier]:
    """What earlier crawls fetched of each listing's pages, by the URL of the listing."""
    return {
        state.url: Earlier(state.fetched, state.related, state.unlikely, state.unlikely_related)
        for state in states
        if state.fetched
    }


def _digest(url: str) -> str:
    return hashlib.sha256(url_key(url).encode()).hexdigest()[:8]
