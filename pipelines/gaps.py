"""What the archive lacks, by publisher and month: what listings have promised beside what was looked at."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

# The seeds are of this time: a publisher of which nothing is known then was never asked.
ERA = ("2019-09", "2020-12")

_MONTH = len("2019-09")


class Cell(NamedTuple):
    """A publisher's pages of a month (`2019-09`)."""

    publisher: str
    month: str


class Counts(NamedTuple):
    """`listed`: the most that one listing named; two that name different pages promise more than that.

    `looked_at` counts pages that are archived, removed or rejected, `held` those of them that are archived.
    """

    listed: Mapping[Cell, int]
    looked_at: Mapping[Cell, int]
    held: Mapping[Cell, int]


class Gap(NamedTuple):
    """From the month `since` to the month `until`, both in; numbers as in Counts."""

    publisher: str
    since: str
    until: str
    listed: int
    looked_at: int
    held: int


def month_of(published: str | None) -> str | None:
    """None where the date is no more precise than a year."""
    return published[:_MONTH] if published is not None and len(published) >= _MONTH else None


def listed_of(named: Iterable[tuple[str, Mapping[str, int]]]) -> dict[Cell, int]:
    """From the publisher of each listing, and how many pages of each month it named."""
    listed: Counter[Cell] = Counter()
    for publisher, months in named:
        for month, pages in months.items():
            cell = Cell(publisher, month)
            listed[cell] = max(listed[cell], pages)
    return dict(listed)


def find_gaps(counts: Counts, publishers: Collection[str], since: str, until: str) -> list[Gap]:
    """Where less was looked at than was listed; and of `publishers`, where nothing is known at all.

    `since` and `until` are months, both in. Months in a row of which nothing is known are one gap.
    """
    found = [
        Gap(cell.publisher, cell.month, cell.month, *(of.get(cell, 0) for of in counts))
        for cell in {
            *counts.listed,
            *(Cell(each, month) for each in publishers for month in _span(since, until)),
        }
        if since <= cell.month <= until
    ]
    lacking = (gap for gap in found if gap.looked_at < gap.listed or not (gap.listed or gap.looked_at))
    return list(_joined(sorted(lacking)))


def following(month: str) -> str:
    """The month after."""
    first = date.fromisoformat(f"{month}-01")
    return f"{first.year + first.month // 12:04}-{first.month % 12 + 1:02}"


def _span(since: str, until: str) -> Iterator[str]:
    while since <= until:
        yield since
        since = following(since)


def _joined(gaps: Iterable[Gap]) -> Iterator[Gap]:
    last: Gap | None = None
    for gap in gaps:
        if last is not None and _goes_on(last, gap):
            last = last._replace(until=gap.until)
            continue
        if last is not None:
            yield last
        last = gap
    if last is not None:
        yield last


def _goes_on(gap: Gap, after: Gap) -> bool:
    is_next = gap.publisher == after.publisher and following(gap.until) == after.since
    return is_next and not (gap.listed or after.listed)
