"""The map of gaps: of each publisher and year twelve months, the darker the more is held, marked where
pages lack.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pipelines.report.archive_coverage import CoverageFacts, PublisherFacts
from pipelines.report.heat_map import level_of

_MOST_ROWS = 60
# In units of the drawing: a month is 1 wide; the mark of what lacks is at the bottom.
_HIGH, _MARK_AT = 8, 6


class YearCell(NamedTuple):
    """`paths` are the months as a class and the outline of what has it; none of a year with nothing."""

    documents: int
    lacking: int
    paths: tuple[tuple[str, str], ...]


class MapRow(NamedTuple):
    """`earlier` has the documents of before the first year shown."""

    publisher: str
    documents: int
    earlier: int
    cells: tuple[YearCell, ...]


class GapMap(NamedTuple):
    """`others` are publishers that are not shown, with their documents."""

    years: tuple[str, ...]
    rows: tuple[MapRow, ...]
    has_earlier: bool
    others: int
    documents_of_others: int


def gap_map(coverage: CoverageFacts, years: Sequence[str]) -> GapMap:
    """Of the publishers with the most documents, and of these years."""
    shown, left = coverage.publishers[:_MOST_ROWS], coverage.publishers[_MOST_ROWS:]
    most = max((count for each in shown for count in each.months.values()), default=0)
    rows = tuple(_row(each, years, most) for each in shown)
    return GapMap(
        tuple(years), rows, any(row.earlier for row in rows), len(left), sum(each.documents for each in left)
    )


def _row(facts: PublisherFacts, years: Sequence[str], most: int) -> MapRow:
    earlier = sum(count for month, count in facts.months.items() if years and month[:4] < years[0])
    cells = tuple(_cell(year, facts.months, facts.lacking, most) for year in years)
    return MapRow(facts.publisher, facts.documents, earlier, cells)


def _cell(year: str, held: Mapping[str, int], lacking: Mapping[str, int], most: int) -> YearCell:
    months = [f"{year}-{month:02}" for month in range(1, 13)]
    levels = [level_of(held.get(month, 0), most) for month in months]
    paths = [
        (f"h{level}", _outline((at for at, each in enumerate(levels) if each == level), 0, _HIGH))
        for level in sorted({*levels} - {0})
    ]
    lacks = [at for at, month in enumerate(months) if lacking.get(month, 0) > 0]
    if lacks:
        paths.append(("lacks", _outline(lacks, _MARK_AT, _HIGH)))
    return YearCell(
        sum(held.get(month, 0) for month in months),
        sum(lacking.get(month, 0) for month in months),
        tuple(paths),
    )


def _outline(months: Iterable[int], top: int, bottom: int) -> str:
    """Months in a row are one rectangle."""
    runs = list[list[int]]()
    for at in months:
        if runs and runs[-1][1] == at:
            runs[-1][1] = at + 1
        else:
            runs.append([at, at + 1])
    return "".join(f"M{start} {top}H{end}V{bottom}H{start}z" for start, end in runs)
