"""The simulation of poll intervals, made small."""

from pathlib import Path

import pytest

from bench.poll_intervals import fixed, main, simulate
from bench.poll_listings import InventedListing, invent


def test_what_is_invented_is_the_same_each_time() -> None:
    assert invent(20, 7) == invent(20, 7)
    assert invent(20, 7, seed=1) != invent(20, 7, seed=2)


def test_pages_come_as_often_as_they_are_said_to() -> None:
    busy = [one for one in invent(60, 56) if one.rate_per_day >= 1 and one.dies is None]
    expected = sum(one.rate_per_day for one in busy) * 56
    assert sum(len(one.pages) for one in busy) == pytest.approx(expected, rel=0.15)


def test_a_fixed_poll_finds_all_within_its_interval() -> None:
    looks = fixed(6)(InventedListing(1.0, [0.5, 6.0, 7.0, 47.0], None), 2)
    assert looks.requests == 9
    assert looks.waited_h == [5.5, 0.0, 5.0, 1.0]


def test_learning_saves_most_requests_and_costs_less_than_a_fixed_poll_of_as_many() -> None:
    hourly, six, _, learned = simulate(invent(40, 30), 30)
    assert learned.requests < 0.35 * hourly.requests
    assert learned.mean_h < 0.5 * six.mean_h
    assert sum(len(look.waited_h) for look in learned.looks) > 0.99 * sum(
        len(look.waited_h) for look in hourly.looks
    )


def test_the_drawing_is_the_same_each_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [tmp_path / "one.svg", tmp_path / "other.svg"]
    for file in files:
        assert main(["--listings", "10", "--days", "5", "--plot", str(file)]) == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    assert "| learned |" in capsys.readouterr().out
