"""Run records of invented runs."""

from datetime import UTC, datetime, timedelta

from pipelines.archive import Concern, RunRecord
from pipelines.document import utc_stamp

SILENT = Concern(
    slug="silent", publisher="courier", sentence="courier is silent", figures={"days": 9, "longest": 2}
)


def record(ago: timedelta = timedelta(), *, run: str = "r1", **changes: object) -> RunRecord:
    """A good one that ended so long ago."""
    ended = utc_stamp(datetime.now(UTC) - ago)
    good = RunRecord(
        run=run,
        started=ended,
        finished=ended,
        spider="news",
        arguments={},
        archive="/srv/corpus",
        software={"corpus-crawler": "0.5.0"},
        fetched=10,
        archived=4,
        rejected=5,
        failed=1,
        unexplained=1,
        rejected_by_reason={"not_related": 5},
        failed_by_cause={"timeout": 1},
        skipped_by_reason={"known": 7},
        publishers={
            "courier": {"fetched": 10, "archived": 4, "rejected": 5, "failed": 1, "listings_read": 3}
        },
        stage_s={"extract": 1.25},
        exit_code=0,
        verdict="done",
        health=(),
    )
    return good.model_copy(update=changes)
