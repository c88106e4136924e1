"""A moment in the life of an archive, as somebody writes it: a day, a span, a run, a commit, a head.

A point is how many segments the log had then. What lasts, as a day or a run, has one at either end.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from pipelines.archive import (
    Archive,
    RunRecord,
    SegmentHeader,
    list_runs,
    newest_headers,
    read_run,
    segments_of_run,
)
from pipelines.commands.output import one_line
from pipelines.document import utc_stamp
from pipelines.errors import ConfigurationError

_AGO = re.compile(r"(\d{1,6})([mhdw])", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_HEAD = re.compile(r"[0-9a-f]{6,64}", re.ASCII)
_SEGMENT = re.compile(r"\d{1,10}", re.ASCII)
_CURSOR = re.compile(r"(\d{1,10})-([0-9a-f]{16})", re.ASCII)
_DAYS_AGO = {"today": 0, "yesterday": 1}
_REMEDY = (
    "write yesterday, 2026-11-25, 2h, 7d, the id of a run, the number of a commit, or the beginning of a head"
)


class Span(NamedTuple):
    """Segments `first` up to, and without, `end`; of a moment without length both are the same."""

    first: int
    end: int


def span_of(archive: Archive, text: str, now: datetime) -> Span:
    """What is meant. `now` has its zone, which is that of days. Raises ConfigurationError."""
    named = _times(text, now)
    if named is not None:
        return Span(*(_segments_before(archive, moment) for moment in named))
    for look in (_of_run, _of_segment, _of_head):
        found = look(archive, text)
        if found is not None:
            return found
    raise ConfigurationError(f"{one_line(text)!r} is no point in the life of {archive.store.url}; {_REMEDY}")


def newest_run(archive: Archive) -> Span | None:
    """The segments of the newest run on record, none where it committed none; None where no run is."""
    keys = list(list_runs(archive.store))
    return _span_of_run(archive, read_run(archive.store, keys[-1])) if keys else None


def length(archive: Archive) -> int:
    """How many segments the log has."""
    return int(archive.cursor.partition("-")[0])


def headers(archive: Archive) -> Iterator[tuple[int, SegmentHeader]]:
    """Number and header of each of its segments, newest first."""
    return newest_headers(archive.store, length(archive))


def _times(text: str, now: datetime) -> tuple[datetime, datetime] | None:
    """First moment, and the first one behind it; None where no time is written."""
    if match := _AGO.fullmatch(text):
        moment = now - timedelta(**{_UNITS[match[2]]: int(match[1])})
        return moment, moment
    try:
        return _calendar(text, now)
    except (ValueError, OverflowError):
        return None


def _calendar(text: str, now: datetime) -> tuple[datetime, datetime]:
    """Of a day, a month or a moment in ISO 8601. Raises ValueError."""
    if text in _DAYS_AGO:
        first = now.date() - timedelta(days=_DAYS_AGO[text])
        return _midnight(first, now), _midnight(first + timedelta(days=1), now)
    if re.fullmatch(r"\d{4}-\d\d", text, re.ASCII):
        first = date.fromisoformat(f"{text}-01")
        return _midnight(first, now), _midnight((first + timedelta(days=31)).replace(day=1), now)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        first = date.fromisoformat(text)
        return _midnight(first, now), _midnight(first + timedelta(days=1), now)
    if "T" not in text or "-" not in text:
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    return (moment, moment) if moment.tzinfo else (moment.replace(tzinfo=now.tzinfo),) * 2


def _midnight(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(), now.tzinfo)


def _segments_before(archive: Archive, moment: datetime) -> int:
    """How many had been committed; clocks of several writers may differ, so the last one decides."""
    stamp = utc_stamp(moment.astimezone(UTC))
    return next((number + 1 for number, header in headers(archive) if header.time < stamp), 0)


def _of_run(archive: Archive, text: str) -> Span | None:
    keys = [key for key in list_runs(archive.store) if key.removesuffix(".json").endswith(f"-{text}")]
    return _span_of_run(archive, read_run(archive.store, keys[-1])) if keys else None


def _span_of_run(archive: Archive, record: RunRecord) -> Span:
    numbers = [segment.number for segment in segments_of_run(archive.store, record)]
    if numbers:
        return Span(numbers[0], numbers[-1] + 1)
    began = _segments_before(archive, datetime.fromisoformat(record.started))
    return Span(began, began)


def _of_segment(archive: Archive, text: str) -> Span | None:
    if not _SEGMENT.fullmatch(text) or int(text) >= length(archive):
        return None
    return Span(int(text), int(text) + 1)


def _of_head(archive: Archive, text: str) -> Span | None:
    """Of a digest, the beginning of one, or a cursor of `Archive.since`."""
    cursor = _CURSOR.fullmatch(text)
    head = cursor[2] if cursor else text.lower()
    if not _HEAD.fullmatch(head):
        return None
    found = [point for point, digest in _heads(archive) if digest.startswith(head)]
    if len(found) > 1:
        raise ConfigurationError(f"{text} is the beginning of {len(found)} heads; give more of its digits")
    return Span(found[0], found[0]) if found else None


def _heads(archive: Archive) -> Iterator[tuple[int, str]]:
    """How many segments the log had when a digest was its head, newest first."""
    yield length(archive), archive.head
    for number, header in headers(archive):
        if header.previous is not None:
            yield number, header.previous
