"""One page through the stages for somebody who wants to understand: on past a rejection, nothing archived."""

from dataclasses import dataclass, replace
from typing import Literal

from pipelines.document import Article, Capture
from pipelines.errors import Rejected, StageFailed
from pipelines.extract import extract
from pipelines.languages.wanted import require_wanted
from pipelines.page.reservations import refuse_reserved
from pipelines.processed import Parts
from pipelines.stages import Stages, Steps, require_related


@dataclass(frozen=True, slots=True)
class Trial:
    """What a crawl would have done with the page, and why; `article` and `parts` as far as there are any."""

    outcome: Literal["archived", "rejected", "failed"]
    stage: str | None
    reason: str | None
    detail: str
    article: Article | None
    parts: Parts | None
    stage_ms: dict[str, float]


def try_capture(stages: Stages, capture: Capture) -> Trial:
    """A page through all stages. One too short to be an article is read all the same."""
    steps = Steps()
    try:
        with steps("extract"):
            article = stages.extract(capture)
    except Rejected as rejected:
        return _past(rejected, stages, capture, steps)
    except StageFailed as failed:
        return Trial("failed", "extract", failed.cause, failed.detail, None, None, steps.ms)
    return _judged(stages, article, steps)


def try_article(stages: Stages, article: Article) -> Trial:
    """A plain text through the stages after extraction."""
    return _judged(stages, article, Steps())


def _past(rejected: Rejected, stages: Stages, capture: Capture, steps: Steps) -> Trial:
    trial = Trial("rejected", "extract", rejected.reason, rejected.detail, None, None, steps.ms)
    try:
        article = extract(capture, min_characters=1)
        return replace(trial, article=article, parts=stages.read(article, steps))
    except (Rejected, StageFailed):
        return trial


def _judged(stages: Stages, article: Article, steps: Steps) -> Trial:
    try:
        parts = stages.read(article, steps)
    except StageFailed as failed:
        return Trial("failed", steps.stage, failed.cause, failed.detail, article, None, steps.ms)
    try:
        steps.stage = "reservations"
        refuse_reserved(article.reservations, stages.obeyed)
        steps.stage = "language"
        require_wanted(parts.language, stages.wanted)
        steps.stage = "relevance"
        require_related(parts.relevance)
    except Rejected as rejected:
        return Trial("rejected", steps.stage, rejected.reason, rejected.detail, article, parts, steps.ms)
    return Trial("archived", None, None, "", article, parts, steps.ms)
