"""What a listing gives: candidates, further listings to read, and what was wrong with it.

All values pickle: listings are parsed in worker processes.
"""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Kind = Literal["robots", "sitemap", "news_sitemap", "feed", "section", "cdx", "ccnews"]

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
    "elsewhere": "it names pages outside the publisher's domains, and the detail tells how many",
    "unreadable": "the parser gave up",
    "comments": "a feed of readers' comments, which is no list of articles",
    "podcast": "a feed of sound or films, found by us and not listed by anybody",
    "challenge": "a bot check or a block stands where the listing should be",
    "consent_wall": "the page asks for consent and shows nothing else",
    "login_page": "the page asks its reader to log in and shows nothing else",
    "soft_404": "the page says, with status 200, that nothing is there (any more)",
    "soft_error": "the page says, with status 200, that its server is in trouble",
    "needs_scripts": "empty but for the scripts that would fill it, which are not run",
    "damaged": "a WARC file that is damaged or none; what could be read was read",
    "unreachable": "a WARC file, their list or their folder cannot be read, or has none that is wanted",
}

LEFT_OUT = {
    "trap_calendar": "a page of a calendar, which has one for every month there will ever be",
    "trap_session": "the URL has a session id in it, so that every visit finds another URL",
    "trap_repeated": "the path repeats itself three times over",
    "trap_facets": "one of the combinations by which a list can be sorted and filtered",
    "trap_overlong": "more than 2,048 characters, or more than 20 path segments",
    "trap_endless": "the further page of a listing whose last one named nothing that was not on those before",
    "trap_loop": "a sitemap that names itself, or one that led to it",
    "listing_depth": "beyond `PAGES_PER_LISTING`, or a listing that more than four others lead to",
    "listing_elsewhere": "a listing on another host than the publisher's, beyond the first five of one index",
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
    """A page to read for candidates. `kind` is what is expected there; the content decides.

    `modified` is when it last changed, ISO 8601, as the index that names it says. `path` are the listings
    that led here, the one of publishers.toml first; empty for that one. Neither is part of what it is.
    """

    url: str
    kind: Kind
    publisher: str
    modified: str | None = field(default=None, compare=False)
    path: tuple[str, ...] = field(default=(), compare=False)


class LeftOut(NamedTuple):
    """A URL that a listing names and nobody should ask for; `reason` is of `LEFT_OUT`, or `outside_dates`."""

    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """What one listing gave.

    `dropped` counts the entries that are nothing for us, by `elsewhere`, `no_article` and `no_link`.
    `left_out` are traps, and listings that are not to be asked for; the run record names them.
    """

    candidates: tuple[Candidate, ...] = ()
    listings: tuple[Listing, ...] = ()
    problem: Problem | None = None
    dropped: tuple[tuple[str, int], ...] = ()
    left_out: tuple[LeftOut, ...] = ()
