"""The archive: append-only, in a folder or a bucket, for any number of writers (docs/archive-format.md).

Everything here that others need is named here; the modules behind are nobody else's business.
"""

from pipelines.archive.batch import Commit, ResultRow
from pipelines.archive.captures import archived_captures
from pipelines.archive.cdxj import cdxj_lines
from pipelines.archive.columns_later import load_columns
from pipelines.archive.copying import Copied, copy_archive
from pipelines.archive.entries import Entry, Judge, Kept, Lost, Origin, ReadAnew, SeedText, TurnedAway
from pipelines.archive.findings import Finding, Report
from pipelines.archive.headers import newest_headers
from pipelines.archive.health_days import HealthDay, add_health_days, load_health_days, with_days
from pipelines.archive.history_states import FileState, load_history, save_history
from pipelines.archive.index import INDEX
from pipelines.archive.judgements import (
    Judgement,
    list_judgements,
    put_judgement,
    read_judgement,
    standing_judgements,
)
from pipelines.archive.known import Known
from pipelines.archive.listing_states import (
    ListingState,
    NamedListing,
    Poll,
    load_listing_states,
    save_listing_states,
)
from pipelines.archive.log_snapshot import count_segments
from pipelines.archive.models import list_models, model_key, newest_model, put_model, read_model
from pipelines.archive.quarantine import quarantine_sizes, quarantined, quarantined_capture
from pipelines.archive.reader import Archive
from pipelines.archive.refusals import Ending, Refusal, named_document
from pipelines.archive.rows import (
    FORMAT_VERSION,
    DocumentRow,
    FailureRow,
    FurtherPage,
    IndexRow,
    LogRow,
    PageRow,
    RejectionRow,
    RemovedRow,
    RetaggedRow,
    SegmentHeader,
    TombstoneRow,
)
from pipelines.archive.run_reports import (
    list_run_reports,
    put_run_report,
    read_run_report,
    run_report_key,
)
from pipelines.archive.run_segments import segments_of_run
from pipelines.archive.runs import (
    Came,
    Concern,
    ListingResult,
    RunRecord,
    Skipped,
    SlowPage,
    list_runs,
    put_metrics,
    put_run,
    read_run,
    run_key,
)
from pipelines.archive.segment import Segment
from pipelines.archive.store import KeyMissing, Stat, Store, StoreOptions, open_store
from pipelines.archive.turned_away import Away, turned_away
from pipelines.archive.verdict import Verdict
from pipelines.archive.verify import verify
from pipelines.archive.where import Where
from pipelines.archive.writer import ArchiveWriter

__all__ = [
    "FORMAT_VERSION",
    "INDEX",
    "Archive",
    "ArchiveWriter",
    "Away",
    "Came",
    "Commit",
    "Concern",
    "Copied",
    "DocumentRow",
    "Ending",
    "Entry",
    "FailureRow",
    "FileState",
    "Finding",
    "FurtherPage",
    "HealthDay",
    "IndexRow",
    "Judge",
    "Judgement",
    "Kept",
    "KeyMissing",
    "Known",
    "ListingResult",
    "ListingState",
    "LogRow",
    "Lost",
    "NamedListing",
    "Origin",
    "PageRow",
    "Poll",
    "ReadAnew",
    "Refusal",
    "RejectionRow",
    "RemovedRow",
    "Report",
    "ResultRow",
    "RetaggedRow",
    "RunRecord",
    "SeedText",
    "Segment",
    "SegmentHeader",
    "Skipped",
    "SlowPage",
    "Stat",
    "Store",
    "StoreOptions",
    "TombstoneRow",
    "TurnedAway",
    "Verdict",
    "Where",
    "add_health_days",
    "archived_captures",
    "cdxj_lines",
    "copy_archive",
    "count_segments",
    "list_judgements",
    "list_models",
    "list_run_reports",
    "list_runs",
    "load_columns",
    "load_health_days",
    "load_history",
    "load_listing_states",
    "model_key",
    "named_document",
    "newest_headers",
    "newest_model",
    "open_store",
    "put_judgement",
    "put_metrics",
    "put_model",
    "put_run",
    "put_run_report",
    "quarantine_sizes",
    "quarantined",
    "quarantined_capture",
    "read_judgement",
    "read_model",
    "read_run",
    "read_run_report",
    "run_key",
    "run_report_key",
    "save_history",
    "save_listing_states",
    "segments_of_run",
    "standing_judgements",
    "turned_away",
    "verify",
    "with_days",
]
