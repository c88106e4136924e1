"""Two hundred invented listings and when each names a new page, for the simulation of poll intervals.

Rates lie between several pages a minute and one a month. Most listings sleep at night and rest at the
weekend, each with hours of its own; some bring their pages in bursts; some die on the way.
"""

import math
import random
from typing import NamedTuple

DAYS = 60
LISTINGS = 200

# Pages a day, from one a month to three a minute, and how many of a hundred listings have so many.
_RATES = (
    (1 / 30, 12),
    (1 / 7, 14),
    (0.5, 14),
    (1.0, 14),
    (3.0, 14),
    (8.0, 12),
    (24.0, 10),
    (80.0, 6),
    (400.0, 3),
    (4320.0, 1),
)
_BURSTING = 0.25
_SLEEPLESS = 0.3
_DYING = 0.05
_NIGHT = 0.1
_WEEKEND = 0.35


class InventedListing(NamedTuple):
    """`pages` are the hours, from the start, at which it named one, in order; `dies` is when no more came."""

    rate_per_day: float
    pages: list[float]
    dies: float | None


def invent(listings: int = LISTINGS, days: int = DAYS, seed: int = 2026) -> list[InventedListing]:
    """The same ones for the same arguments."""
    drawn = random.Random(seed)
    rates, weights = zip(*_RATES, strict=True)
    return [
        _one(drawn, drawn.choices(rates, weights)[0] * drawn.uniform(0.6, 1.6), days) for _ in range(listings)
    ]


def _one(drawn: random.Random, rate_per_day: float, days: int) -> InventedListing:
    dies = drawn.uniform(0.2, 0.8) * days * 24 if drawn.random() < _DYING else None
    burst = drawn.randint(3, 12) if drawn.random() < _BURSTING else 1
    sleeps, noon = drawn.random() > _SLEEPLESS, drawn.uniform(0.0, 24.0)
    end, hour = dies or days * 24.0, 0.0
    pages: list[float] = []
    most_per_h = 2.0 * rate_per_day / burst / 24
    while (hour := hour + drawn.expovariate(most_per_h)) < end:
        if drawn.random() < _share(hour, noon, sleeps) / 2:
            pages += [hour + place / 60 for place in range(burst)]
    return InventedListing(rate_per_day, sorted(pages), dies)


def _share(hour: float, noon: float, sleeps: bool) -> float:
    """The rate of an hour as a share of the mean one, at most 2."""
    if not sleeps:
        return 1.0
    day = _NIGHT + (2 - 2 * _NIGHT) * (0.5 + 0.5 * math.cos(2 * math.pi * (hour - noon) / 24))
    return min(2.0, day) * (_WEEKEND if hour // 24 % 7 >= 5 else 1.26)
