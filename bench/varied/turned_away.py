"""Pages that were looked at and not kept: ever more of them as the archive fills."""

import random
from collections.abc import Sequence

from bench.varied.papers import Paper, some_month
from pipelines.archive import FailureRow, RejectionRow
from pipelines.document import Evidence

_REASONS = (
    ("relevance", "not_related", 40), ("glimpse", "not_related", 30),
    ("duplicates", "near_duplicate", 6), ("duplicates", "known_url", 3),
    ("duplicates", "known_text", 2), ("extract", "listing_page", 5), ("extract", "too_short", 4),
    ("extract", "no_text", 3), ("extract", "soft_404", 2), ("fetch", "http_404", 4),
    ("fetch", "http_410", 1), ("extract", "consent_wall", 1), ("reservations", "reserved_tdm", 2),
    ("dates", "outside_dates", 1), ("duplicates", "unchanged", 3),
)  # fmt: skip
_CAUSES = (
    ("fetch", "http_503", 4), ("fetch", "timeout", 3), ("extract", "unparsable", 1),
    ("worker", "deadline", 1),
)  # fmt: skip
_THRESHOLD = 0.5


def rejection(
    dice: random.Random, papers: Sequence[Paper], page: str, time: str, documents: int
) -> RejectionRow:
    """`page` is unlike any other; `documents` are archived before it."""
    ((stage, reason, _),) = dice.choices(_REASONS, [weight for *_, weight in _REASONS])
    (paper,) = dice.choices(papers, [paper.weight for paper in papers])
    url = f"https://www.{paper.id}.example/away/{page}"
    score = round(_THRESHOLD * dice.betavariate(1.2, 3.0), 4) if reason == "not_related" else None
    held = [month for month in paper.months if month < time[:7]]
    was_read = score is not None and stage == "relevance"
    return RejectionRow.model_construct(
        kind="rejected",
        url=url,
        final_url=url,
        keys=(url.removeprefix("https://www."),),
        publisher=paper.id,
        discovered_via=f"https://www.{paper.id}.example/feed",
        stage=stage,
        reason=reason,
        detail=_detail(dice, reason, score, documents),
        time=time,
        published=f"{some_month(dice, held)}-11" if dice.random() < 0.8 else None,
        headline=f"A page about something else, {page}" if was_read else None,
        relevance=score,
        threshold=None if score is None else _THRESHOLD,
        evidence=(Evidence(kind="word", name="users", count=1, weight=0.1),) if was_read else (),
        model="seeds 6 0badcafe" if score is not None else None,
        captured=None,
    )


def failure(dice: random.Random, papers: Sequence[Paper], page: str, time: str) -> FailureRow:
    """Of which nothing is kept in quarantine."""
    ((stage, cause, _),) = dice.choices(_CAUSES, [weight for *_, weight in _CAUSES])
    (paper,) = dice.choices(papers, [paper.weight for paper in papers])
    url = f"https://www.{paper.id}.example/failed/{page}"
    return FailureRow.model_construct(
        kind="failed",
        url=url,
        final_url=url,
        keys=(url.removeprefix("https://www."),),
        publisher=paper.id,
        discovered_via=f"https://www.{paper.id}.example/feed",
        stage=stage,
        cause=cause,
        detail="",
        time=time,
        quarantine=None,
    )


def _detail(dice: random.Random, reason: str, score: float | None, documents: int) -> str:
    if score is not None:
        return f"score {score:.3f}, threshold {_THRESHOLD:.3f}"
    if reason in ("near_duplicate", "known_text", "unchanged", "known_url"):
        similar = f"similarity {dice.uniform(0.7, 1):.3f} to " if reason == "near_duplicate" else ""
        return f"{similar}document {dice.randrange(max(1, documents)):03d}"
    return ""
