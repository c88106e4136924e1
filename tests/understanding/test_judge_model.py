"""A model of marks is applied: a logistic function of the stored evidence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.document import Evidence
from pipelines.judging.judge_model import Checked, JudgeModel, features_of, formula_score
from pipelines.relevance import RelevanceModel
from tests.understanding.test_relevance import GAZETTEER, TAGGER, article

NOTHING = Checked(mistakes=0, log_loss=0.0)


def judge_model(intercept: float = 0.0, **coefficients: float) -> JudgeModel:
    return JudgeModel(
        number=3,
        time="2026-11-22T01:02:03Z",
        software="test 1",
        base="seeds 1 01234567",
        coefficients=coefficients,
        intercept=intercept,
        marks=(),
        formula=NOTHING,
        learned=NOTHING,
    )


def piece(weight: float, name: str = "tiktok", kind: str = "entity") -> Evidence:
    return Evidence.model_validate({"kind": kind, "name": name, "count": 1, "weight": weight})


@given(st.lists(st.floats(0.01, 2.5), min_size=1, max_size=6))
def test_the_formula_is_one_of_these_models(weights: list[float]) -> None:
    evidence = [piece(weight) for weight in weights]
    score = formula_score(evidence)
    if 0.01 < score < 0.99:
        assert judge_model(formula=1.0).score(evidence) == pytest.approx(score, abs=2e-4)


@given(st.lists(st.floats(0.01, 3), max_size=20), st.floats(-60, 60), st.floats(-9, 9))
def test_a_score_lies_between_0_and_1(weights: list[float], intercept: float, coefficient: float) -> None:
    model = judge_model(intercept, formula=coefficient, entities=coefficient)
    assert 0.0 <= model.score([piece(weight) for weight in weights]) <= 1.0


def test_where_nothing_is_found_nothing_is_related() -> None:
    assert judge_model(intercept=9.0).score([]) == 0.0


def test_features() -> None:
    evidence = [
        piece(1.0),
        piece(0.5, "wechat"),
        piece(0.3, "tiktok + wechat", "pair"),
        piece(0.2, "flow", "word"),
    ]
    assert features_of(evidence) == {
        "formula": pytest.approx(1.0986, abs=1e-4),
        "entities": 2.0,
        "pairs": 0.3,
        "words": 0.2,
        "heaviest": 0.5,
        "entity:tiktok": 1.0,
        "entity:wechat": 0.5,
    }


def test_an_entity_that_people_do_not_want_lowers_the_score() -> None:
    unwanted = judge_model(formula=1.0, **{"entity:jd": -2.0})
    assert unwanted.score([piece(1.5, "jd")]) < 0.5 < unwanted.score([piece(1.5, "tiktok")])


def test_a_model_survives_its_json_and_its_name_tells_what_decides() -> None:
    model = judge_model(formula=1.5, words=0.25)
    again = JudgeModel.model_validate_json(model.model_dump_json())
    assert (again, again.name) == (model, model.name)
    assert model.name.startswith("marks 3 ")
    assert judge_model(formula=1.5, words=0.26).name != model.name


def test_relevance_says_which_model_judged() -> None:
    page = article("TikTok sues the state.", "TikTok sues")
    formula = RelevanceModel.learn([], GAZETTEER)
    never = RelevanceModel.learn([], GAZETTEER, learned=judge_model(intercept=-9.0))
    by_formula, by_marks = (judge(page, TAGGER(page)) for judge in (formula, never))
    assert by_formula.evidence == by_marks.evidence
    assert by_formula.model == formula.name
    assert by_formula.score == formula_score(by_formula.evidence)
    assert by_marks.model == f"{judge_model(intercept=-9.0).name} on {formula.name}"
    assert (by_marks.score, by_marks.related) == (0.0001, False)


def test_the_name_of_the_formula_is_that_of_seeds_and_gazetteer() -> None:
    seed = article("TikTok")
    one, same, other = (
        RelevanceModel.learn([(text, TAGGER(text))], GAZETTEER).name
        for text in (seed, seed, article("WeChat"))
    )
    assert one == same != other
