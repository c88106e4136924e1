"""Chances are worked out once and kept until something changes: asking in between must change nothing."""

import random
from collections.abc import Callable

from crawler.discovery.candidate import Candidate
from crawler.discovery.yields import Earlier, Peers, Yields, band_of

LISTINGS = ("links", "feed", "news", "sport")
SECTIONS = ("daily.example/a", "daily.example/b", "daily.example")
EARLIER = {"news": Earlier(40, 12, 30, 2), "links": Earlier(9, 1, 5, 0)}

Step = Callable[[Yields], None]


def _peers(dice: random.Random, promise: float) -> Peers:
    return Peers(dice.choice(LISTINGS), dice.choice(SECTIONS), band_of(promise))


def _step(dice: random.Random) -> Step:
    promise = dice.random() ** 2
    candidate = Candidate("http://daily.example/a", "daily", None, None, "feed", promise=promise)
    peers, listings = _peers(dice, promise), dice.sample(LISTINGS[1:], 2)
    related = dice.choice((True, False, None))
    return dice.choice(
        (
            lambda yields: yields.waits(candidate, peers, listings),
            lambda yields: yields.named_too(candidate, listings[0]),
            lambda yields: yields.judged(candidate, peers, listings, related=related),
        )
    )


def test_asking_changes_nothing() -> None:
    dice = random.Random(4)
    for _ in range(20):
        steps = [_step(dice) for _ in range(30)]
        asked = Yields(EARLIER)
        for count, step in enumerate(steps, start=1):
            step(asked)
            quiet = Yields(EARLIER)
            for before in steps[:count]:
                before(quiet)
            promise = dice.random()
            peers = _peers(dice, promise)
            assert asked.chance(promise, peers) == quiet.chance(promise, peers)
