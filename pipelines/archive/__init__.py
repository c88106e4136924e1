"""The archive: append-only, in a folder or a bucket, for any number of writers (docs/archive-format.md).

Everything here that others need is named here; the modules behind are nobody else's business.
"""

from pipelines.archive.batch import ResultRow
from pipelines.archive.entries import Entry, Judge, Kept, Lost, SeedText, TurnedAway
from pipelines.archive.index import INDEX
from pipelines.archive.known import Known, Verdict
from pipelines.archive.reader import Archive
from pipelines.archive.rows import (
    FORMAT_VERSION,
    DocumentRow,
    FailureRow,
    IndexRow,
    LogRow,
    RejectionRow,
    RemovedRow,
    SegmentHeader,
)
from pipelines.archive.runs import ListingResult, RunRecord, Skipped, list_runs, put_run, read_run, run_key
from pipelines.archive.store import KeyMissing, Store, StoreOptions, open_store
from pipelines.archive.verify import Finding, Report, verify
from pipelines.archive.writer import ArchiveWriter, Commit

__all__ = [
    "FORMAT_VERSION",
    "INDEX",
    "Archive",
    "ArchiveWriter",
    "Commit",
    "DocumentRow",
    "Entry",
    "FailureRow",
    "Finding",
    "IndexRow",
    "Judge",
    "Kept",
    "KeyMissing",
    "Known",
    "ListingResult",
    "LogRow",
    "Lost",
    "RejectionRow",
    "RemovedRow",
    "Report",
    "ResultRow",
    "RunRecord",
    "SeedText",
    "SegmentHeader",
    "Skipped",
    "Store",
    "StoreOptions",
    "TurnedAway",
    "Verdict",
    "list_runs",
    "open_store",
    "put_run",
    "read_run",
    "run_key",
    "verify",
]
