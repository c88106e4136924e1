"""When the servers of a day are in trouble, and in which; and which hours are slow."""

import random
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from bench.focus.articles import Host
from tests.life.stories import DAY_H

Kind = Literal[
    "500", "503", "hang", "reset", "cut", "429", "429_long", "502", "robots_503", "robots_hang", "slow"
]
"""`cut`: the body breaks off. `429_long` asks for an hour's patience, `429` for a second's. `502`: no server
is behind its gateway. `robots_…`: of robots.txt alone. `slow`: nothing fails, but answers take their time."""

_KINDS: tuple[Kind, ...] = (
    "500", "503", "hang", "reset", "cut", "429", "429_long", "502", "robots_503", "robots_hang", "slow",
)  # fmt: skip
_HEALTHY_H = (1.0, 3.5)
_TROUBLE_H = (0.2, 1.2)


class Trouble(NamedTuple):
    """Of one host, from `since_h` until before `until_h`; `only_pages` spares its listings and robots.txt."""

    host: str
    kind: Kind
    only_pages: bool
    since_h: float
    until_h: float


class Weather:
    """The troubles of a day."""

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        self.troubles = tuple(troubles)

    def of(self, host: str, hour: float) -> Trouble | None:
        """What a host is in."""
        return next(
            (each for each in self.troubles if each.host == host and each.since_h <= hour < each.until_h),
            None,
        )


def forecast(seed: int, hosts: Sequence[Host]) -> Weather:
    """Every kind of trouble comes before one comes again."""
    chance = random.Random(f"weather {seed}")
    kinds = _shuffled(chance)
    return Weather([trouble for host in hosts for trouble in _of_host(host, kinds, chance)])


def _of_host(host: Host, kinds: Iterator[Kind], chance: random.Random) -> Iterator[Trouble]:
    hour = chance.uniform(*_HEALTHY_H)
    while hour < DAY_H:
        until_h = min(DAY_H, hour + chance.uniform(*_TROUBLE_H))
        yield Trouble(host.name, next(kinds), chance.random() < 0.5, hour, until_h)
        hour = until_h + chance.uniform(*_HEALTHY_H)


def _shuffled(chance: random.Random) -> Iterator[Kind]:
    while True:
        yield from chance.sample(_KINDS, len(_KINDS))
