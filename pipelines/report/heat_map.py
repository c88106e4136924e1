"""Counts by two things as a table whose cells are the darker the more they hold."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

LEVELS = 5


class Cell(NamedTuple):
    """`level` is 0 of nothing, and from 1 to `LEVELS` by the logarithm of `value` beside the largest."""

    value: int
    level: int


class Row(NamedTuple):
    """The cells of one name, in the order of the columns."""

    name: str
    cells: tuple[Cell, ...]


class HeatMap(NamedTuple):
    """What the macro `heat` of templates/parts.html shows."""

    title: str
    description: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def heat_map(
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Mapping[tuple[str, str], int],
    description: str = "",
) -> HeatMap:
    """`counts` by row and column; what is not in it is 0."""
    most = max(counts.values(), default=0)
    made = (Row(row, tuple(_cell(counts.get((row, column), 0), most) for column in columns)) for row in rows)
    return HeatMap(title, description, tuple(columns), tuple(made))


def level_of(count: int, most: int) -> int:
    """How dark a cell is, where `most` is the largest."""
    return max(1, math.ceil(LEVELS * math.log1p(count) / math.log1p(most))) if count > 0 else 0


def _cell(count: int, most: int) -> Cell:
    return Cell(max(count, 0), level_of(count, most))
