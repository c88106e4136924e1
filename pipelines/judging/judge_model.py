"""What marks have taught: a logistic function of the evidence that is stored with each score.

    score = 1 / (1 + exp(-(intercept + sum(coefficient * feature))))

and 0 where there is no evidence. Features of the evidence:

- `formula`: the score p of the formula (relevance.py) as log(p / (1 - p)), from -5 to 5
- `entities`: how many entities, up to ten; `pairs`, `words`: the sum of the weights of that kind
- `heaviest`: the share of the heaviest piece in the sum, 0 to 1
- `entity:<id>`: the weight of one entity that many marks have met

The formula alone is coefficient 1 for `formula` and 0 for all others.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from pydantic import Field

from pipelines.document import Evidence, Value

FORMULA, ENTITY = "formula", "entity:"
COMMON_FEATURES = (FORMULA, "entities", "pairs", "words", "heaviest")
_FURTHEST = 5.0


class Checked(Value):
    """How often a judge was wrong on the marks, and its mean logarithmic loss (natural logarithm)."""

    mistakes: int = Field(ge=0)
    log_loss: float = Field(ge=0)


class JudgeModel(Value):
    """Coefficients, and where they come from.

    `base` is the formula whose evidence was marked. `marks` are the ids of the marks learned from. `formula`
    and `learned` were measured on the marks themselves, the latter on each fifth of them after learning from
    the other four.
    """

    kind: Literal["relevance"] = "relevance"
    format_version: Literal[1] = 1
    number: int = Field(ge=1)
    time: str
    software: str
    base: str
    coefficients: Mapping[str, float]
    intercept: float
    marks: tuple[str, ...]
    formula: Checked
    learned: Checked

    @property
    def name(self) -> str:
        """`marks <number> <8 hex digits>`, the digits of what decides."""
        told = f"{self.intercept!r} {sorted(self.coefficients.items())!r}"
        return f"marks {self.number} {hashlib.sha256(told.encode()).hexdigest()[:8]}"

    def score(self, evidence: Sequence[Evidence]) -> float:
        """0 to 1, four decimals."""
        if not evidence:
            return 0.0
        features = features_of(evidence)
        exponent = self.intercept + math.fsum(
            coefficient * features.get(name, 0.0) for name, coefficient in self.coefficients.items()
        )
        return round(1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, exponent)))), 4)


def formula_score(evidence: Sequence[Evidence]) -> float:
    """0 to 1, four decimals: half of what is missing to 1 for each unit of weight."""
    return round(1 - 2 ** -sum(each.weight for each in evidence), 4)


class Bounds(NamedTuple):
    """The most that evidence can weigh: of each entity, of all entities, pairs and words together."""

    entities: Mapping[str, float]
    all_entities: float
    pairs: float
    words: float


def most_score(learned: JudgeModel | None, bounds: Bounds) -> float:
    """The highest score of any evidence within the bounds, 0 to 1.

    What is learned is a sum of terms, and each of them is greatest at one end of its feature's range.
    """
    total = bounds.all_entities + bounds.pairs + bounds.words
    if learned is None:
        return 1 - 2**-total
    ranges = {
        FORMULA: (-_FURTHEST, _log_odds(total)),
        "entities": (0.0, float(len(bounds.entities))),
        "pairs": (0.0, bounds.pairs),
        "words": (0.0, bounds.words),
        "heaviest": (0.0, 1.0),
        **{f"{ENTITY}{name}": (0.0, weight) for name, weight in bounds.entities.items()},
    }
    exponent = learned.intercept + sum(
        max(coefficient * end for end in ranges.get(name, (0.0,)))
        for name, coefficient in learned.coefficients.items()
    )
    return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, exponent))))


def features_of(evidence: Sequence[Evidence]) -> dict[str, float]:
    """All features, `entity:<id>` for each entity in the evidence."""
    entities = {f"{ENTITY}{each.name}": each.weight for each in evidence if each.kind == "entity"}
    total = sum(each.weight for each in evidence)
    return {
        FORMULA: _log_odds(total),
        "entities": float(len(entities)),
        "pairs": sum(each.weight for each in evidence if each.kind == "pair"),
        "words": sum(each.weight for each in evidence if each.kind == "word"),
        "heaviest": max((each.weight for each in evidence), default=0.0) / total if total > 0 else 0.0,
        **entities,
    }


def _log_odds(total: float) -> float:
    """Of the formula's score, whose odds are 2 ** total - 1."""
    odds = 2.0**total - 1.0
    return max(-_FURTHEST, min(_FURTHEST, math.log(odds))) if odds > 0 else -_FURTHEST
