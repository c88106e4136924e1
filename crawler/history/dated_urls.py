"""A template of a publisher's month or day archive, filled in for the dates that are wanted."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from crawler.window import Window

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_DATE = re.compile(r"(?:YYYY|YY|MM?|DD?|[-_./])+")
_PART = re.compile(r"YYYY|YY|MM?|DD?")

# What the web remembers begins here.
_FIRST_DAY = date(1995, 1, 1)


def is_dated(template: str) -> bool:
    """Whether a date is all that it lacks: `{YYYY}`, `{MM}` or `{M}`, `{DD}` or `{D}`, or several in one."""
    placeholders = _PLACEHOLDER.findall(template)
    return any("YY" in each for each in placeholders) and all(map(_DATE.fullmatch, placeholders))


def dated_urls(template: str, window: Window, today: date) -> tuple[str, ...]:
    """One for each year, month or day of `window` up to `today`, oldest first; none where it is not dated."""
    if not is_dated(template):
        return ()
    return tuple(dict.fromkeys(_filled(template, day) for day in _days(window, today)))


def _filled(template: str, day: date) -> str:
    return _PLACEHOLDER.sub(lambda found: _PART.sub(lambda part: _written(part[0], day), found[1]), template)


def _written(part: str, day: date) -> str:
    number = {"Y": day.year, "M": day.month, "D": day.day}[part[0]]
    return f"{number % 100:02}" if part == "YY" else f"{number:0{len(part)}}"


def _days(window: Window, today: date) -> Iterator[date]:
    first = max(_first_day(window.since), _FIRST_DAY) if window.since else _FIRST_DAY
    last = min(_last_day(window.until), today) if window.until else today
    for place in range((last - first).days + 1):
        yield first + timedelta(days=place)


def _first_day(bound: str) -> date:
    year, month, day = (*map(int, bound.split("-")), 1, 1)[:3]
    return date(year, month, day)


def _last_day(bound: str) -> date:
    first = _first_day(bound)
    match bound.count("-"):
        case 0:
            return date(first.year, 12, 31)
        case 1:
            return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        case _:
            return first
