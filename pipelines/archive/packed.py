"""What is known of many pages and texts, in arrays: 36 bytes for a URL, some 300 for a document.

Each value is never changed: more knowledge makes another one.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from pipelines.archive.moments import Moments, strings
from pipelines.archive.sorted_digests import (
    Digests,
    Numbers,
    Raw,
    Values,
    joined_digests,
    raw,
    sorted_digests,
)
from pipelines.archive.verdict import Kind, Verdict

# What stands above this bit is a document, what stands below it the place of an ending.
TURNED_AWAY = 1 << 31
_KEY_ABOVE = np.uint64(32)
_NUMBER = np.uint64(0xFFFFFFFF)


class Ending(NamedTuple):
    """What a page was turned away for."""

    kind: Kind
    stage: str | None
    reason: str | None


class Endings:
    """Each of them once: there are few."""

    def __init__(self) -> None:
        self.all: list[Ending] = []
        self._places: dict[Ending, int] = {}

    def value(self, ending: Ending) -> int:
        """The value of a page that ended so."""
        if ending not in self._places:
            self._places[ending] = len(self.all)
            self.all.append(ending)
        return TURNED_AWAY | self._places[ending]


class Pages(NamedTuple):
    """What became of each page, by the digest of its URL key; the value is a document, or an ending."""

    digests: Digests
    times: Numbers
    published: Numbers
    moments: Moments
    endings: Endings

    def verdict(self, digest: bytes) -> Verdict | None:
        """What became of the page whose URL key has this digest."""
        at = self.digests.place(digest)
        if at is None:
            return None
        value = int(self.digests.values[at])
        time, published = (self.moments.text(int(column[at])) for column in (self.times, self.published))
        if value < TURNED_AWAY:
            return Verdict("archived", value, None, None, time, published)
        kind, stage, reason = self.endings.all[value - TURNED_AWAY]
        return Verdict(kind, None, stage, reason, time, published)

    def with_verdicts(self, verdicts: Mapping[bytes, Verdict]) -> "Pages":
        """These in the place of what was known of the same pages."""
        values = np.array([self._value(each) for each in verdicts.values()], np.uint32)
        fresh, rows = sorted_digests([raw(verdicts)], [values])
        times = self.moments.numbers(strings([each.time for each in verdicts.values()]))[rows]
        published = self.moments.numbers(strings([each.published for each in verdicts.values()]))[rows]
        digests, order = joined_digests(self.digests, fresh)
        return Pages(
            digests,
            np.concatenate([self.times, times])[order],
            np.concatenate([self.published, published])[order],
            self.moments,
            self.endings,
        )

    def _value(self, verdict: Verdict) -> int:
        if verdict.number is not None:
            return verdict.number
        return self.endings.value(Ending(verdict.kind, verdict.stage, verdict.reason))


def no_pages() -> Pages:
    """Nothing is known."""
    nothing = np.empty(0, np.uint64)
    return Pages(no_digests(), nothing, nothing, Moments(), Endings())


def no_digests() -> Digests:
    """None."""
    return sorted_digests([], [])[0]


class Near(NamedTuple):
    """For each place of a near-key all pairs of key and document, a number of 64 bits each, sorted."""

    places: tuple[Numbers, ...]

    def documents(self, position: int, key: int) -> tuple[int, ...]:
        """Those with this key at this place, by number."""
        if position >= len(self.places):
            return ()
        pairs, first = self.places[position], np.uint64(key) << _KEY_ABOVE
        start, end = np.searchsorted(pairs, first, "left"), np.searchsorted(pairs, first | _NUMBER, "right")
        return tuple((pairs[start:end] & _NUMBER).tolist())

    def with_pairs(self, fresh: Sequence[Numbers]) -> "Near":
        """More pairs, for each place some."""
        nothing = np.empty(0, np.uint64)
        count = max(len(self.places), len(fresh))
        both = [[*tables, *[nothing] * (count - len(tables))] for tables in (self.places, fresh)]
        joined = (np.concatenate(pair) for pair in zip(*both, strict=True))
        return Near(tuple(np.sort(pairs, kind="stable") for pairs in joined))


def near_pairs(keys: Values, numbers: Values) -> Numbers:
    """A pair for each key and the document that has it."""
    return keys.astype(np.uint64) << _KEY_ABOVE | numbers


class Packed(NamedTuple):
    """Pages, texts by the SHA-256, near-keys."""

    pages: Pages
    texts: Digests
    near: Near

    def learned(
        self,
        verdicts: Mapping[bytes, Verdict],
        numbers: Mapping[bytes, int],
        near: Iterable[tuple[int, int]],
    ) -> "Packed":
        """With what was learned since. `near` are documents, each behind the place and key it is found at.

        The place stands above the 32 bits of the key, as `near_places` has it.
        """
        values = np.fromiter(numbers.values(), np.uint32, len(numbers))
        texts = sorted_digests([raw(numbers)], [values])[0]
        return Packed(
            self.pages.with_verdicts(verdicts),
            joined_digests(self.texts, texts)[0],
            self.near.with_pairs(_by_place(near)),
        )


def nothing_known() -> Packed:
    """Of an archive of which nothing was read."""
    return Packed(no_pages(), no_digests(), Near(()))


def _by_place(near: Iterable[tuple[int, int]]) -> list[Numbers]:
    found: Raw | Numbers = np.array(list(near), np.uint64).reshape(-1, 2)
    places, keys = (found[:, 0] >> _KEY_ABOVE).astype(np.int64), found[:, 0] & _NUMBER
    pairs = keys << _KEY_ABOVE | found[:, 1]
    count = int(places.max()) + 1 if len(places) else 0
    return [np.sort(pairs[places == place]) for place in range(count)]
