"""The years of publication that pictures show: the newest ones, and none that has not come yet."""

from collections.abc import Mapping
from typing import NamedTuple

MOST_YEARS = 15


class Years(NamedTuple):
    """`shown` are all from the first to the last; documents of `earlier` and `later` ones are not drawn."""

    shown: tuple[str, ...]
    earlier: int
    later: int


def years_of(months: Mapping[str, int], collected_last: str | None) -> Years:
    """Of documents by month. What a page dates later than the year behind `collected_last`, a day, is a
    mistake.
    """
    newest = f"{int(collected_last[:4]) + 1:04}" if collected_last else "9999"
    counted = by_year(months)
    past = sorted(year for year in counted if year <= newest)
    later = sum(count for year, count in counted.items() if year > newest)
    if not past:
        return Years((), 0, later)
    last = int(past[-1])
    shown = tuple(f"{year:04}" for year in range(max(int(past[0]), last - MOST_YEARS + 1), last + 1))
    return Years(shown, sum(count for year, count in counted.items() if year < shown[0]), later)


def by_year(months: Mapping[str, int]) -> dict[str, int]:
    """From counts by month."""
    years: dict[str, int] = {}
    for month, count in months.items():
        years[month[:4]] = years.get(month[:4], 0) + count
    return years
