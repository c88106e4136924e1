"""What became of one listing at a check, and the word for it."""

from typing import Literal

from crawler.checking.sample import Sample
from crawler.discovery.candidate import Kind, Problem
from pipelines.document import Value

Verdict = Literal["ok", "damaged", "empty", "elsewhere", "unlike", "forbidden", "dead", "no_answer"]

VERDICTS: dict[Verdict, str] = {
    "ok": "names articles that may be fetched",
    "damaged": "names articles, but is broken; what could be read is read",
    "empty": "could be read, and names no article",
    "elsewhere": "all that it names lies outside the publisher's domains",
    "unlike": "is not what it is listed as",
    "forbidden": "robots.txt forbids it, or everything that it names",
    "dead": "is not there: 404, 410, or no such host",
    "no_answer": "did not come this time: no connection, a timeout, an error of the server",
}
"""What each verdict means."""

# Among them the walls that stand where a listing was.
_UNLIKE = (
    "not_a_feed",
    "not_a_sitemap",
    "not_a_page",
    "challenge",
    "consent_wall",
    "login_page",
    "soft_404",
    "soft_error",
    "needs_scripts",
)
_DAMAGED = ("truncated", "malformed", "too_large", "too_many", "unreadable")
_GONE = ("http_404", "http_410", "dns")
_FORBIDDEN = ("robots", "robots_unreachable")


class ListingCheck(Value):
    """One listing of a publisher. `read_as` is what its bytes are, `moved_to` where it answered if elsewhere.

    Of its `candidates`, `new` are not known to the archive; of the newest of them, `asked_robots` in number,
    robots.txt forbids `forbidden`. `further` are the listings that it names, and `read_further` those of them
    that were read because it names no article itself; what they name counts as its own.
    """

    url: str
    kind: Kind
    verdict: Verdict
    status: int | None = None
    moved_to: str | None = None
    read_as: str | None = None
    candidates: int = 0
    new: int = 0
    asked_robots: int = 0
    forbidden: int = 0
    further: int = 0
    read_further: int = 0
    problem: str | None = None
    samples: tuple[Sample, ...] = ()

    @property
    def is_fine(self) -> bool:
        """Whether a crawl gets articles from it. A robots.txt that names no sitemap is nobody's fault."""
        return self.verdict in ("ok", "damaged") or (self.kind == "robots" and self.verdict == "empty")


def verdict_missed(slug: str) -> Verdict:
    """Of a listing that did not come; `slug` is the crawl's word for why."""
    if slug in _FORBIDDEN:
        return "forbidden"
    return "dead" if slug in _GONE else "no_answer"


def verdict_read(candidates: int, forbidden: int, asked: int, problem: Problem | None) -> Verdict:
    """Of a listing that came; `forbidden` of the `asked` candidates may not be fetched."""
    slug = problem[0] if problem else None
    if slug in _UNLIKE:
        return "unlike"
    if candidates == 0:
        return "elsewhere" if slug == "elsewhere" else "empty"
    if asked and forbidden == asked:
        return "forbidden"
    return "damaged" if slug in _DAMAGED else "ok"
