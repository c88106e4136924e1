"""What a listing gives: candidates, further listings to read, and what was wrong with it.

All values pickle: listings are parsed in worker processes.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["robots", "sitemap", "news_sitemap", "feed", "section"]

Problem = tuple[str, str]
"""A slug of `PROBLEMS`, and a detail for people."""

PROBLEMS = {
    "empty": "the answer has no body",
    "not_a_feed": "HTML or something else where a feed was expected",
    "not_a_sitemap": "HTML or something else where a sitemap was expected",
    "not_a_page": "something else where a section page was expected",
    "truncated": "cut in the middle; what came before the cut was read",
    "malformed": "not well-formed; what could be read was read",
    "too_large": "larger than we read; what lies within the bound was read",
    "too_many": "more entries than we read; the first ones were read",
    "no_entries": "well-formed, but names no page",
    "elsewhere": "every page that it names lies outside the publisher's domains",
    "unreadable": "the parser gave up",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A URL that may be an article, and why we think so.

    `url` is canonical. `published` is ISO 8601, as precise as the listing says. `listing` is the URL that
    named it. Of two candidates, the one of higher `priority` is the likelier article. `again`: it is wanted
    though the archive may know it. `promise` (0 to 1) is how likely it belongs, as far as what is known
    before the download tells. `depth`: 0 where a listing named it, 1 where an archived article linked to it.
    """

    url: str
    publisher: str
    headline: str | None
    published: str | None
    listing: str
    priority: int = 0
    again: bool = False
    promise: float = 0.0
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """A page to read for candidates. `kind` is what is expected there; the content decides."""

    url: str
    kind: Kind
    publisher: str


@dataclass(frozen=True, slots=True)
class Found:
    """What one listing gave. `dropped` counts the links left out, by `elsewhere` and `no_article`."""

    candidates: tuple[Candidate, ...] = ()
    listings: tuple[Listing, ...] = ()
    problem: Problem | None = None
    dropped: tuple[tuple[str, int], ...] = ()
