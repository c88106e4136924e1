"""What a run counts for the health of its publishers, beside what the tally tells a person."""

import math
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime

from pipelines.archive import DocumentRow, HealthDay, RejectionRow, ResultRow, with_days
from pipelines.judging.drift import is_explained


class HealthCounts:
    """Of one run; pages without a publisher are left out."""

    def __init__(self) -> None:
        self._days: dict[str, HealthDay] = {}

    def take(self, row: ResultRow, named_by_seeds: AbstractSet[str]) -> None:
        """A page became durable; `named_by_seeds` are entities."""
        if row.publisher is None:
            return
        empty = self._days.get(row.publisher) or HealthDay(publisher=row.publisher, day=_ANY)
        (self._days[row.publisher],) = with_days([empty], [_counted(row, row.publisher, named_by_seeds)])

    def days(self, publishers: Mapping[str, Mapping[str, int]], started: datetime) -> Iterator[HealthDay]:
        """Of the publishers whose listings were asked for or whose pages came, the day that a run started on.

        `publishers` are the tally's counts.
        """
        day = f"{started:%Y-%m-%d}"
        for publisher in sorted({*publishers} | {*self._days}):
            counts = publishers.get(publisher, {})
            read, failed = counts.get("listings_read", 0), counts.get("listings_failed", 0)
            pages = self._days.get(publisher)
            if read or failed or pages is not None:
                known = pages or HealthDay(publisher=publisher, day=day)
                ends = {"read_runs": int(read > 0), "failed_runs": int(failed > 0 and not read)}
                yield known.model_copy(update={"day": day, **ends})


# Rows of one run are of one day, which is told at its end.
_ANY = "2000-01-01"


def _counted(row: ResultRow, publisher: str, named_by_seeds: AbstractSet[str]) -> HealthDay:
    if isinstance(row, RejectionRow):
        return HealthDay(publisher=publisher, day=_ANY, rejected={row.reason: 1})
    if not isinstance(row, DocumentRow):
        return HealthDay(publisher=publisher, day=_ANY, failed={row.cause: 1})
    return HealthDay(
        publisher=publisher,
        day=_ANY,
        archived=1,
        undated=int(row.published is None),
        without_headline=int(row.headline is None),
        unexplained=int(not is_explained(row.evidence, named_by_seeds)),
        lengths={length_step(len(row.text)): 1},
    )


def length_step(characters: int) -> int:
    """The whole part of 4 log2: texts of a step differ by less than a fifth."""
    return int(4 * math.log2(max(1, characters)))
