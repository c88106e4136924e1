"""Every page that was looked at and is no document, a few fields of each, mostly from the columns."""

from collections.abc import Iterator
from typing import NamedTuple

from pipelines.archive.log_snapshot import LogSnapshot, count_segments
from pipelines.archive.rows import FailureRow, RejectionRow
from pipelines.archive.store import Store


class Away(NamedTuple):
    """A page turned away, or one that failed: `kind` says which, `reason` is its slug or its cause."""

    kind: str
    stage: str
    reason: str
    detail: str
    url: str
    publisher: str | None
    published: str | None
    time: str


def turned_away(store: Store) -> Iterator[Away]:
    """In the order of the log; a page that was looked at twice is there twice.

    Raises StoreError, ArchiveDamaged or UnknownFormatVersion.
    """
    # numpy and pyarrow take a good part of a second to import.
    from pipelines.archive.column_rows import open_column_rows

    log = LogSnapshot(store, count_segments(store))
    columns = open_column_rows(store, log.segments, log.retagged)
    if columns is not None:
        yield from map(Away._make, columns.turned_away(Away._fields))
    for segment in log.segments_from(columns.segments if columns is not None else 0):
        for row in segment.rows:
            if isinstance(row, RejectionRow | FailureRow):
                yield _away(row)


def _away(row: RejectionRow | FailureRow) -> Away:
    return Away(
        row.kind,
        row.stage,
        row.reason if isinstance(row, RejectionRow) else row.cause,
        row.detail,
        row.url,
        row.publisher,
        row.published if isinstance(row, RejectionRow) else None,
        row.time,
    )
