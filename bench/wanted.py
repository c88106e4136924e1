"""What the project promises of its speed, beside what was measured."""

from collections.abc import Iterator
from typing import NamedTuple

from bench.averages import Average, Figures, average


class Promise(NamedTuple):
    """`measured` None: not in this run. `at_least` says on which side of `wanted` it should be."""

    name: str
    wanted: float
    at_least: bool
    measured: float | None

    @property
    def kept(self) -> bool | None:
        if self.measured is None:
            return None
        return self.measured >= self.wanted if self.at_least else self.measured <= self.wanted


def promises(result: Figures) -> Iterator[Promise]:
    """Ratios only, which do not depend on how fast a machine is, but do on how many cores it has: two."""
    alone, ours, plain = (average(result, side) for side in ("alone-1", "ours", "plain"))
    yield Promise("pages/s, ours : trafilatura alone", 1.8, True, _rate(ours, alone))
    yield Promise("CPU per document, ours : trafilatura alone", 1.1, False, _cost(ours, alone))
    yield Promise("pages/s, ours : plain spider", 2.5, True, _rate(ours, plain))
    s3, plain_s3 = (average(result, side, store="s3") for side in ("ours", "plain"))
    yield Promise("the same, both to S3", 2.5, True, _rate(s3, plain_s3))
    mixed, alone_mixed = (average(result, side, web="mixed") for side in ("ours", "alone-1"))
    yield Promise(
        "pages/s with unrelated pages, ours : trafilatura alone", 3.0, True, _rate(mixed, alone_mixed)
    )
    again = average(result, "ours", "again")
    share = 100 * again.wall_s / ours.wall_s if again and ours else None
    yield Promise("second run, % of the first one's time", 5.0, False, share)
    yield Promise("second run, requests for pages", 0.0, False, again.pages if again else None)


def _rate(one: Average | None, other: Average | None) -> float | None:
    return one.pages_per_s / other.pages_per_s if one and other else None


def _cost(one: Average | None, other: Average | None) -> float | None:
    return one.cpu_per_document_s / other.cpu_per_document_s if one and other else None
