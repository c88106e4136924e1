"""The columns, kept up with the log. What does it needs pyarrow, and is loaded to write or to hold much."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from pipelines.archive.retaggings import RetaggingsOfLog
from pipelines.archive.segment import Segment
from pipelines.archive.store import Store

if TYPE_CHECKING:
    from pipelines.archive.column_files import ColumnFiles

# So many segments are noted, texts and all.
_NOTED_SEGMENTS = 64


def load_columns() -> None:
    """For who will commit, and has to wait for something before: it takes 0.2 s."""
    from pipelines.archive import column_files  # noqa: F401


class ColumnsLater:
    """Takes what ColumnFiles takes, and answers as that would."""

    def __init__(
        self,
        store: Store,
        segments_from: Callable[[int], Iterable[Segment]],
        retaggings: RetaggingsOfLog,
    ) -> None:
        self._given = store, segments_from, retaggings
        self._made: ColumnFiles | None = None
        self._noted: list[Segment] = []

    def expect(self, segment: Segment) -> None:
        """Takes note of the segment behind those expected before."""
        if self._made is None and len(self._noted) < _NOTED_SEGMENTS:
            self._noted.append(segment)
        else:
            self._files.expect(segment)

    @property
    def _files(self) -> "ColumnFiles":
        if self._made is None:
            from pipelines.archive.column_files import ColumnFiles

            self._made = ColumnFiles(*self._given)
            for segment in self._noted:
                self._made.expect(segment)
            self._noted.clear()
        return self._made

    @property
    def is_due(self) -> bool:
        """Whether so much waits that it should not wait longer."""
        return self._files.is_due

    def pack(self) -> None:
        """Between two commits: what waits is held in less room."""
        self._files.pack()

    def refresh(self, number: int) -> None:
        """Segment `number` was rewritten by a removal."""
        self._files.refresh(number)

    def complete(self, segments: int) -> None:
        """Brings both files up to the log of so many `segments`. Raises StoreError."""
        self._files.complete(segments)
