"""When a publisher is silent: no page of it for much longer than is its habit.

Each day on which its listings could be read either brought a page or did not. Given the days of the past, the
chance that the next ones all bring none is that of a Beta-binomial with a uniform prior (Laplace's rule of
succession). Since habits have weeks and holidays in them, the silence must also be more than twice as long as
the longest before.
"""

from collections.abc import Sequence
from typing import NamedTuple

# Fewer days with a page are no habit.
_LEAST_FRUITFUL = 5
_MUCH_LONGER = 2
_LEAST_DAYS = 2


class Silence(NamedTuple):
    """`days` without a page; `longest` is the longest run of such days before."""

    days: int
    longest: int


def silence_of(brought: Sequence[bool], false_alarms: float) -> Silence | None:
    """`brought`: whether each day brought a page, oldest first. None where its end is no silence.

    Wrongly told with the probability `false_alarms` at most, if days are alike.
    """
    if True not in brought:
        return None
    before = len(brought) - brought[::-1].index(True)
    silence = Silence(len(brought) - before, _longest(brought[:before]))
    fruitful = sum(brought)
    if fruitful < _LEAST_FRUITFUL or silence.days < max(_LEAST_DAYS, _MUCH_LONGER * silence.longest + 1):
        return None
    return silence if _chance(silence.days, fruitful, before) < false_alarms else None


def _longest(brought: Sequence[bool]) -> int:
    longest = here = 0
    for each in brought:
        here = 0 if each else here + 1
        longest = max(longest, here)
    return longest


def _chance(days: int, fruitful: int, before: int) -> float:
    chance = 1.0
    for day in range(days):
        chance *= (before - fruitful + 1 + day) / (before + 2 + day)
    return chance
