"""What a crawl has done so far, counted; read by the live view, the summary and the run record."""

import threading
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from crawler.discovery.candidate import Candidate, Listing
from crawler.harvest import Harvest
from crawler.health_counts import HealthCounts
from crawler.met import Met
from crawler.slowest_pages import SlowestPages
from pipelines.archive import Came, DocumentRow, HealthDay, ListingResult, RejectionRow, ResultRow, Skipped
from pipelines.guarded_output import sentence
from pipelines.judging.drift import is_explained

# So many skipped URLs are named in the run record; all are counted.
SKIPPED_SAMPLE = 200

# URLs skipped for these reasons are only counted: the archive itself says why, or the user did.
_UNREMARKABLE = ("known", "failed_recently", "outside_dates", "dry_run", "limit", "unpromising")

NO_PUBLISHER = "(none)"

# The counter of each end of a listing. One that says that it is unchanged was read as well as one that came.
_LISTINGS: dict[Came, str] = {
    "read": "listings_read",
    "unchanged": "listings_read",
    "failed": "listings_failed",
    "not_due": "listings_not_due",
    "retired": "listings_retired",
}

# So many of the newest documents are held for a person who looks on.
_NEWEST = 50


class Arrival(NamedTuple):
    """A document that became durable."""

    number: int
    publisher: str | None
    headline: str
    relevance: float | None


@dataclass(slots=True)
class Tally:
    """Counters of one run; every method may be called from any thread.

    `fetched` counts article pages whose answer is final; each becomes one of archived, rejected, failed
    or, when the crawl is interrupted or cannot store, abandoned. `unspooled` are those among all these
    that an earlier run had fetched; `unexplained`, archived ones that no seed explains
    (pipelines/judging/drift.py), as far as `named_by_seeds` tells, which are entities. `new` counts
    candidates worth fetching, `linked` those that an archived article named first, `related` fetched
    pages that belong, copies of archived ones among them. `newest` are documents, the newest last, `commits`
    how often something became durable. `requests` and `received_bytes` are of all that was asked for,
    robots.txt included, and known at the end.
    """

    totals: Counter[str] = field(default_factory=Counter)
    unspooled: Counter[str] = field(default_factory=Counter)
    publishers: dict[str, Counter[str]] = field(default_factory=dict)
    rejected_by_reason: Counter[str] = field(default_factory=Counter)
    failed_by_cause: Counter[str] = field(default_factory=Counter)
    skipped_by_reason: Counter[str] = field(default_factory=Counter)
    skipped: list[Skipped] = field(default_factory=list)
    listings: list[ListingResult] = field(default_factory=list)
    stage_s: dict[str, float] = field(default_factory=dict)
    slowest: SlowestPages = field(default_factory=SlowestPages)
    harvest: Harvest = field(default_factory=Harvest)
    health: HealthCounts = field(default_factory=HealthCounts)
    named_by_seeds: frozenset[str] = frozenset()
    unexplained: int = 0
    newest: deque[Arrival] = field(default_factory=lambda: deque(maxlen=_NEWEST))
    commits: int = 0
    requests: int = 0
    received_bytes: int = 0
    _skipped_urls: Met = field(default_factory=Met)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def named(self, candidate: Candidate) -> None:
        """A listing, or an archived article, names a page that is worth fetching."""
        if self.harvest.named(candidate.url, candidate.listing):
            self._count("new", candidate.publisher)
            if candidate.depth:
                self._count("linked", candidate.publisher)

    def fetched(self, publisher: str | None, url: str | None = None) -> None:
        """An article page's answer is final; `url` is that of its candidate, None where there was none."""
        self._count("fetched", publisher)
        if url is not None:
            self.harvest.ended(url, "fetched")

    def related(self, publisher: str | None, url: str) -> None:
        """A page was found to belong, whether or not it will be a copy."""
        self._count("related", publisher)
        self.harvest.ended(url, "related")

    def committed(self, rows: Iterable[ResultRow]) -> None:
        """Pages became durable."""
        self.commits += 1
        for row in rows:
            self._count_health(row)
            if isinstance(row, DocumentRow):
                self._count("archived", row.publisher)
                if asked := row.requested_url or row.url:
                    self.harvest.ended(asked, "archived")
                self._explain(row)
                named = row.headline or row.file
                self.newest.append(Arrival(row.number, row.publisher, named, row.relevance))
            elif isinstance(row, RejectionRow):
                self._count("rejected", row.publisher, self.rejected_by_reason, row.reason)
            else:
                self._count("failed", row.publisher, self.failed_by_cause, row.cause)

    def took_over(self, rows: Sequence[ResultRow]) -> None:
        """Before the first request: pages that an earlier run could not store became durable."""
        for row in rows:
            self.fetched(row.publisher)
        self.committed(rows)
        self.unspooled.update(self.totals)

    def settle(self) -> None:
        """The crawl is over: what was fetched and did not become durable is abandoned."""
        with self._lock:
            for counts in (self.totals, *self.publishers.values()):
                rest = counts["fetched"] - counts["archived"] - counts["rejected"] - counts["failed"]
                if rest:
                    counts["abandoned"] = rest

    def skip(self, url: str, reason: str) -> None:
        """A candidate was not fetched; one that several listings name counts once."""
        with self._lock:
            if not self._skipped_urls.is_first(url):
                return
            self.skipped_by_reason[reason] += 1
            if reason not in _UNREMARKABLE and len(self.skipped) < SKIPPED_SAMPLE:
                self.skipped.append(Skipped(url=url, reason=reason))

    def passed_over(self, reason: str, pages: int) -> None:
        """Pages in an archive of others that were not read, too many to name each."""
        with self._lock:
            self.skipped_by_reason[reason] += pages

    def listing(
        self,
        listing: Listing,
        came: Came,
        *,
        candidates: int = 0,
        problem: str | None = None,
        size: int | None = None,
    ) -> None:
        """What came of a listing, its candidates and its bytes; None where it was not asked for."""
        result = ListingResult(
            url=listing.url,
            kind=listing.kind,
            publisher=listing.publisher,
            candidates=candidates,
            problem=sentence(problem) if problem else None,
            came=came,
            bytes=size,
        )
        with self._lock:
            self.listings.append(result)
            self._of(result.publisher)[_counter(listing, came)] += 1

    def timed(self, url: str, stage_ms: dict[str, float]) -> None:
        """A page went through the stages in so many milliseconds each."""
        with self._lock:
            for stage, ms in stage_ms.items():
                self.stage_s[stage] = self.stage_s.get(stage, 0.0) + ms / 1000
            self.slowest.take(url, stage_ms)

    def listing_results(self) -> tuple[ListingResult, ...]:
        """Of each listing what came of it and of its candidates."""
        return tuple(
            result.model_copy(update=self.harvest.of(result.url)._asdict()) for result in self.listings
        )

    def health_days(self, started: datetime) -> list[HealthDay]:
        """How the publishers of a run that started then do, as far as it has come."""
        with self._lock:
            return list(self.health.days(self.publishers, started))

    def _count_health(self, row: ResultRow) -> None:
        with self._lock:
            self.health.take(row, self.named_by_seeds)

    def _explain(self, row: DocumentRow) -> None:
        with self._lock:
            self.unexplained += not is_explained(row.evidence, self.named_by_seeds)

    def _count(
        self, what: str, publisher: str | None, by: Counter[str] | None = None, slug: str | None = None
    ) -> None:
        with self._lock:
            self.totals[what] += 1
            self._of(publisher)[what] += 1
            if by is not None and slug is not None:
                by[slug] += 1

    def _of(self, publisher: str | None) -> Counter[str]:
        return self.publishers.setdefault(publisher or NO_PUBLISHER, Counter())


def _counter(listing: Listing, came: Came) -> str:
    """A robots.txt that was read is no listing that was: it may name none, or none that can be."""
    read = came in ("read", "unchanged")
    return "robots_read" if listing.kind == "robots" and read else _LISTINGS[came]
