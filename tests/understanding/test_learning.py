"""What marks teach: a judge that is better on pages it has not seen, or none."""

import random

import pytest

from pipelines.archive import Judgement
from pipelines.document import Evidence
from pipelines.errors import ConfigurationError
from pipelines.judging.judge_model import formula_score
from pipelines.judging.learning import Learned, fitted, learn, rows_of
from tests.understanding.test_judge_model import piece


def marked(number: int, evidence: list[Evidence], belongs: bool) -> Judgement:
    score = formula_score(evidence)
    is_archived = score >= 0.5
    return Judgement.model_validate(
        {
            "id": f"{number * 40503 % 65536:016x}",
            "time": "2026-11-22T01:02:03Z",
            "verdict": "right" if belongs == is_archived else "wrong",
            "outcome": "archived" if is_archived else "rejected",
            "number": number if is_archived else None,
            "url": f"http://news.test/{number}",
            "keys": (f"news.test/{number}",),
            "headline": None,
            "relevance": score,
            "threshold": 0.5,
            "evidence": evidence,
            "model": "seeds 1 01234567",
            "by": None,
            "note": None,
        }
    )


def without_jd(pages: int) -> list[Judgement]:
    """Somebody wants nothing that is about JD alone, and agrees with the formula in all else."""
    made = []
    for number in range(pages):
        weight = 0.2 + 1.6 * (number * 7 % 10) / 10
        name = ("jd", "tiktok", "wechat")[number % 3]
        evidence = [piece(weight, name), piece(0.1, "flow", "word")]
        made.append(marked(number, evidence, name != "jd" and formula_score(evidence) >= 0.5))
    return made


def learned(marks: list[Judgement]) -> Learned:
    return learn(marks, number=1, base="seeds 1 01234567", time="2026-11-22T01:02:03Z", software="test 1")


def test_learns_what_is_wanted_and_says_how_much_better_it_is() -> None:
    marks = without_jd(45)
    result = learned(marks)
    assert result.model is not None
    assert result.learned.mistakes < result.formula.mistakes
    assert result.learned.log_loss < result.formula.log_loss
    assert result.model.coefficients["entity:jd"] < 0
    assert result.model.score([piece(1.4, "jd")]) < 0.5 < result.model.score([piece(1.4, "tiktok")])
    assert set(result.model.marks) == {mark.id for mark in marks}
    assert learned(marks[::-1]) == result


def test_few_marks_change_little() -> None:
    few, many = fitted(rows_of(without_jd(12))), fitted(rows_of(without_jd(120)))
    wanted, unwanted = [piece(1.4, "tiktok")], [piece(1.4, "jd")]
    assert few.probability(wanted) > 0.5
    assert formula_score(unwanted) > few.probability(unwanted) > many.probability(unwanted)


def test_what_is_no_better_than_the_formula_is_not_used() -> None:
    chance = random.Random(1)
    marks = []
    for number in range(12):
        evidence = [piece(chance.choice([0.15, 0.3, 1.6, 2.2]), chance.choice(["tiktok", "jd", "wechat"]))]
        is_odd = chance.random() < 0.12
        marks.append(marked(number, evidence, (formula_score(evidence) >= 0.5) != is_odd))
    result = learned(marks)
    assert result.model is None
    assert result.learned.log_loss >= result.formula.log_loss


@pytest.mark.parametrize("marks", [without_jd(9), [m for m in without_jd(60) if m.belongs]])
def test_too_few_marks_teach_nothing(marks: list[Judgement]) -> None:
    with pytest.raises(ConfigurationError, match="learning takes 10, 3 of each"):
        learned(marks)


def test_marks_without_evidence_are_passed_over() -> None:
    marks = without_jd(60)
    old = [
        mark.model_copy(update={"id": f"{9:016}", "evidence": (), "relevance": None}) for mark in marks[:1]
    ]
    assert rows_of(marks + old) == rows_of(marks)
