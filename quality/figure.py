"""One line of the table: a measure on a set, ours beside what the libraries give alone."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

_NONE_BESIDE: Mapping[str, float] = MappingProxyType({})


class Figure(NamedTuple):
    """`ours` and those `beside` it are shares from 0 to 1, or counts where `fewer_is_better`.

    `bound` is given for the project's own cases: the worst value that is let pass.
    """

    measure: str
    data: str
    language: str
    cases: int
    ours: float
    beside: Mapping[str, float] = _NONE_BESIDE
    bound: float | None = None
    fewer_is_better: bool = False

    @property
    def is_bad(self) -> bool:
        """Whether `ours` is worse than the bound."""
        if self.bound is None:
            return False
        return self.ours > self.bound if self.fewer_is_better else self.ours < self.bound


def mean(values: list[float]) -> float:
    """0.0 for none."""
    return sum(values) / len(values) if values else 0.0
