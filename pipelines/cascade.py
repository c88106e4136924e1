"""What is found of a page before it is read, and makes reading it superfluous.

Turned away is only what would be turned away after reading too. Every page is read that is asked for again,
since what became of an archived page is told by its text; every article of several pages; every page that may
be reserved where that is obeyed, which has a reason of its own; and every page that may be a wall, since a
wall in the place of an article says nothing of its subject.
"""

import re
from collections.abc import Callable, Collection, Iterable
from html import unescape
from math import floor
from typing import NamedTuple

from pipelines.document import Capture, Relevance
from pipelines.extract import is_no_wall
from pipelines.glimpse import Glimpse
from pipelines.page.charset import decode_html
from pipelines.page.plain_article import asks_for_nothing, is_plain_article
from pipelines.page.skimmed import Skimmed, skim

_DECIMALS = 10_000

# The words that ask for what a page may be turned away for (reservations.py).
_RESERVING = {"noarchive": "noarchive|nocache", "noindex": "noindex|none", "noai": "noai|noml", "tdm": "tdm-"}


class PassedBy(NamedTuple):
    """A page that need not be read; the score of `relevance` is the highest that a reading could have."""

    headline: str | None
    relevance: Relevance

    @property
    def detail(self) -> str:
        """For people."""
        return f"score {self.relevance.score:.3f} at most, threshold {self.relevance.threshold:.3f}"


class Cascade:
    """Callable from a capture to why it need not be read, None where it must be.

    `judge` is the name of what would judge it; `obeyed` the reservations that a page is not kept for.
    """

    def __init__(self, glimpse: Glimpse, threshold: float, judge: str, obeyed: Collection[str]) -> None:
        self._glimpse = glimpse
        self._threshold = threshold
        self._judge = judge
        words = "|".join(_RESERVING[what] for what in sorted(obeyed) if what in _RESERVING)
        self._reserving = re.compile(words, re.IGNORECASE) if words else None

    def __call__(self, capture: Capture) -> PassedBy | None:
        """Raises nothing that a page of any kind causes."""
        if self._threshold <= 0 or capture.again or capture.further:
            return None
        if capture.site_reservation is not None or self._may_reserve(_rules(capture)):
            return None
        page = skim(decode_html(capture.body, _content_type(capture)))
        most = self._glimpse.most(page, capture.listed_headline)
        if most >= self._threshold or self._may_reserve(map(unescape, page.tags)):
            return None
        if not is_plain_article(page, capture.final_url) and not _is_no_wall(capture, page):
            return None
        return PassedBy(
            capture.listed_headline or next(iter(page.headings), None),
            Relevance(
                score=floor(most * _DECIMALS) / _DECIMALS,
                threshold=self._threshold,
                related=False,
                evidence=(),
                model=self._judge,
            ),
        )

    def _may_reserve(self, said: Iterable[str]) -> bool:
        return self._reserving is not None and any(map(self._reserving.search, said))


def read_all(_: Capture) -> None:
    """Instead of a cascade: every page must be read."""


def _is_no_wall(capture: Capture, page: Skimmed) -> bool:
    """By a tree of the page, for those that do not call themselves articles."""
    return asks_for_nothing(page, capture.final_url) and is_no_wall(capture)


Look = Callable[[Capture], PassedBy | None]


def _rules(capture: Capture) -> list[str]:
    """The headers that may reserve."""
    return [
        f"{name} {value}" for name, value in capture.headers if name.lower().startswith(("x-robots", "tdm-"))
    ]


def _content_type(capture: Capture) -> str | None:
    return next((value for name, value in capture.headers if name.lower() == "content-type"), None)
