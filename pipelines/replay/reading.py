"""One archived page through the stages of now, in a worker, and how far its text is another."""

from collections import Counter
from copy import copy
from datetime import datetime
from functools import cache
from typing import NamedTuple

from pipelines.document import Article, Capture, Score, Value
from pipelines.fingerprint import overlap
from pipelines.page.page_dates import best_date
from pipelines.processed import Broken, Parts, TurnedDown
from pipelines.replay.extractor import named_extractor, with_text_of
from pipelines.stages import Stages
from pipelines.worker import stages_of_worker


class TextChange(Value):
    """`similarity` is that of near-copies (fingerprint.py); lines count as often as they stand."""

    similarity: Score
    characters_before: int
    characters_after: int
    lines_gone: int
    lines_new: int


class Reading(NamedTuple):
    """What the stages made of a page; `change` is None where the text is the same, or there is none."""

    result: Parts | TurnedDown | Broken
    change: TextChange | None = None


class Extractor(NamedTuple):
    """One that is tried, as `named_extractor` takes it."""

    name: str
    min_characters: int


class OnRecord(NamedTuple):
    """What is archived: `text` without its final newline, `published` as in INDEX."""

    text: str
    published: str | None


def read_anew(capture: Capture, before: OnRecord, tried: Extractor | None) -> Reading:
    """Runs in a worker."""
    result = _stages(tried).process(capture).result
    if not isinstance(result, Parts):
        return Reading(result)
    parts = result._replace(article=_dated(result.article, before.published, capture.as_of))
    is_same = parts.article.text == before.text
    return Reading(parts, None if is_same else text_change(before.text, parts.article.text))


def _dated(article: Article, before: str | None, as_of: datetime) -> Article:
    """A day takes the time that is on record for it: a listing may have said it, which no capture tells."""
    if article.published is None or before is None:
        return article
    return article.model_copy(update={"published": best_date([article.published, before], as_of)})


def text_change(before: str, after: str) -> TextChange:
    """Of two texts that are not the same."""
    old, new = Counter(before.split("\n")), Counter(after.split("\n"))
    return TextChange(
        similarity=overlap(before)(after).similarity,
        characters_before=len(before),
        characters_after=len(after),
        lines_gone=(old - new).total(),
        lines_new=(new - old).total(),
    )


@cache
def _stages(tried: Extractor | None) -> Stages:
    stages = copy(stages_of_worker())
    if tried is not None:
        text_of = named_extractor(tried.name)
        stages.extract = with_text_of(stages.extract, text_of, tried.name, tried.min_characters)
    return stages
