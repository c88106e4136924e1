"""Dates as pages write them, made ISO 8601 and no more precise than they were."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

_EARLIEST = date(1995, 1, 1)
_CLOCK_SKEW = timedelta(days=1)
_DAY_LENGTH = len("2026-11-22")

_NUMERIC = re.compile(
    r"""(?x) (?P<year>(19|20)\d\d) \s*[-/.年]\s* (?P<month>\d{1,2}) \s*[-/.月]\s* (?P<day>\d{1,2}) \s*日?
        (?: [\sT,]* (?P<hour>\d{1,2}) [:时時] (?P<minute>\d{2}) (?: [:分] (?P<second>\d{2}) )? (?:\.\d+)?
            \s* (?P<zone> Z | [+-]\d{2}:?\d{2} )? )?"""
)
_EPOCH = re.compile(r"(\d{10})(\d{3})?")


def iso_date(stated: str, fetched: datetime) -> str | None:
    """`2026-11-22`, `2026-11-22T01:02:03` or the same with the zone, as `stated` says.

    None where it is no date, one before 1995, or one more than a day after `fetched`. Midnight sharp
    without a zone counts as a day: it is what a day becomes when software prints it.
    """
    moment = _parsed(stated.strip())
    if moment is None:
        return None
    day = moment.date() if isinstance(moment, datetime) else moment
    if not _EARLIEST <= day <= (fetched + _CLOCK_SKEW).date():
        return None
    if not isinstance(moment, datetime):
        return day.isoformat()
    if moment.tzinfo is None and not (moment.hour or moment.minute or moment.second):
        return day.isoformat()
    if moment.tzinfo is not None and moment > fetched + _CLOCK_SKEW:
        return None
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def best_date(stated: Sequence[str], fetched: datetime) -> str | None:
    """The first plausible date, in the most precise wording that any other gives to the same day."""
    dates = [found for text in stated if (found := iso_date(text, fetched))]
    if not dates:
        return None
    same_day = [found for found in dates if found[:_DAY_LENGTH] == dates[0][:_DAY_LENGTH]]
    return max(same_day, key=len)


def _parsed(stated: str) -> datetime | date | None:
    for parse in (_iso_day, datetime.fromisoformat, _numeric, _epoch, parsedate_to_datetime):
        try:
            if (moment := parse(stated)) is not None:
                return moment
        except (ValueError, TypeError, OverflowError, OSError):
            continue
    return None


def _iso_day(stated: str) -> date | None:
    return date.fromisoformat(stated) if len(stated) in (8, _DAY_LENGTH) else None


def _numeric(stated: str) -> datetime | date | None:
    found = _NUMERIC.search(stated)
    if not found:
        return None
    day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    if found["hour"] is None:
        return day
    clock = f"{int(found['hour']):02}:{found['minute']}:{found['second'] or '00'}{found['zone'] or ''}"
    return datetime.fromisoformat(f"{day.isoformat()}T{clock}")


def _epoch(stated: str) -> datetime | None:
    """Seconds or milliseconds since 1970."""
    found = _EPOCH.fullmatch(stated)
    return datetime.fromtimestamp(int(found[1]), tz=UTC) if found else None
