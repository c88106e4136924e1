"""What retagged rows change, known before the log goes by.

A line of INDEX may be what a row far behind its document says, so the segments that hold such rows are read
before the others. Which these are the columns tell; where they lie, a row turns up that was not expected.
"""

from collections.abc import Iterator

from pipelines.archive.columns import DOCUMENTS, RETAGGED
from pipelines.archive.growing_file import GrowingFile
from pipelines.archive.retaggings import Retaggings, RetaggingsOfLog, retagged_rows, within
from pipelines.archive.segment import Segment, decode, segment_key
from pipelines.archive.store import Changed, KeyMissing, Store
from pipelines.errors import ArchiveDamaged


class ExpectedRetaggings:
    """What retagged rows of the first `segments` segments change."""

    def __init__(self, store: Store, segments: int) -> None:
        gathered = RetaggingsOfLog()
        self._read = frozenset(_with_retaggings(store, segments))
        for number in sorted(self._read):
            try:
                gathered.learn(decode(number, store.get(segment_key(number)).data))
            except (KeyMissing, ArchiveDamaged):
                # The check of the log will say so.
                continue
        self.found: Retaggings = gathered.found

    def covered_by(self, segments: int) -> Retaggings:
        """Those in the first `segments` segments."""
        return within(self.found, 0, segments)

    def lacks(self, segment: Segment) -> bool:
        """Whether there are some that the columns do not tell of."""
        return segment.number not in self._read and any(True for _ in retagged_rows(segment))


def _with_retaggings(store: Store, segments: int) -> Iterator[int]:
    """The segments that may have such rows: as the columns say, and all behind; without columns all."""
    covered, found = 0, set[int]()
    try:
        file = GrowingFile(store, DOCUMENTS)
        if RETAGGED.name in file.layout.schema.names:
            for table in file.groups([RETAGGED.name]):
                found.update(table[RETAGGED.name].combine_chunks().flatten().to_pylist())
        covered = file.coverage.segments
    except (KeyMissing, ArchiveDamaged, Changed):
        found = set()
    yield from (number for number in found if number < min(covered, segments))
    yield from range(min(covered, segments), segments)
