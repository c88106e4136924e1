"""What is found of a page before it is read, and makes reading it superfluous.

Twice: of its markup, and, of a page that is not turned away for that, once more with the tree and the
headline that reading it begins with.

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
from pipelines.errors import Rejected, StageFailed
from pipelines.extract import OpenPage, header, is_no_wall, open_page
from pipelines.glimpse import Glimpse
from pipelines.page.charset import decode_html
from pipelines.page.plain_article import asks_for_nothing, is_plain_article
from pipelines.page.skimmed import Skimmed, skim

_DECIMALS = 10_000
# Where a forum that is filled by scripts has its text (Discourse), and trafilatura looks for it.
_TEXT_IN_ATTRIBUTE = "data-preloaded"

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
    """Callable from a capture to why it need not be read; where it must be, to the page, opened or None.

    `judge` is the name of what would judge it; `obeyed` the reservations that a page is not kept for.
    """

    def __init__(self, glimpse: Glimpse, threshold: float, judge: str, obeyed: Collection[str]) -> None:
        self._glimpse = glimpse
        self._threshold = threshold
        self._judge = judge
        words = "|".join(_RESERVING[what] for what in sorted(obeyed) if what in _RESERVING)
        self._reserving = re.compile(words, re.IGNORECASE) if words else None

    def __call__(self, capture: Capture) -> PassedBy | OpenPage | None:
        """Raises nothing that a page of any kind causes."""
        if self._threshold <= 0 or capture.again or capture.further:
            return None
        if capture.site_reservation is not None or self._may_reserve(_rules(capture)):
            return None
        html = decode_html(capture.body, header(capture, "content-type"))
        page = skim(html)
        if _TEXT_IN_ATTRIBUTE in html or self._may_reserve(page.tags):
            return None
        seen = self._glimpse.look(page, capture.listed_headline)
        if seen.most < self._threshold:
            headline = capture.listed_headline or next(iter(page.headings), None)
            return self._passed_by(headline, seen.most) if _is_article(capture, html, page) else None
        opened = _opened(capture, html)
        if opened is None or not opened.headline:
            return opened
        most = self._glimpse.under(opened.headline, seen)
        if most >= self._threshold or not _is_article(capture, html, page):
            return opened
        return self._passed_by(opened.headline, most)

    def _passed_by(self, headline: str | None, most: float) -> PassedBy:
        score = floor(most * _DECIMALS) / _DECIMALS
        return PassedBy(
            headline,
            Relevance(score=score, threshold=self._threshold, related=False, evidence=(), model=self._judge),
        )

    def _may_reserve(self, said: Iterable[str]) -> bool:
        return self._reserving is not None and self._reserving.search(unescape("\n".join(said))) is not None


def read_all(_: Capture) -> None:
    """Instead of a cascade: every page must be read."""


Look = Callable[[Capture], PassedBy | OpenPage | None]


def _opened(capture: Capture, html: str) -> OpenPage | None:
    """None for what is no page: reading it tells why."""
    try:
        return open_page(capture, html)
    except (Rejected, StageFailed):
        return None


def _is_article(capture: Capture, html: str, page: Skimmed) -> bool:
    """Whether there is no wall: by its markup, by a tree for those that do not call themselves articles."""
    if is_plain_article(page, capture.final_url):
        return True
    return asks_for_nothing(page, capture.final_url) and is_no_wall(capture, html)


def _rules(capture: Capture) -> list[str]:
    """The headers that may reserve."""
    return [
        f"{name} {value}" for name, value in capture.headers if name.lower().startswith(("x-robots", "tdm-"))
    ]
