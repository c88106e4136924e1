"""A day of cron: which runs there are, which are killed, overlap or meet a store in trouble; from a seed."""

import random
import signal
from collections.abc import Iterator
from typing import Literal, NamedTuple

from tests.life.stories import DAY_H

StoreTrouble = Literal["faults", "away", "goes_away"]
"""`faults`: now and then a call meets one. `away`: from the start. `goes_away`: in the middle of the run."""


class Blow(NamedTuple):
    """A signal that a run gets so many seconds after its start."""

    number: signal.Signals
    after_s: float


class Tick(NamedTuple):
    """The runs that cron starts at one hour of the day: one, or several at once. A blow for each, or None."""

    hour: float
    blows: tuple[Blow | None, ...]
    store: StoreTrouble | None

    @property
    def is_undisturbed(self) -> bool:
        """Whether nothing was done to any run or to the store."""
        return self.store is None and not any(self.blows)


class Odds(NamedTuple):
    """How likely a tick is several runs at once, a run is struck, a tick's store is in trouble: 0 to 1."""

    overlap: float = 0.07
    blow: float = 0.22
    store: float = 0.13


def course(seed: int, runs: int, longest_s: float, odds: Odds) -> Iterator[Tick]:
    """So many runs, spread over the day. A blow falls within `longest_s` of a run's start."""
    chance = random.Random(f"course {seed}")
    ticks = list(_grouped(runs, odds.overlap, chance))
    for place, size in enumerate(ticks):
        blows = tuple(_blow(longest_s, chance) if chance.random() < odds.blow else None for _ in range(size))
        store = _store(chance) if chance.random() < odds.store else None
        yield Tick(DAY_H * place / len(ticks), blows, store)


def _grouped(runs: int, overlap: float, chance: random.Random) -> Iterator[int]:
    while runs > 0:
        size = min(runs, chance.choice((2, 2, 3)) if chance.random() < overlap else 1)
        yield size
        runs -= size


def _blow(longest_s: float, chance: random.Random) -> Blow:
    number = chance.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM))
    return Blow(number, chance.uniform(0.05, longest_s))


def _store(chance: random.Random) -> StoreTrouble:
    return chance.choices(("faults", "away", "goes_away"), (5, 1, 3))[0]
