"""When a listing is silent: nothing new for much longer than its own habit."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

# So many times its usual interval without anything new, and longer than ever before.
_MUCH_LONGER = 4
# Fewer times with something new are no habit.
_FEWEST_TIMES = 3
# A listing that never brought anything new is told of after so many looks.
_PATIENT_LOOKS = 5


class Asked(NamedTuple):
    """One look at a listing, and how many pages it named for the first time."""

    time: datetime
    new: int


def silence_of(looks: Sequence[Asked]) -> str | None:
    """A sentence for people where the listing is silent at its last look, which is all that can be known."""
    looks = sorted(looks)
    fruitful = sorted({look.time for look in looks if look.new})
    if not fruitful:
        return "never anything new" if len(looks) >= _PATIENT_LOOKS else None
    quiet = looks[-1].time - fruitful[-1]
    if len(fruitful) < _FEWEST_TIMES:
        return None
    gaps = [later - earlier for earlier, later in pairwise(fruitful)]
    usual = sorted(gaps)[len(gaps) // 2]
    if quiet <= max(usual * _MUCH_LONGER, max(gaps)):
        return None
    return f"silent for {_in_words(quiet)}, usually something new every {_in_words(usual)}"


def _in_words(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return f"{hours / 24:.0f} days" if hours >= 48 else f"{hours:.0f} h" if hours >= 1 else "hour"
