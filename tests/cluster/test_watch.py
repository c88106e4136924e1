"""How parts end is how the whole ends; and how many parts and cores there are."""

import signal
from collections.abc import Sequence

import pytest

from pipelines.cluster.engine import Machine, Running
from pipelines.cluster.errand import Work
from pipelines.cluster.likeness import Likeness
from pipelines.cluster.shards import cores_for, shards_for
from pipelines.cluster.watch import watched, worst


@pytest.mark.parametrize(
    ("codes", "whole"),
    [
        ([0, 0], 0),
        ([0, 3], 3),
        ([4, 4], 4),
        ([0, 4], 3),
        ([3, 4], 3),
        ([3, 1], 1),
        ([1, 6], 6),
        ([6, 5], 5),
        ([5, 2], 2),
        ([2, 7], 7),
        ([0, -9], 1),
        ([0, 137], 1),
        ([4, -9, 4], 1),
    ],
)
def test_the_worst_code_is_the_whole(codes: list[int], whole: int) -> None:
    assert worst(codes) == worst(codes[::-1]) == whole


@pytest.mark.parametrize(
    ("cores", "wanted", "shards", "each"),
    [
        ([8], None, 2, 4),
        ([8], 1, 1, 8),
        ([1], None, 2, 1),
        ([4, 4, 4], None, 3, 4),
        ([4, 4, 4], 6, 6, 2),
        ([4, 2], 3, 3, 1),
        ([2], 32, 32, 1),
    ],
)
def test_parts_run_at_once_as_far_as_there_are_cores(
    cores: list[int], wanted: int | None, shards: int, each: int
) -> None:
    machines = [Machine(str(number), count) for number, count in enumerate(cores)]
    assert shards_for(machines, wanted) == shards
    assert cores_for(machines, shards) == each


class _SignalledEarly:
    """An engine whose machines are asked just as a person changes her mind."""

    def machines(self) -> Sequence[Machine]:
        return [Machine("here", 1)]

    def strangers(self, work: Work) -> Sequence[str]:
        signal.raise_signal(signal.SIGTERM)
        return []

    def start(self, work: Work, cores: int) -> Running:
        raise AssertionError("nothing is to be started")


def test_a_signal_before_anything_is_started_ends_it_at_once() -> None:
    work = Work("shard 1/1", "does", (), ".", "archive", None, (), Likeness("here", ()))
    before = signal.getsignal(signal.SIGTERM)
    assert watched(_SignalledEarly(), [work], 1) == 128 + signal.SIGINT
    assert signal.getsignal(signal.SIGTERM) == before
