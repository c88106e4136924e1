"""Many writers and one log: who comes first, and who comes again.

A discrete-event simulation of the protocol of pipelines/archive/writer.py, in rounds: the time from a request
to its answer. An attempt reads on (one round for each segment of others, one that finds nothing), puts its
captures, looks, puts the segment. Who finds the place taken rests as `WITH_OTHERS` says and tries again. Who
has come through reads what it wrote and finds nothing behind it; then its texts go, eight at once, and
INDEX, in four rounds.
"""

import heapq
import random
from collections.abc import Generator
from typing import NamedTuple

from pipelines.archive.patience import WITH_OTHERS

BATCH = 50
BATCHES_PENDING = 3
"""So many wait to be committed before a crawl brings no more (pipelines/ingest.py)."""

_READ_ON_AND_CAPTURES = 2
_READ_OWN, _INDEX = 2, 4
_TEXTS_AT_ONCE = 8

Wait = Generator[float, None, None]


class Races(NamedTuple):
    """`offered` documents a second, all writers together, and how many the log took; `lost` attempts for each
    commit; `batch` documents in one."""

    writers: int
    offered: float
    taken: float
    commits_per_s: float
    lost: float
    batch: float


class _Race:
    """What all writers share, and what is counted."""

    def __init__(self, round_s: float, batch: int, seed: int) -> None:
        self.round_s = round_s
        self.batch = batch
        self.dice = random.Random(seed)
        self.now = 0.0
        self.segments = self.lost = self.documents = 0

    def writer(self, documents_per_s: float) -> Wait:
        """Brings documents while it commits, until too many wait."""
        read, since, pending = 0, self.dice.random() * self.batch / -documents_per_s, 0.0
        while True:
            yield max(0.0, (self.batch - pending) / documents_per_s - (self.now - since))
            pending = min(BATCHES_PENDING * self.batch, pending + (self.now - since) * documents_per_s)
            since, batch = self.now, int(pending)
            read = yield from self._commit(read, batch)
            self.documents += batch
            pending -= batch

    def _commit(self, read: int, batch: int) -> Generator[float, None, int]:
        tries = 0
        while True:
            behind, began = self.segments - read, self.segments
            yield (behind + _READ_ON_AND_CAPTURES) * self.round_s
            yield self.round_s
            if self.segments == began:
                yield self.round_s
                if self.segments == began:
                    break
            self.lost += 1
            read = began
            longest = min(WITH_OTHERS.longest_s, WITH_OTHERS.first_s * 2.0 ** min(tries, 30))
            yield longest * self.dice.uniform(0.5, 1.0)
            tries += 1
        self.segments += 1
        mine = self.segments
        yield (_READ_OWN + -(-batch // _TEXTS_AT_ONCE) + _INDEX) * self.round_s
        return mine


def simulated(
    writers: int,
    *,
    documents_per_s: float,
    round_s: float,
    batch: int = BATCH,
    seconds: float = 3600.0,
    seed: int = 1,
) -> Races:
    """`documents_per_s` that belong, of each writer; `round_s` from a request to its answer."""
    race = _Race(round_s, batch, seed)
    steps = [race.writer(documents_per_s) for _ in range(writers)]
    queue = [(next(step), name) for name, step in enumerate(steps)]
    heapq.heapify(queue)
    while queue[0][0] < seconds:
        race.now, name = queue[0]
        heapq.heapreplace(queue, (race.now + next(steps[name]), name))
    return Races(
        writers,
        writers * documents_per_s,
        race.documents / seconds,
        race.segments / seconds,
        race.lost / max(1, race.segments),
        race.documents / max(1, race.segments),
    )
