"""One article as a sample: what the stages make of it, in a few fields. Nothing is archived."""

import re
from typing import Literal, Self

from crawler.discovery.candidate import Candidate
from pipelines.document import Capture, Value
from pipelines.trial import Trial, try_capture
from pipelines.worker import stages_of_worker

# A Chinese or Japanese character counts as a word: nothing else tells where one ends.
_CJK = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+(?:['’-][^\W{_CJK}]+)*")


class Sample(Value):
    """`outcome` is what a crawl would have made of the page, `forbidden` where robots.txt forbids it.

    `reason` and `detail` say why not `archived`. `words` of the text, `score` and `related` as judged, and
    `evidence`, the heaviest reason for the score; None as far as the stages did not come. `sha256` is the
    text's: a crawl keeps one of several pages with the same text.
    """

    url: str
    outcome: Literal["archived", "rejected", "failed", "forbidden"]
    reason: str | None = None
    detail: str = ""
    headline: str | None = None
    published: str | None = None
    language: str | None = None
    words: int | None = None
    score: float | None = None
    related: bool | None = None
    evidence: str | None = None
    sha256: str | None = None

    @property
    def was_read(self) -> bool:
        """Whether there was an article, whatever its subject."""
        return self.outcome == "archived" or self.reason == "not_related"

    @classmethod
    def of_trial(cls, candidate: Candidate, trial: Trial) -> Self:
        """What the stages made of the candidate's page; what they did not find is as the listing says."""
        article, parts = trial.article, trial.parts
        relevance = parts and parts.relevance
        first = relevance.evidence[0] if relevance and relevance.evidence else None
        return cls(
            url=candidate.url,
            outcome=trial.outcome,
            reason=trial.reason,
            detail=trial.detail,
            headline=(article and article.headline) or candidate.headline,
            published=(article and article.published) or candidate.published,
            language=parts and parts.language.tag,
            words=article and words_of(article.text),
            score=relevance and relevance.score,
            related=relevance and relevance.related,
            evidence=first and f"{first.kind} {first.name} (×{first.count})",
            sha256=parts and parts.fingerprint.sha256,
        )

    @classmethod
    def without(cls, candidate: Candidate, slug: str, detail: str) -> Self:
        """Of a page that did not come."""
        forbidden = slug in ("robots", "robots_unreachable")
        return cls(
            url=candidate.url,
            outcome="forbidden" if forbidden else "failed",
            reason=slug,
            detail=detail,
            headline=candidate.headline,
            published=candidate.published,
        )


def words_of(text: str) -> int:
    """How many words; each Chinese or Japanese character is one."""
    return sum(1 for _ in _WORD.finditer(text))


def try_in_worker(capture: Capture) -> Trial:
    """Runs in a worker, with its stages."""
    return try_capture(stages_of_worker(), capture)
