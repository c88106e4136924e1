"""Nights of invented publishers: what each brings in a day, drawn by chance as healthy ones do it."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from pipelines.archive import HealthDay

FIRST = date(2026, 1, 5)


@dataclass(frozen=True, slots=True)
class House:
    """A publisher with habits: pages on a working day and at the weekend; shares that sway from day to day.

    `sway` is the size of the Beta distribution from which a day's shares are drawn: small is unsteady.
    """

    name: str
    pages: float
    weekend: float
    unrelated: float
    undated: float
    sway: float
    characters: float

    def day(self, dice: random.Random, number: int) -> HealthDay:
        """A healthy one; `number` from 0, a Monday."""
        day = FIRST + timedelta(days=number)
        pages = poisson(dice, self.weekend if day.weekday() >= 5 else self.pages)
        unrelated = draws(dice, pages, self._share(dice, self.unrelated))
        short = draws(dice, pages - unrelated, 0.02)
        failed = draws(dice, pages - unrelated - short, self._share(dice, 0.03))
        archived = pages - unrelated - short - failed
        return HealthDay(
            publisher=self.name,
            day=day.isoformat(),
            read_runs=1,
            archived=archived,
            undated=draws(dice, archived, self._share(dice, self.undated)),
            unexplained=draws(dice, archived, 0.1),
            rejected=counted(not_related=unrelated, too_short=short),
            failed=counted(timeout=failed),
            lengths=self._lengths(dice, archived),
        )

    def _share(self, dice: random.Random, mean: float) -> float:
        return dice.betavariate(mean * self.sway, (1 - mean) * self.sway)

    def _lengths(self, dice: random.Random, texts: int) -> dict[int, int]:
        today = dice.gauss(math.log(self.characters), 0.15)
        steps = [int(4 * math.log2(math.exp(dice.gauss(today, 0.7)) + 40)) for _ in range(texts)]
        return {step: steps.count(step) for step in sorted(set(steps))}


@dataclass(slots=True)
class Press:
    """Several publishers, and the days that are known of them so far."""

    houses: list[House]
    days: dict[str, list[HealthDay]] = field(default_factory=dict)

    def night(self, dice: random.Random, number: int, kept: int = 42) -> Iterator[HealthDay]:
        """One more day of each; all that is kept, by publisher and day."""
        for house in self.houses:
            days = self.days.setdefault(house.name, [])
            days.append(house.day(dice, number))
            del days[:-kept]
        for name in sorted(self.days):
            yield from self.days[name]


def press(dice: random.Random, houses: int) -> Press:
    """Large and small, steady and unsteady, daily and trade papers that rest at the weekend."""
    return Press(
        [
            House(
                name=f"house-{number:02}",
                pages=pages,
                weekend=pages * dice.choice((0.0, 0.1, 0.4, 1.0)),
                unrelated=dice.uniform(0.05, 0.8),
                undated=dice.choice((0.01, 0.02, 0.3)),
                sway=dice.choice((4.0, 12.0, 60.0)),
                characters=dice.choice((600.0, 2500.0, 6000.0)),
            )
            for number in range(houses)
            for pages in (dice.choice((0.2, 1.0, 4.0, 20.0, 80.0)),)
        ]
    )


def poisson(dice: random.Random, mean: float) -> int:
    """Knuth's way; enough for hundreds."""
    bound, product, count = math.exp(-mean), dice.random(), 0
    while product > bound:
        product *= dice.random()
        count += 1
    return count


def draws(dice: random.Random, count: int, chance: float) -> int:
    """How many of so many are hit."""
    return sum(dice.random() < chance for _ in range(count))


def counted(**counts: int) -> dict[str, int]:
    """Those that are not 0."""
    return {name: count for name, count in counts.items() if count}
