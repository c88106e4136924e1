"""The records of the runs, and what was learned of the listings."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bench.varied.nights import Night
from bench.varied.papers import Paper
from pipelines.archive import (
    DocumentRow,
    FailureRow,
    ListingResult,
    ListingState,
    LogRow,
    RejectionRow,
    RunRecord,
)
from pipelines.document import utc_stamp

_STAGES = ("extract", "language", "fingerprint", "entities", "relevance")
# A listing has promised more than was looked at of every month with this ending.
_SHORT_MONTH, _PROMISED = "-03", 40


class Counts:
    """What came of a run so far."""

    def __init__(self) -> None:
        self.reasons: Counter[str] = Counter()
        self.causes: Counter[str] = Counter()
        self.publishers: dict[str, Counter[str]] = {}
        self.archived = 0

    def add(self, rows: Iterable[LogRow]) -> None:
        """Of one segment."""
        for row in rows:
            if isinstance(row, DocumentRow):
                self.archived += 1
                self._count(row.publisher, "archived")
            elif isinstance(row, RejectionRow):
                self.reasons[row.reason] += 1
                self._count(row.publisher, "rejected")
            elif isinstance(row, FailureRow):
                self.causes[row.cause] += 1
                self._count(row.publisher, "failed")

    def _count(self, publisher: str | None, outcome: str) -> None:
        counts = self.publishers.setdefault(publisher or "-", Counter())
        counts["fetched"] += 1
        counts[outcome] += 1


def record(night: Night, counts: Counts, head: tuple[str, str], papers: Sequence[Paper]) -> RunRecord:
    """`head` is the digest of the run's last segment, and that of its file."""
    fetched = counts.archived + counts.reasons.total() + counts.causes.total()
    return RunRecord(
        run=night.run,
        started=utc_stamp(night.started),
        finished=utc_stamp(night.finished),
        spider="news",
        arguments={},
        archive="varied",
        software={"corpus-crawler": "0.6.0", "python": "3.13.5"},
        fetched=fetched,
        archived=counts.archived,
        rejected=counts.reasons.total(),
        failed=counts.causes.total(),
        unexplained=0,
        rejected_by_reason=dict(counts.reasons),
        failed_by_cause=dict(counts.causes),
        skipped_by_reason={"known": 3 * fetched, "robots": fetched // 50},
        publishers={name: dict(of) for name, of in sorted(counts.publishers.items())},
        listings=tuple(_listing(paper.id, counts.publishers.get(paper.id, {})) for paper in papers),
        stage_s={stage: round(fetched * 0.004, 3) for stage in _STAGES},
        exit_code=0,
        verdict="done",
        health=(),
        head=head[0],
        head_file_sha256=head[1],
    )


def listing_states(papers: Sequence[Paper]) -> dict[str, ListingState]:
    """Of each publisher one feed, which has promised something of every month that it is held of."""
    states = [
        ListingState(
            url=_feed(paper.id),
            kind="feed",
            publisher=paper.id,
            months={month: _PROMISED if month.endswith(_SHORT_MONTH) else 1 for month in paper.months},
        )
        for paper in papers
    ]
    return {state.url: state for state in states}


def _listing(publisher: str, counts: Mapping[str, int]) -> ListingResult:
    fetched = counts.get("fetched", 0)
    return ListingResult(
        url=_feed(publisher),
        kind="feed",
        publisher=publisher,
        candidates=fetched + 40,
        problem=None,
        came="read" if fetched else "unchanged",
        bytes=20_000,
        new=fetched,
        fetched=fetched,
        related=counts.get("archived", 0),
        archived=counts.get("archived", 0),
    )


def _feed(publisher: str) -> str:
    return f"https://www.{publisher}.example/feed"
