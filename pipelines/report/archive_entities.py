"""Whom the documents name, when, and who is named together."""

import math
from collections import Counter, defaultdict
from itertools import combinations

from pipelines.document import Value
from pipelines.report.archive_lines import Line, month

_MOST_ENTITIES, _MOST_PAIRS = 40, 40
# A pair of fewer documents than this proves nothing.
_LEAST_TOGETHER = 3
# So many of a document's entities are paired, most salient first: a list of a thousand names says nothing
# of any two, and would take a second.
_PAIRED = 24


class EntityFacts(Value):
    """`documents` that name it, `years` of publication by year."""

    entity: str
    documents: int
    years: dict[str, int]


class PairFacts(Value):
    """Two entities that one document names, in so many `documents`.

    `lift` is that number beside what chance would give if they had nothing to do with each other. `weight`
    is Dunning's log-likelihood ratio (Accurate Methods for the Statistics of Surprise and Coincidence,
    1993), which is large where the pair is both frequent and no chance.
    """

    first: str
    second: str
    documents: int
    lift: float
    weight: float


class EntitiesFacts(Value):
    """`distinct` entities in `naming` documents; the most frequent, and the pairs of most weight.

    `once` of the entities, `pairs_once` of the `distinct_pairs` are in one document alone.
    """

    naming: int
    distinct: int
    once: int
    distinct_pairs: int
    pairs_once: int
    entities: tuple[EntityFacts, ...]
    pairs: tuple[PairFacts, ...]


class Entities:
    """Counts documents as they go by, and how many different entities and pairs there are by then."""

    def __init__(self) -> None:
        self._naming = 0
        self._counts: Counter[str] = Counter()
        self._years: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._pairs: Counter[tuple[str, str]] = Counter()

    @property
    def distinct(self) -> int:
        """Entities so far."""
        return len(self._counts)

    @property
    def distinct_pairs(self) -> int:
        """Pairs so far."""
        return len(self._pairs)

    def add(self, line: Line) -> None:
        """A document that was not removed."""
        if not line.entities:
            return
        self._naming += 1
        self._counts.update(line.entities)
        self._pairs.update(combinations(sorted(line.entities[:_PAIRED]), 2))
        if published := month(line.published):
            self._years[published[:4]].update(line.entities)

    def facts(self) -> EntitiesFacts:
        """Of all of them."""
        frequent = sorted(self._counts.items(), key=lambda each: (-each[1], each[0]))[:_MOST_ENTITIES]
        return EntitiesFacts(
            naming=self._naming,
            distinct=len(self._counts),
            once=sum(count == 1 for count in self._counts.values()),
            distinct_pairs=len(self._pairs),
            pairs_once=sum(count == 1 for count in self._pairs.values()),
            entities=tuple(self._entity(entity, count) for entity, count in frequent),
            pairs=tuple(self._heaviest()),
        )

    def _entity(self, entity: str, documents: int) -> EntityFacts:
        years = {year: counts[entity] for year, counts in self._years.items() if counts[entity]}
        return EntityFacts(entity=entity, documents=documents, years=dict(sorted(years.items())))

    def _heaviest(self) -> list[PairFacts]:
        known = (self._pair(pair, count) for pair, count in self._pairs.items() if count >= _LEAST_TOGETHER)
        found = [pair for pair in known if pair.lift > 1]
        found.sort(key=lambda pair: (-pair.weight, pair.first, pair.second))
        return found[:_MOST_PAIRS]

    def _pair(self, pair: tuple[str, str], together: int) -> PairFacts:
        first, second = (self._counts[name] for name in pair)
        return PairFacts(
            first=pair[0],
            second=pair[1],
            documents=together,
            lift=round(together * self._naming / (first * second), 2),
            weight=round(log_likelihood(together, first, second, self._naming), 1),
        )


def log_likelihood(together: int, first: int, second: int, documents: int) -> float:
    """Dunning's ratio of a two by two table, from its margins; 0 where the two are independent."""
    observed = (together, first - together, second - together, documents - first - second + together)
    rows = (first, first, documents - first, documents - first)
    columns = (second, documents - second, second, documents - second)
    # The cells in the order of rows: both, the first alone, the second alone, neither.
    return 2 * sum(
        count * math.log(count * documents / (row * column))
        for count, row, column in zip(observed, rows, columns, strict=True)
        if count > 0
    )
