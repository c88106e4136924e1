"""Commits that were sent to a place in the log and may have arrived, now or later."""

from dataclasses import dataclass
from typing import NamedTuple

from pipelines.archive.batch import ResultRow
from pipelines.archive.log import Log
from pipelines.archive.rows import RemovedRow, RetaggedRow, TombstoneRow
from pipelines.archive.segment import Segment
from pipelines.archive.store import Store


@dataclass(frozen=True, slots=True)
class Landed:
    """An outcome that is in the log. The outcome is held so that its id stays its own."""

    outcome: object
    row: ResultRow
    segment: Segment


class _Attempt(NamedTuple):
    commit: str
    segment: int
    outcomes: tuple[object, ...]
    warc: str | None


class Attempts:
    """Those of one batch."""

    def __init__(self, store: Store, log: Log) -> None:
        self._store = store
        self._log = log
        self._sent: list[_Attempt] = []
        self._landed: dict[int, Landed] = {}

    def sent(self, commit: str, segment: int, outcomes: tuple[object, ...], warc: str | None) -> None:
        """`commit` is about to be put at the place `segment`; `warc` is the key of its captures."""
        self._sent.append(_Attempt(commit, segment, outcomes, warc))

    def recognise(self, segment: Segment) -> None:
        """Takes note of a segment that was read."""
        for attempt in self._sent:
            if (attempt.commit, attempt.segment) != (segment.header.commit, segment.number):
                continue
            for outcome, row in zip(attempt.outcomes, segment.rows, strict=True):
                if not isinstance(row, RemovedRow | TombstoneRow | RetaggedRow):
                    self._landed[id(outcome)] = Landed(outcome, row, segment)

    def landed(self, outcome: object) -> Landed | None:
        """Where an outcome is in the log; None where it is not, as far as that was read."""
        return self._landed.get(id(outcome))

    def clear(self) -> None:
        """Forgets the batch, and deletes the captures of attempts that lost."""
        for attempt in self._sent:
            winner = self._log.commit_of(attempt.segment)
            if attempt.warc and winner not in (None, attempt.commit):
                self._store.delete(attempt.warc)
        self._sent.clear()
        self._landed.clear()
