"""Forty-two invented publishers of unequal size, and the months of which each is held."""

import random
from collections.abc import Sequence
from typing import NamedTuple

_PLACES = (
    "harbour", "river", "lantern", "meridian", "orchard", "granite", "willow", "compass", "beacon", "juniper",
    "copper", "cedar", "summit", "delta", "ember", "falcon", "garnet", "hazel", "indigo", "jasper", "kestrel",
)  # fmt: skip
_KINDS = ("daily", "review")
_LANGUAGES = (
    ("en", "zh-Hans"), ("en", "zh-Hans"), ("zh-Hans", "zh-Hant"), ("en", "zh-Hans"), ("en", "de"),
    ("en", "fr"), ("zh-Hans", "en"), ("en", "ja"), ("en", "zh-Hans"), ("zh-Hant", "zh-Hans"),
    ("en", "es"), ("zh-Hans", "en"),
)  # fmt: skip
FIRST_YEAR, LAST_MONTH = 2015, "2026-10"


class Paper(NamedTuple):
    """A publisher: `weight` is its share, `months` those it is held of, `copies_from` whom it copies most."""

    id: str
    weight: float
    languages: tuple[str, str]
    months: tuple[str, ...]
    copies_from: str


def papers(dice: random.Random) -> list[Paper]:
    """The largest first."""
    names = [f"{place}-{kind}" for kind in _KINDS for place in _PLACES]
    return [
        Paper(
            name,
            1 / (rank + 1) ** 0.8,
            _LANGUAGES[rank % len(_LANGUAGES)],
            _months_held(dice, rank),
            names[dice.randrange(max(1, rank // 2))],
        )
        for rank, name in enumerate(names)
    ]


def months() -> list[str]:
    """From the first to the last, both in."""
    last = int(LAST_MONTH[:4])
    every = (f"{year}-{month:02}" for year in range(FIRST_YEAR, last + 1) for month in range(1, 13))
    return [month for month in every if month <= LAST_MONTH]


def _months_held(dice: random.Random, rank: int) -> tuple[str, ...]:
    """Later months are likelier, as they are in listings; some years lack, and so do single months."""
    every = months()
    first = dice.randrange(len(every) * 2 // 3) if rank else 0
    gap = dice.randrange(len(every))
    lacking = {*every[gap : gap + dice.randrange(3, 20)], *dice.sample(every, 6)}
    return tuple(month for month in every[first:] if month not in lacking)


def some_month(dice: random.Random, held: Sequence[str]) -> str:
    """The newest third is half of all."""
    recent = len(held) * 2 // 3
    return held[dice.randrange(recent, len(held)) if dice.random() < 0.5 else dice.randrange(len(held))]
