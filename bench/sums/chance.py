"""How many texts meet a new one by chance alone: near-keys drawn by lot, counted and reckoned."""

from typing import NamedTuple

import numpy

BANDS = 32
_KEYS = 2**32


class Chance(NamedTuple):
    """Archived texts, and how many of them a new text that is like none of them shares a near-key with."""

    documents: int
    counted: float
    reckoned: float


def by_chance(documents: int) -> float:
    """Each of 32 keys of 32 bits meets another text's at its place with a chance of one in 2**32."""
    return BANDS * documents / _KEYS


def simulated(documents: int, asked: int = 200_000, seed: int = 1) -> Chance:
    """Of texts whose keys are even, as BLAKE2b makes them; `documents` up to some ten million."""
    dice = numpy.random.default_rng(seed)
    met = 0
    for _ in range(BANDS):
        archived = numpy.sort(dice.integers(_KEYS, size=documents, dtype=numpy.uint32))
        new = numpy.sort(dice.integers(_KEYS, size=asked, dtype=numpy.uint32))
        met += int((numpy.searchsorted(archived, new, "right") - numpy.searchsorted(archived, new)).sum())
    return Chance(documents, met / asked, by_chance(documents))
