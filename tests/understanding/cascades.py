"""Stages with a look before reading, at any threshold, and what they lose by it."""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from functools import cache

from pipelines.cascade import Cascade, PassedBy
from pipelines.cascade import read_all as everything
from pipelines.config import Config, RelevanceConfig
from pipelines.document import Capture
from pipelines.entities import Tagger
from pipelines.glimpse import Glimpse
from pipelines.judging.judge_model import Checked, JudgeModel
from pipelines.processed import Parts
from pipelines.relevance import RelevanceModel
from pipelines.stages import Stages, build_stages

THRESHOLDS = (0.05, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9)

MARKS = JudgeModel(
    number=1,
    time="2026-11-22T01:02:03Z",
    software="test",
    base="seeds",
    coefficients={"formula": 0.9, "entities": 0.1, "words": -0.5, "heaviest": 0.4, "entity:facebook": -0.3},
    intercept=0.2,
    marks=(),
    formula=Checked(mistakes=0, log_loss=0.1),
    learned=Checked(mistakes=0, log_loss=0.1),
)


@cache
def stages(threshold: float, *, read_all: bool = False, is_learned: bool = False) -> Stages:
    """Built once and given other thresholds: what the seeds teach is the same for all."""
    if (threshold, read_all) == (0.0, False):
        config = Config(relevance=RelevanceConfig(threshold=0.0))
        return build_stages(config, MARKS if is_learned else None)
    built = copy(stages(0.0, is_learned=is_learned))
    assert isinstance(built.judge, RelevanceModel)
    built.judge = replace(built.judge, threshold=threshold)
    built.pass_by = everything if read_all else cascade(built, built.obeyed)
    return built


def cascade(built: Stages, obeyed: frozenset[str]) -> Cascade:
    model, tagger = built.judge, built.tag
    assert isinstance(model, RelevanceModel)
    assert isinstance(tagger, Tagger)
    return Cascade(Glimpse(tagger, model), model.threshold, model.judge, obeyed)


def score(page: Capture, *, is_learned: bool = False) -> float:
    """Of the page when it is read, 0 where it is no article."""
    result = stages(0.0, is_learned=is_learned).process(page).result
    return result.relevance.score if isinstance(result, Parts) else 0.0


def is_passed_by(page: Capture, threshold: float, *, is_learned: bool = False) -> bool:
    return isinstance(stages(threshold, is_learned=is_learned).pass_by(page), PassedBy)


def lost(pages: Sequence[Capture], *, is_learned: bool = False) -> list[tuple[str, float]]:
    """Those that belong at some threshold and would not be read."""
    scores = [(page, score(page, is_learned=is_learned)) for page in pages]
    return [
        (page.url, threshold)
        for threshold in THRESHOLDS
        for page, found in scores
        if found >= threshold and is_passed_by(page, threshold, is_learned=is_learned)
    ]
