"""Digests of 16 bytes, sorted, each with a number: 20 bytes for one, and a search of some microseconds.

Two of 10 million different URL keys or texts have the same digest with a chance of 1.5e-25. Of 8 bytes it
would be 2.7e-6, for the sake of 80 MB: a page that nobody would ever see again.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipelines.archive.digests import KEY_BYTES

Numbers = npt.NDArray[np.uint64]
Values = npt.NDArray[np.uint32]
Order = npt.NDArray[np.intp]
# A row for each digest.
Raw = npt.NDArray[np.uint8]


class Digests(NamedTuple):
    """Sorted, as two halves, each with a value."""

    high: Numbers
    low: Numbers
    values: Values

    def place(self, digest: bytes) -> int | None:
        """Where a digest (of which the first 16 bytes count) stands; None where it is not there."""
        high, low = np.frombuffer(digest[:KEY_BYTES], ">u8").astype(np.uint64)
        at = int(np.searchsorted(self.high, high, "left"))
        while at < len(self.high) and self.high[at] == high:
            if self.low[at] == low:
                return at
            at += 1
        return None

    def find(self, digest: bytes) -> int | None:
        """The value of a digest; None where it is not there."""
        at = self.place(digest)
        return None if at is None else int(self.values[at])


def sorted_digests(digests: Sequence[Raw], values: Sequence[Values]) -> tuple[Digests, Order]:
    """Of equal digests the last one stays. With the rows that stay, in the order in which they then are."""
    halves = np.concatenate([np.empty((0, KEY_BYTES), np.uint8), *digests]).view(">u8")
    all_values = np.concatenate([np.empty(0, np.uint32), *values])
    return _sorted(halves[:, 0].astype(np.uint64), halves[:, 1].astype(np.uint64), all_values)


def joined_digests(first: Digests, second: Digests) -> tuple[Digests, Order]:
    """Both, as `sorted_digests` has them; quick, since each is sorted."""
    return _sorted(
        np.concatenate([first.high, second.high]),
        np.concatenate([first.low, second.low]),
        np.concatenate([first.values, second.values]),
    )


def _sorted(high: Numbers, low: Numbers, values: Values) -> tuple[Digests, Order]:
    order: Order = np.argsort(high, kind="stable")
    by_half, other = high[order], low[order]
    is_same = by_half[1:] == by_half[:-1]
    if np.any(is_same & (other[1:] != other[:-1])):
        # Two digests with the same first half, of which nobody has seen a pair yet.
        order = np.lexsort((low, high))
        by_half, other = high[order], low[order]
        is_same = by_half[1:] == by_half[:-1]
    is_last = np.ones(len(high), bool)
    is_last[:-1] = ~is_same | (other[1:] != other[:-1])
    if not is_last.all():
        order, by_half, other = order[is_last], by_half[is_last], other[is_last]
    return Digests(by_half, other, values[order]), order


def raw(digests: Iterable[bytes]) -> Raw:
    """The first 16 bytes of each."""
    data = b"".join(digest[:KEY_BYTES] for digest in digests)
    return np.frombuffer(data, np.uint8).reshape(-1, KEY_BYTES)
