"""The segments of the log that one run wrote, found by their times."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pipelines.archive.log_snapshot import LogSnapshot, count_segments
from pipelines.archive.runs import RunRecord
from pipelines.archive.segment import Segment
from pipelines.archive.store import Store
from pipelines.document import utc_stamp

# Machines that write together may have clocks that differ by so much.
_SLACK = timedelta(hours=1)


def segments_of_run(store: Store, record: RunRecord) -> Iterator[Segment]:
    """In order; between those of other runs that wrote at the same time.

    Raises StoreError, ArchiveDamaged or UnknownFormatVersion.
    """
    log = LogSnapshot(store, count_segments(store))
    until = _shifted(record.finished, _SLACK) if record.finished else None
    for number in range(_first(log, _shifted(record.started, -_SLACK)), log.segments):
        header = log.header(number)
        if until is not None and header.time > until:
            return
        if header.run == record.run:
            yield log.segment(number)


def _first(log: LogSnapshot, since: str) -> int:
    """The first segment that was made at `since` or later, as far as the times are in order."""
    low, high = 0, log.segments
    while low < high:
        middle = (low + high) // 2
        if log.header(middle).time < since:
            low = middle + 1
        else:
            high = middle
    return low


def _shifted(stamp: str, span: timedelta) -> str:
    return utc_stamp(datetime.fromisoformat(stamp) + span)
