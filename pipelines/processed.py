"""What a page's way through the stages came to; light, so that the crawl's own process need load no stage."""

from typing import NamedTuple

from pipelines.document import (
    Article,
    Capture,
    Document,
    Failure,
    Fingerprint,
    Language,
    Mentions,
    Outcome,
    Rejection,
    Relevance,
)
from pipelines.page.link import Link


class Parts(NamedTuple):
    """What each stage made of one page."""

    article: Article
    language: Language
    fingerprint: Fingerprint
    mentions: Mentions
    relevance: Relevance


class TurnedDown(NamedTuple):
    """A stage chose not to keep the page.

    `published` and `headline` are known where the article was read before, `relevance` where it was judged.
    """

    stage: str
    reason: str
    detail: str
    published: str | None
    headline: str | None = None
    relevance: Relevance | None = None


class Broken(NamedTuple):
    """A stage could not tell."""

    stage: str
    cause: str
    detail: str


class Processed(NamedTuple):
    """The result of a page, the milliseconds each stage took, and the links in the text of a kept page."""

    result: Parts | TurnedDown | Broken
    stage_ms: dict[str, float]
    links: tuple[Link, ...] = ()


def outcome_of(capture: Capture, processed: Processed) -> Outcome:
    """The capture with the result of its stages."""
    result = processed.result
    if isinstance(result, Parts):
        return Document(capture=capture, **result._asdict())
    if isinstance(result, TurnedDown):
        return Rejection.of(capture, *result)
    return Failure.of(capture, *result)
