"""Dates as listings write them, kept as precise as they are, and compared at that precision.

A date is an ISO 8601 string: `2019`, `2019-09`, `2019-09-01`, `2019-09-01T08:30:00+08:00`. One without offset
is the publisher's own time. Nothing here asks the clock, so "3 hours ago" is no date.
"""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

_YEAR = r"(?P<year>[12][0-9]{3})"
_ISO = re.compile(
    rf"""(?x) ^ {_YEAR}
    (?: - (?P<month>[0-9]{{1,2}}) (?: - (?P<day>[0-9]{{1,2}}) )? )?
    (?: [T ]\s* (?P<time>[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?) (?:[.,][0-9]+)?
        \s* (?P<offset>Z|UTC|GMT|[+-][0-9]{{2}}(?::?[0-9]{{2}})?)? )? $""",
    re.IGNORECASE,
)
_COMPACT = re.compile(rf"^{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})$")
_BOUND = re.compile(r"^[12][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?$")

_URL_YEAR = r"(?P<year>199[4-9]|20[0-9]{2})"
_URL_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"/{_URL_YEAR}/(?P<month>[0-9]{{1,2}})/(?P<day>[0-9]{{1,2}})(?=/|$)",
        rf"(?<![0-9]){_URL_YEAR}-(?P<month>[0-9]{{2}})[-/](?P<day>[0-9]{{2}})(?![0-9])",
        rf"/{_URL_YEAR}/(?P<month>[0-9]{{2}})-?(?P<day>[0-9]{{2}})(?=[/.]|$)",
        rf"(?<![0-9]){_URL_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})(?=[/_A-Z])",
        rf"/{_URL_YEAR}[/-](?P<month>[0-9]{{2}})(?=/)",
    )
)


def parse_date(text: str) -> str | None:
    """ISO 8601, RFC 822 or `2020年12月1日 08:30`, at the precision given; None if it is no date."""
    plain = re.sub(r"\s+", " ", _separators(text)).strip()[:80]
    found = _ISO.match(plain) or _COMPACT.match(plain)
    if found:
        return _from_match(found)
    return _from_rfc822(plain)


def date_in_path(path: str) -> str | None:
    """The day or month that the path of a URL names: `/2020/12/01/`, `/2020-12/01/`, `/n1/2020/1211/`."""
    for pattern in _URL_DATES:
        found = pattern.search(path)
        day = _from_match(found) if found else None
        if day:
            return day
    return None


def parse_bound(text: str) -> str:
    """A day, month or year to begin or end with, as it is; raises ValueError if it is none."""
    plain = text.strip()
    if not _BOUND.match(plain) or parse_date(plain) is None:
        raise ValueError(f"{text!r} is not a date; write it like 2019-09-01, 2019-09 or 2019")
    return plain


def in_range(published: str | None, since: str | None, until: str | None) -> bool:
    """Whether `published` can lie from `since` to `until`, both included whole.

    Compared by the publisher's own calendar, at the precision that both have and never finer than days.
    What has no date is not out of range.
    """
    if not published or not re.match(r"[0-9]{4}", published):
        return True
    return not is_before(published, since) and not is_after(published, until)


def is_before(published: str, since: str | None) -> bool:
    """Whether `published` surely lies before `since` begins."""
    return since is not None and published[:10] < _common(since, published)


def is_after(published: str, until: str | None) -> bool:
    """Whether `published` surely lies after `until` has ended."""
    return until is not None and _common(until, published) < published[: min(len(until), 10)]


def newest_first(published: str | None) -> tuple[bool, str]:
    """Sort key that puts the newest last: sort in reverse. What has no date counts as oldest."""
    if not published:
        return (False, "")
    try:
        moment = datetime.fromisoformat(published) if "T" in published else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        return (True, published)
    return (True, moment.astimezone(UTC).replace(tzinfo=None).isoformat())


def _common(bound: str, published: str) -> str:
    return bound[: min(len(published), 10)]


def _separators(text: str) -> str:
    dashes = re.sub(r"([0-9]{4})\s*[年/.]\s*([0-9]{1,2})\s*[月/.]\s*([0-9]{1,2})\s*日?", r"\1-\2-\3 ", text)
    return re.sub(r"([0-9]{4})\s*年\s*([0-9]{1,2})\s*月", r"\1-\2 ", dashes)


def _from_match(found: re.Match[str]) -> str | None:
    parts = found.groupdict()
    year, month, day = parts["year"], parts["month"], parts.get("day")
    try:
        date(int(year), int(month or 1), int(day or 1))
        if not day:
            return f"{year}-{int(month):02}" if month else year
        iso = f"{year}-{int(month):02}-{int(day):02}"
        return iso + _time(parts.get("time"), parts.get("offset"))
    except ValueError:
        return None


def _time(clock: str | None, offset: str | None) -> str:
    if not clock:
        return ""
    hour, rest = clock.split(":", 1)
    written = f"T{int(hour):02}:{rest}"
    datetime.fromisoformat(f"2000-01-01{written}")
    if not offset:
        return written
    if offset.upper() in ("Z", "UTC", "GMT") or not offset.strip("+-0:"):
        return f"{written}Z"
    digits = offset[1:].replace(":", "").ljust(4, "0")
    zone = f"{offset[0]}{digits[:2]}:{digits[2:]}"
    datetime.fromisoformat(f"2000-01-01T00:00{zone}")
    return f"{written}{zone}"


def _from_rfc822(text: str) -> str | None:
    try:
        moment = parsedate_to_datetime(text if ":" in text else f"{text} 00:00:00")
        if moment.year < 1000:
            return None
        written = moment.isoformat(timespec="seconds")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return written.replace("+00:00", "Z") if ":" in text else written[:10]
