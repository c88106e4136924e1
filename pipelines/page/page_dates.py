"""Dates as pages write them, made ISO 8601 and no more precise than they were."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime

from pipelines.page.date_words import MONTHS, ZONES

_EARLIEST = date(1995, 1, 1)
_CLOCK_SKEW = timedelta(minutes=10)
_QUARTER = timedelta(minutes=15)
_FARTHEST_ZONE = timedelta(hours=14)
_LONGEST_STATEMENT = 300
_DAY_LENGTH = len("2026-11-22")

_CLOCK = r"""(?: [\sT,·|・-]* (?:(?:at|um|à|a\ las|alle|ore|kl\.?|às)\s+)?
        (?P<hour>[01]?\d|2[0-3]) (?:[:.時时h]|시\s?) (?P<minute>[0-5]\d)
        (?: [:分] (?P<second>[0-5]\d) )? (?:[.,]\d+)?
        \s* (?P<half>[ap]\.?m\b\.?)? \s* (?:Uhr|分|분|h\b)? \s*
        [(（]? (?P<zone> Z\b | (?:GMT|UTC)?\s?[+-]\d{1,2}(?::?\d{2})?(?!\d) | [A-Z]{3,4}\b )? )?"""
_NUMERIC = re.compile(
    rf"""(?xi) (?<!\d) (?P<year>(19|20)\d\d) \s*[-/.年년]\s* (?P<month>\d{{1,2}}) \s*[-/.月월]\s*
    (?P<day>\d{{1,2}}) (?!\d)
        \s*[日일]? (?:\s*[(（][^()（）]{{1,12}}[)）])? (?:\s*(?:星期|周|週)[一二三四五六日天])? {_CLOCK}"""
)
_DAY_FIRST = re.compile(
    rf"""(?xi) (?<!\d) (?P<day>\d{{1,2}}) (?: \s?\.\s? (?P<month>\d{{1,2}}) \.\s? |
    (?:st|nd|rd|th|er|º|\.)?\s*(?:de\s+|of\s+)?
        (?P<name>[^\W\d_]{{3,14}}) \.? ,? \s* (?:de\s+|del\s+)? | / (?P<slashed>\d{{1,2}}) / )
        (?P<year>(19|20)\d\d) (?!\d) {_CLOCK}"""
)
_MONTH_FIRST = re.compile(
    rf"""(?xi) \b (?P<name>[^\W\d_]{{3,10}}) \.?\s+ (?P<day>\d{{1,2}}) (?:st|nd|rd|th)? (?:,\s*|\s+)
    (?P<year>(19|20)\d\d)
        (?!\d) {_CLOCK}"""
)
_EPOCH = re.compile(r"(\d{10})(\d{3})?")


def iso_date(stated: str, fetched: datetime) -> str | None:
    """`2026-11-22`, `2026-11-22T01:02:03` or the same with the zone, as `stated` says.

    None where it is no date, one before 1995, or one that `fetched` had not reached anywhere on earth.
    Midnight sharp without a zone counts as a day: it is what a day becomes when software prints it. A zone by
    which the time were still to come is not the page's: many print their own clock and call it UTC.
    """
    moment = _parsed(stated.strip()[:_LONGEST_STATEMENT])
    if moment is None:
        return None
    if not isinstance(moment, datetime):
        return moment.isoformat() if _EARLIEST <= moment <= (fetched + _FARTHEST_ZONE).date() else None
    if moment.tzinfo is not None and moment > fetched + _CLOCK_SKEW:
        moment = moment.replace(tzinfo=None)
    instant = moment if moment.tzinfo else moment.replace(tzinfo=UTC) - _FARTHEST_ZONE
    if moment.date() < _EARLIEST or instant > fetched + _CLOCK_SKEW:
        return None
    if moment.tzinfo is None and not (moment.hour or moment.minute or moment.second):
        return moment.date().isoformat()
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def best_date(stated: Sequence[str], fetched: datetime) -> str | None:
    """The first plausible date, in the most precise wording that any other gives to the same day.

    A time in UTC is told in the zone of the place, where another statement says the same time there.
    """
    dates = [found for text in stated if (found := iso_date(text, fetched))]
    if not dates:
        return None
    same_day = [found for found in dates if found[:_DAY_LENGTH] == dates[0][:_DAY_LENGTH]]
    best = max(same_day, key=_precision)
    return next(filter(None, (_there(best, found) for found in dates)), best) if best.endswith("Z") else best


def _there(best: str, other: str) -> str | None:
    """`best` as the clock of `other` has it: with its zone, or without one a whole number of hours away.

    Without a zone the seconds must agree, and be none that people or software round to.
    """
    if is_day(other) or other.endswith("Z"):
        return None
    instant, local = datetime.fromisoformat(best), datetime.fromisoformat(other)
    if local.tzinfo is not None:
        return other if local == instant else None
    ahead = local.replace(tzinfo=UTC) - instant
    is_zone = instant.second > 0 and not ahead % _QUARTER and abs(ahead) <= _FARTHEST_ZONE
    return instant.astimezone(timezone(ahead)).isoformat() if is_zone and ahead else None


def is_day(found: str) -> bool:
    """Whether a date of ours has no time."""
    return len(found) == _DAY_LENGTH


def _precision(found: str) -> int:
    """0 for a day, 1 for a time, 2 for a time with its zone."""
    return 0 if is_day(found) else 1 + (datetime.fromisoformat(found).tzinfo is not None)


def _parsed(stated: str) -> datetime | date | None:
    for parse in (_iso_day, datetime.fromisoformat, _numeric, _compact, _epoch, _worded, _mail_date):
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
    return _moment(found, int(found["month"]), int(found["day"])) if found else None


def _worded(stated: str) -> datetime | date | None:
    """`4. März 2026`, `Mar 4, 2026`, `04.03.2026`; of `04/03/2026` nobody can tell, of `24/03/2026` all
    can."""
    for found in (*_DAY_FIRST.finditer(stated), *_MONTH_FIRST.finditer(stated)):
        parts = found.groupdict()
        number, day = parts.get("month") or MONTHS.get((parts["name"] or "").lower()), int(found["day"])
        if slashed := int(parts.get("slashed") or 0):
            number, day = (slashed, day) if day > 12 else (day, slashed) if slashed > 12 else (None, day)
        if number:
            return _moment(found, int(number), day)
    return None


def _moment(found: re.Match[str], month: int, day: int) -> datetime | date:
    on = date(int(found["year"]), month, day)
    if found["hour"] is None:
        return on
    hour = int(found["hour"])
    if half := (found["half"] or "")[:1].lower():
        hour = hour % 12 + (12 if half == "p" else 0)
    zone = _zone(found["zone"])
    return datetime.combine(on, time(hour, int(found["minute"]), int(found["second"] or 0), tzinfo=zone))


def _zone(stated: str | None) -> timezone | None:
    if not stated:
        return None
    if stated.lower() in ZONES:
        return timezone(timedelta(hours=ZONES[stated.lower()]))
    digits = re.search(r"([+-])(\d{1,2}):?(\d{2})?", stated)
    if not digits:
        return None
    offset = timedelta(hours=int(digits[2]), minutes=int(digits[3] or 0))
    return timezone(-offset if digits[1] == "-" else offset)


def _compact(stated: str) -> datetime | None:
    return datetime.strptime(stated, "%Y%m%d%H%M%S") if len(stated) == 14 and stated.isdigit() else None


def _mail_date(stated: str) -> datetime:
    """RFC 5322. Java's `CST` may be China's or America's: a time without a zone."""
    moment = parsedate_to_datetime(stated)
    return moment.replace(tzinfo=None) if "CST" in stated else moment


def _epoch(stated: str) -> datetime | None:
    """Seconds or milliseconds since 1970."""
    found = _EPOCH.fullmatch(stated)
    return datetime.fromtimestamp(int(found[1]), tz=UTC) if found else None
