"""Whether a share (of pages rejected for a reason, of texts without a date) is unlike what it was before.

Fisher's exact test (Statistical Methods for Research Workers, 5th ed. 1934, section 21.02), one-sided. Days
differ by more than chance, since stories come in clusters: so counts are first divided by how much more the
days of the past differ than pages drawn one by one would (the design effect; Rao and Scott, A simple method
for the analysis of clustered binary data, Biometrics 48, 1992). What is certain and slight is no news: the
share must have grown by `LEAST_GROWTH` as well.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

# Before so many days and pages of the past nothing can be unlike it.
LEAST_DAYS = 5
LEAST_PAST = 30
LEAST_RECENT = 8
LEAST_GROWTH = 0.25


class Share(NamedTuple):
    """`part` of `whole` pages."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """0 to 1; 0 of nothing."""
        return self.part / self.whole if self.whole else 0.0


def total(shares: Sequence[Share]) -> Share:
    """All together."""
    return Share(sum(share.part for share in shares), sum(share.whole for share in shares))


def has_grown(recent: Share, past: Sequence[Share], false_alarms: float) -> bool:
    """Whether the recent share is larger than that of the past days, and not by chance.

    `false_alarms` is the probability of a wrong yes. False where too little is known.
    """
    days = [share for share in past if share.whole]
    before = total(days)
    if len(days) < LEAST_DAYS or before.whole < LEAST_PAST or recent.whole < LEAST_RECENT:
        return False
    if recent.value < before.value + LEAST_GROWTH:
        return False
    effect = design_effect(days)
    return _chance(_less(recent, effect), _less(before, effect)) < false_alarms


def design_effect(days: Sequence[Share]) -> float:
    """How many times more the days differ than by chance alone, at least 1."""
    value = total(days).value
    if len(days) < 2 or not 0 < value < 1:
        return 1.0
    spread = sum((day.part - day.whole * value) ** 2 / (day.whole * value * (1 - value)) for day in days)
    return max(1.0, spread / (len(days) - 1))


def _less(share: Share, effect: float) -> Share:
    """So many pages drawn one by one would tell as much."""
    whole = math.floor(share.whole / effect)
    return Share(min(whole, math.floor(share.part / effect)), whole)


def _chance(recent: Share, past: Share) -> float:
    """Of as large a part in the recent ones, were both drawn from the same."""
    part, whole = recent.part + past.part, recent.whole + past.whole
    most = min(part, recent.whole)
    ways = _log_ways(whole, part)
    return math.fsum(
        math.exp(_log_ways(recent.whole, hits) + _log_ways(past.whole, part - hits) - ways)
        for hits in range(max(recent.part, part - past.whole), most + 1)
    )


def _log_ways(whole: int, part: int) -> float:
    return math.lgamma(whole + 1) - math.lgamma(part + 1) - math.lgamma(whole - part + 1)
