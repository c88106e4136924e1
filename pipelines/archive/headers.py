"""The headers of the log, newest first: who committed when, without a look at what."""

from collections.abc import Iterator

from pipelines.archive.log_snapshot import LogSnapshot
from pipelines.archive.rows import SegmentHeader
from pipelines.archive.store import Store


def newest_headers(store: Store, segments: int) -> Iterator[tuple[int, SegmentHeader]]:
    """Number and header of each of the first `segments` segments, the last one first.

    Raises StoreError, ArchiveDamaged or UnknownFormatVersion.
    """
    log = LogSnapshot(store, segments)
    return ((number, log.header(number)) for number in reversed(range(segments)))
