"""Records of runs, for what the listings yielded."""

from typing import Any

from pipelines.archive import ListingResult, RunRecord


def record(run: int, day: str, *results: ListingResult, **counts: int) -> RunRecord:
    return RunRecord(
        run=f"r{run}",
        started=f"{day}T00:00:00Z",
        finished=None,
        spider="news",
        arguments={},
        archive="archive",
        software={},
        publishers={"daily": counts},
        listings=results,
    )


def result(url: str, **counts: Any) -> ListingResult:
    given: dict[str, Any] = {"candidates": 9, "problem": None, **counts}
    return ListingResult(url=url, kind="feed", publisher="daily", **given)


RECORDS = [
    record(1, "2026-09-30", result("a"), fetched=4, archived=3),
    record(
        2,
        "2026-10-05",
        result("a", came="read", new=3, fetched=3, related=2, archived=1),
        result("b", came="read", new=3, fetched=3, related=2, archived=1),
        new=4,
        fetched=5,
        related=2,
    ),
    record(3, "2026-10-06", result("a", came="not_due"), fetched=0),
    record(
        4,
        "2026-10-07",
        result("a", came="unchanged", new=0),
        result("b", came="failed", candidates=0, problem="http_404: gone"),
        fetched=1,
        archived=1,
    ),
]
