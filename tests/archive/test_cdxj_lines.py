"""The lines of the CDXJ file are merged as one would sort them, whatever somebody else made of the file."""

import random

import pytest

from pipelines.archive.cdxj import line_number, merged_lines


def _line(number: int) -> bytes:
    return f'example,aare)/{number * 7 % 10} 20261122010203 {{"number": "{number}"}}\n'.encode()


@pytest.mark.parametrize("is_sorted", [True, False])
def test_as_one_would_sort_them(is_sorted: bool) -> None:
    chance = random.Random(7)
    base, more = ([_line(chance.randrange(40)) for _ in range(30)] for _ in range(2))
    removed = {3, 11, 25}
    found = merged_lines(b"".join(sorted(base) if is_sorted else base), more, removed)
    expected = sorted({line for line in base + more if line_number(line) not in removed})
    assert found == b"".join(expected)


def test_of_nothing_nothing() -> None:
    assert merged_lines(b"", []) == b""
    assert merged_lines(_line(1), [], {1}) == b""
