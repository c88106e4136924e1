"""Processes that commit to one archive at once, a quarter of their texts the same: each is there once."""

import sys

import pytest

from bench.commits import measured

PROCESSES = 4


def test_every_text_is_archived_once(url: str) -> None:
    figures = measured("test", url, {}, PROCESSES, documents=8, batch=2)
    assert (figures.unique, figures.commits) == (2 + PROCESSES * 6, PROCESSES * 4)


@pytest.mark.slow
def test_every_text_of_two_thousand_is_archived_once(url: str) -> None:
    figures = measured("test", url, {}, PROCESSES, documents=500, batch=5)
    sys.stdout.write(f"{figures}\n")
    assert figures.unique == 1625
