"""Is the crawl still finding new things?

Three answers, none of which needs a text: of the pages looked at, how many became documents, day by day;
how the number of different entities and pairs grows with the documents (Herdan's or Heaps' law, V = k n^b:
with b near 0 nothing new comes); and how many never named before the next documents will name, which is as
many as were named once so far, by the documents (Good, The Population Frequencies of Species, 1953; Turing's
estimate).
"""

import math
from collections import Counter
from collections.abc import Sequence

from pipelines.document import Value
from pipelines.report.archive_entities import Entities, EntitiesFacts
from pipelines.report.archive_lines import Away, Line, day

_POINTS = 100
# Heaps' law speaks of large numbers; the beginning would bend the line.
_FROM = 0.1


class PeriodFacts(Value):
    """What came in a day (`2026-11-26`): documents, and pages turned away or failed."""

    day: str
    documents: int
    others: int


class GrowthPoint(Value):
    """After so many documents, in the order in which they were archived."""

    documents: int
    entities: int
    pairs: int


class SaturationFacts(Value):
    """`new_entities` and `new_pairs` are expected in the next thousand documents. `exponent` is b of the
    pairs, None where they are too few to tell.
    """

    days: tuple[PeriodFacts, ...]
    growth: tuple[GrowthPoint, ...]
    new_entities: float | None
    new_pairs: float | None
    exponent: float | None


class Saturation:
    """Takes lines as they go by, after `entities` has taken them. `documents` there will be, about."""

    def __init__(self, documents: int, entities: Entities) -> None:
        self._every = max(1, documents // _POINTS)
        self._entities = entities
        self._seen = 0
        self._growth: list[GrowthPoint] = []
        self._documents: Counter[str] = Counter()
        self._others: Counter[str] = Counter()

    def add(self, line: Line) -> None:
        """A document that was not removed."""
        self._seen += 1
        if self._seen % self._every == 0:
            self._growth.append(self._point())
        if fetched := day(line.fetched):
            self._documents[fetched] += 1

    def add_away(self, away: Away) -> None:
        """A page turned away, or one that failed."""
        if looked_at := day(away.time):
            self._others[looked_at] += 1

    def facts(self, entities: EntitiesFacts) -> SaturationFacts:
        """Of all of them."""
        if self._seen and (not self._growth or self._growth[-1].documents < self._seen):
            self._growth.append(self._point())
        days = sorted({*self._documents, *self._others})
        naming = entities.naming
        return SaturationFacts(
            days=tuple(
                PeriodFacts(day=each, documents=self._documents[each], others=self._others[each])
                for each in days
            ),
            growth=tuple(self._growth),
            new_entities=round(1000 * entities.once / naming, 2) if naming else None,
            new_pairs=round(1000 * entities.pairs_once / naming, 2) if naming else None,
            exponent=heaps_exponent([(point.documents, point.pairs) for point in self._growth]),
        )

    def _point(self) -> GrowthPoint:
        return GrowthPoint(
            documents=self._seen, entities=self._entities.distinct, pairs=self._entities.distinct_pairs
        )


def heaps_exponent(growth: Sequence[tuple[int, int]]) -> float | None:
    """b of V = k n ** b by least squares on the logarithms, from a tenth of all on; None of fewer than 5
    points.
    """
    end = growth[-1][0] if growth else 0
    points = [(math.log(n), math.log(v)) for n, v in growth if v > 0 and n >= _FROM * end]
    if len(points) < 5:
        return None
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return round(sum((x - mean_x) * (y - mean_y) for x, y in points) / spread, 3) if spread else None
