"""The most that the evidence of a page can weigh, term by term of the formula (relevance.py).

A presence below 1 weighs most at the least power, one above it at the greatest, and all of a page's names
have the same power: a sum of such terms is greatest at one end or the other. No power is less than what the
breadth of all the names leaves of it, were each told in full.
"""

import re
from collections.abc import Collection, Mapping
from heapq import nlargest
from itertools import combinations
from math import ldexp, sqrt

from ahocorasick_rs import AhoCorasick

from pipelines.judging.judge_model import Bounds, most_score
from pipelines.relevance import (
    ENTITY_WEIGHT,
    FIRMS_PER_OTHER,
    LEAST_POWER,
    LEAST_WEIGHT,
    MOST_ENTITIES,
    MOST_PAIRS,
    MOST_POWER,
    MOST_WORDS,
    PAIR_WEIGHT,
    POWER_LOST_TO_BREADTH,
    POWER_WITHOUT_BREADTH,
    WORD_WEIGHT,
    RelevanceModel,
)

_WORD = re.compile(r"[a-z]{4,}")
_ROUNDING = 0.0005


class MostWeight:
    """Callable from the greatest presence of each name to the highest score; of one `model`."""

    def __init__(self, model: RelevanceModel) -> None:
        self._model = model
        self._weights = {name: ENTITY_WEIGHT * telling for name, telling in model.telling.items()}
        self._chinese = AhoCorasick(list(model.chinese_words), store_patterns=False)
        self._chinese_weights = list(model.chinese_words.values())
        self._pairs = {
            (one, other): PAIR_WEIGHT * sqrt(model.frequency[one] * model.frequency[other])
            for one, other in model.pairs
        }

    def score(self, shares: Mapping[str, float], text: str) -> float:
        """0 to 1. `shares` has of each name that a reading may find the greatest presence.

        `text` has all words; they are looked for only where they decide.
        """
        bounds, learned = self._bounds(shares), self._model.learned
        without = bounds._replace(words=0.0)
        score = most_score(learned, bounds)
        if score < self._model.threshold or most_score(learned, without) >= self._model.threshold:
            return score
        return most_score(learned, bounds._replace(words=self._most_words(text) + _ROUNDING))

    def _bounds(self, shares: Mapping[str, float]) -> Bounds:
        least = self._least_power(shares)
        ends = [self._weighed(shares, power) for power in {least, MOST_POWER}]
        weights = {name: max(weighed[name] for weighed in ends) for name in shares}
        names = sorted(shares)
        pairs = [
            self._pairs[pair] * min(1.0, shares[pair[0]], shares[pair[1]]) ** least
            for pair in combinations(names, 2)
            if pair in self._pairs
        ]
        return Bounds(
            entities={name: weight for name, weight in weights.items() if weight >= LEAST_WEIGHT},
            all_entities=max(map(self._most_together, ends)),
            pairs=sum(nlargest(MOST_PAIRS, pairs)) + _ROUNDING,
            words=MOST_WORDS * WORD_WEIGHT,
        )

    def _weighed(self, shares: Mapping[str, float], power: float) -> dict[str, float]:
        return {
            name: self._weights.get(name, 0.0) * share**power + _ROUNDING for name, share in shares.items()
        }

    def _least_power(self, names: Collection[str]) -> float:
        """Where each name is told in full."""
        broad = [name for name in names if self._model.room_taken.get(name) == 1.0]
        firms = sum(name in self._model.firms for name in broad)
        others = len(broad) - firms
        breadth = others + min(firms, FIRMS_PER_OTHER * others)
        return min(MOST_POWER, max(LEAST_POWER, POWER_WITHOUT_BREADTH - POWER_LOST_TO_BREADTH * breadth))

    def _most_together(self, weights: Mapping[str, float]) -> float:
        """As in the formula, of those that are alike the second counts half, the third a quarter."""
        alike = self._model.common if self._may_be_broad(weights) else self._model.common | self._model.firms
        ranked = sorted((weight for name, weight in weights.items() if name in alike), reverse=True)
        others = [weight for name, weight in weights.items() if name not in alike]
        halved = [ldexp(weight, -rank) for rank, weight in enumerate(ranked)]
        return sum(nlargest(MOST_ENTITIES, [*others, *halved]))

    def _may_be_broad(self, names: Collection[str]) -> bool:
        """Firms alone have no breadth."""
        return any(self._model.room_taken.get(name) == 1.0 for name in names if name not in self._model.firms)

    def _most_words(self, text: str) -> float:
        weights = [self._model.words.get(word, 0.0) for word in set(_WORD.findall(text.lower()))]
        if not text.isascii():
            found = self._chinese.find_matches_as_indexes(text, overlapping=True)
            weights += [self._chinese_weights[place] for place in {place for place, _, _ in found}]
        return WORD_WEIGHT * sum(nlargest(MOST_WORDS, weights))
