"""Whom invented texts speak of: entities of the gazetteer, by a Zipf law, in the company that they keep."""

import random
import tomllib
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from bench.pages import PROJECT

ENTITIES = 250
_TOPICS, _OF_A_TOPIC = 40, 9
_EXPONENT = 1.1
# In chances of 1: that the next name of a text is one of its topic, and that it is any.
_ON_TOPIC = 0.7


class Named(NamedTuple):
    """An entity with the names that a text gives it."""

    id: str
    english: str
    chinese: str


class Company:
    """Who is named together; the same dice give the same company."""

    def __init__(self, dice: random.Random) -> None:
        self._named = dice.sample(_gazetteer(), ENTITIES)
        weights = [1 / rank**_EXPONENT for rank in range(1, ENTITIES + 1)]
        self._totals = list(accumulate(weights))
        self._topics = [
            dice.choices(self._named, cum_weights=self._totals, k=_OF_A_TOPIC) for _ in range(_TOPICS)
        ]

    def of_a_text(self, dice: random.Random, count: int, ripe: float) -> list[Named]:
        """So many entities at most, each once; `ripe` (0 to 1) of all are spoken of by then."""
        topic = dice.choice(self._topics)
        anybody = dice.choices(self._named, cum_weights=self._totals, k=count)
        found = [dice.choice(topic) if dice.random() < _ON_TOPIC else each for each in anybody]
        spoken_of = max(10, int(ripe * ENTITIES))
        return [each for each in dict.fromkeys(found) if self._named.index(each) < spoken_of]


def _gazetteer() -> Sequence[Named]:
    """Those that a text may name by a name of its own script; others are named as they are written."""
    entities = tomllib.loads((PROJECT / "seeds/entities.toml").read_text(encoding="utf-8"))
    return [Named(id, each["name"], each.get("name_zh", each["name"])) for id, each in entities.items()]
