"""What was looked at and not kept, by stage and reason."""

import re
from collections import Counter

from pipelines.document import Value
from pipelines.report.archive_lines import Away
from pipelines.report.archive_quality import BINS, bin_of

_SCORE = re.compile(r"score ([01]\.\d+)( at most)?, threshold ([01]\.\d+)", re.ASCII)


class ReasonFacts(Value):
    """`reason` is a slug, or the cause of a failure (docs/reasons.md)."""

    stage: str
    reason: str
    pages: int


class RefusedFacts(Value):
    """Each look counts, so a page that was looked at twice is there twice. Most frequent first.

    `relevance` counts by score the pages that were read and turned away for their subject, as for documents;
    of `unread` ones it was told without. `thresholds` has how many of both were turned away at which.
    """

    turned_away: int
    failed: int
    reasons: tuple[ReasonFacts, ...]
    causes: tuple[ReasonFacts, ...]
    relevance: tuple[int, ...]
    unread: int
    thresholds: dict[str, int]


class Refused:
    """Counts pages as they go by."""

    def __init__(self) -> None:
        self._reasons: Counter[tuple[str, str]] = Counter()
        self._causes: Counter[tuple[str, str]] = Counter()
        self._bins = [0] * BINS
        self._unread = 0
        self._thresholds: Counter[str] = Counter()

    def add_away(self, away: Away) -> None:
        """A page turned away, or one that failed."""
        counts = self._causes if away.kind == "failed" else self._reasons
        counts[away.stage, away.reason] += 1
        if away.reason == "not_related" and (match := _SCORE.match(away.detail)):
            self._thresholds[f"{float(match[3]):g}"] += 1
            if match[2]:
                self._unread += 1
            else:
                self._bins[bin_of(float(match[1]))] += 1

    def facts(self) -> RefusedFacts:
        """Of all of them."""
        return RefusedFacts(
            turned_away=self._reasons.total(),
            failed=self._causes.total(),
            reasons=_listed(self._reasons),
            causes=_listed(self._causes),
            relevance=tuple(self._bins),
            unread=self._unread,
            thresholds=dict(sorted(self._thresholds.items())),
        )


def _listed(counts: Counter[tuple[str, str]]) -> tuple[ReasonFacts, ...]:
    found = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return tuple(ReasonFacts(stage=stage, reason=reason, pages=pages) for (stage, reason), pages in found)
