"""Learns from marks: a logistic regression over the stored evidence, kept near the formula.

Few marks must change little. So each marked page stands three times in what is learned from: once as it was
marked, and twice as the formula has it, related with the weight of its score p and unrelated with 1 - p. All
the formula's weights together are those of `PRIOR_MARKS` marks: a prior by data augmentation (Bedrick,
Christensen, Johnson: A new perspective on priors for generalized linear models, JASA 91, 1996). An L2 penalty
binds the coefficients besides, and the whole is calibrated by Platt's sigmoid on scores from a five-fold
cross-validation (Platt 1999). Nothing is drawn by lot here: equal marks give equal coefficients.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from pipelines.archive import Judgement
from pipelines.document import Evidence
from pipelines.errors import ConfigurationError
from pipelines.judging.judge_model import (
    COMMON_FEATURES,
    ENTITY,
    Checked,
    JudgeModel,
    features_of,
    formula_score,
)

LEAST_MARKS = 10
LEAST_OF_A_KIND = 3
PRIOR_MARKS = 20.0
FOLDS = 5
LEAST_MARKS_OF_AN_ENTITY = 4

_SURE = 0.999
_DECIMALS = 6


class Learned(NamedTuple):
    """`model` is None where it would do worse than the formula on marks that it has not seen."""

    model: JudgeModel | None
    marks: int
    formula: Checked
    learned: Checked


class Row(NamedTuple):
    """A marked page; `belongs` into the archive, to whoever marked it."""

    id: str
    evidence: tuple[Evidence, ...]
    belongs: bool


class Function(NamedTuple):
    """What is learned: coefficients by feature, and the intercept."""

    coefficients: dict[str, float]
    intercept: float

    def probability(self, evidence: Sequence[Evidence]) -> float:
        """0 to 1."""
        features = features_of(evidence)
        told = self.intercept + sum(c * features.get(name, 0.0) for name, c in self.coefficients.items())
        return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, told))))


def learn(marks: Sequence[Judgement], *, number: int, base: str, time: str, software: str) -> Learned:
    """A model of the marks on pages whose evidence is on record, if it is better than the formula.

    Raises ConfigurationError where there are too few marks, or where scikit-learn is not installed.
    """
    rows = rows_of(marks)
    require_enough(rows)
    formula = _checked((formula_score(row.evidence), row.belongs) for row in rows)
    learned = _checked(_held_out(rows))
    if learned.mistakes > formula.mistakes or learned.log_loss >= formula.log_loss:
        return Learned(None, len(rows), formula, learned)
    function = fitted(rows)
    model = JudgeModel(
        number=number,
        time=time,
        software=software,
        base=base,
        coefficients=function.coefficients,
        intercept=function.intercept,
        marks=tuple(row.id for row in rows),
        formula=formula,
        learned=learned,
    )
    return Learned(model, len(rows), formula, learned)


def rows_of(marks: Iterable[Judgement]) -> list[Row]:
    """Those with evidence; first the pages that do not belong, each kind in the order of ids."""
    rows = (Row(mark.id, mark.evidence, mark.belongs) for mark in marks if mark.evidence)
    return sorted(rows, key=lambda row: (row.belongs, row.id))


def require_enough(rows: Sequence[Row]) -> None:
    """Raises ConfigurationError where there is too little to learn from."""
    belonging = sum(row.belongs for row in rows)
    if len(rows) < LEAST_MARKS or min(belonging, len(rows) - belonging) < LEAST_OF_A_KIND:
        raise ConfigurationError(
            f"{belonging} marks with evidence are on pages that belong, {len(rows) - belonging} on others; "
            f"learning takes {LEAST_MARKS}, {LEAST_OF_A_KIND} of each: mark more with `corpus judge`"
        )


def fitted(rows: Sequence[Row]) -> Function:
    """The calibrated regression; raises ConfigurationError where scikit-learn is not installed."""
    try:
        # scipy takes seconds to import, and a crawl does without.
        from sklearn.calibration import CalibratedClassifierCV
        from sklearn.linear_model import LogisticRegression
        from threadpoolctl import threadpool_limits
    except ModuleNotFoundError as error:
        raise ConfigurationError(f"learning lacks {error.name}; install corpus-crawler[judge]") from error
    names = _names(rows)
    found = [features_of(row.evidence) for row in rows]
    values = [[each.get(name, 0.0) for name in names] for each in found for _ in range(3)]
    labels = [label for row in rows for label in (int(row.belongs), 1, 0)]
    weights = [weight for row in rows for weight in _weights(row, len(rows))]
    calibrated = CalibratedClassifierCV(
        LogisticRegression(max_iter=1000), method="sigmoid", cv=list(_splits(len(rows))), ensemble=False
    )
    # Threads that wait for one another cost five times what there is to compute, and could round otherwise.
    with threadpool_limits(1):
        calibrated.fit(values, labels, sample_weight=weights)
    return _folded(names, calibrated.calibrated_classifiers_[0])


def _names(rows: Sequence[Row]) -> list[str]:
    """The common features, and the entities that enough marks have met."""
    met = Counter(name for row in rows for name in features_of(row.evidence) if name.startswith(ENTITY))
    return [*COMMON_FEATURES, *sorted(name for name, n in met.items() if n >= LEAST_MARKS_OF_AN_ENTITY)]


def _weights(row: Row, rows: int) -> tuple[float, float, float]:
    """Of the mark, and of the formula for and against."""
    score = min(_SURE, max(1 - _SURE, formula_score(row.evidence)))
    return 1.0, PRIOR_MARKS * score / rows, PRIOR_MARKS * (1 - score) / rows


def _splits(rows: int) -> Iterable[tuple[list[int], list[int]]]:
    """Places to learn from and places to look at; the three of a page stay together."""
    for fold in range(FOLDS):
        places = [(3 * row + part, row % FOLDS == fold) for row in range(rows) for part in range(3)]
        yield [p for p, is_held in places if not is_held], [p for p, is_held in places if is_held]


def _folded(names: Sequence[str], calibrated: Any) -> Function:
    """Regression and sigmoid are one linear function of the features in the end."""
    regression, sigmoid = calibrated.estimator, calibrated.calibrators[0]
    slope, offset = -float(sigmoid.a_), -float(sigmoid.b_)
    coefficients = {
        name: round(slope * float(value), _DECIMALS)
        for name, value in zip(names, regression.coef_[0], strict=True)
    }
    return Function(coefficients, round(slope * float(regression.intercept_[0]) + offset, _DECIMALS))


def _held_out(rows: Sequence[Row]) -> Iterable[tuple[float, bool]]:
    """For each page what is learned from the other four fifths says of it."""
    for fold in range(FOLDS):
        function = fitted([row for place, row in enumerate(rows) if place % FOLDS != fold])
        for row in rows[fold::FOLDS]:
            yield function.probability(row.evidence), row.belongs


def _checked(told: Iterable[tuple[float, bool]]) -> Checked:
    """Scores of 0.5 and more say that a page belongs."""
    pairs = [(min(_SURE, max(1 - _SURE, score)), belongs) for score, belongs in told]
    loss = -sum(math.log(score if belongs else 1 - score) for score, belongs in pairs) / len(pairs)
    mistakes = sum((score >= 0.5) != belongs for score, belongs in pairs)
    return Checked(mistakes=mistakes, log_loss=round(loss, 4))
