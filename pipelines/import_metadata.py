"""What is known of texts that are imported: JSON Lines, one line for each file that anything is known of."""

import re
from collections.abc import Collection
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from pipelines.document import Access, Value, utc_stamp
from pipelines.errors import ConfigurationError
from pipelines.urls import canonical_url

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")


def _blank_is_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _absolute(url: str | None) -> str | None:
    if url is not None:
        canonical_url(url)
    return url


def _stated(stated: str | None) -> str | None:
    if stated is None:
        return None
    if (day := _DAY.fullmatch(stated)) is not None:
        date(int(day[1]), int(day[2] or 1), int(day[3] or 1))
        return stated
    _moment(stated)
    return stated


def _fetched(stated: str | None) -> str | None:
    if stated is None:
        return None
    moment = _moment(stated)
    if moment.tzinfo is None:
        raise ValueError(f"{stated!r} lacks its zone: write 2026-11-22T01:02:03Z")
    return utc_stamp(moment.astimezone(UTC))


def _moment(stated: str) -> datetime:
    if not _MOMENT.fullmatch(stated):
        raise ValueError(f"{stated!r} is no date: write 2026, 2026-11, 2026-11-22 or 2026-11-22T01:02:03Z")
    return datetime.fromisoformat(stated)


_Text = Annotated[str | None, BeforeValidator(_blank_is_none)]
_Url = Annotated[str | None, AfterValidator(_absolute), BeforeValidator(_blank_is_none)]
_Date = Annotated[str | None, AfterValidator(_stated), BeforeValidator(_blank_is_none)]
_Moment = Annotated[str | None, AfterValidator(_fetched), BeforeValidator(_blank_is_none)]
_Tag = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$")]
_Name = Annotated[str, Field(min_length=1)]


class Metadata(Value):
    """A line: `file` names a text of the folder, None stands for what is not known, as "" does.

    `published` and `modified` are ISO 8601: a year, a month, a day or a moment. `fetched` is a moment with
    its zone, kept in UTC.
    """

    file: str
    url: _Url = None
    canonical_url: _Url = None
    headline: _Text = None
    authors: Annotated[tuple[_Name, ...], BeforeValidator(lambda value: () if value is None else value)] = ()
    published: _Date = None
    modified: _Date = None
    publisher: _Text = None
    language: Annotated[_Tag | None, BeforeValidator(_blank_is_none)] = None
    access: Annotated[Access | None, BeforeValidator(_blank_is_none)] = None
    fetched: _Moment = None


class _Line(NamedTuple):
    number: int
    data: bytes


def load_metadata(path: Path, files: Collection[str]) -> dict[str, Metadata]:
    """The lines by file, each for one of `files`. Raises ConfigurationError naming line and field."""
    found: dict[str, Metadata] = {}
    for line in _lines(path):
        metadata = _read(path, line)
        if metadata.file not in files:
            raise _wrong(path, line, "file", f"there is no text {metadata.file!r} in the folder")
        if metadata.file in found:
            raise _wrong(path, line, "file", f"{metadata.file!r} has a line already")
        found[metadata.file] = metadata
    return found


def _lines(path: Path) -> list[_Line]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"{path}: cannot be read ({error.strerror}); name a JSON Lines file"
        ) from error
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return [_Line(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _read(path: Path, line: _Line) -> Metadata:
    try:
        return Metadata.model_validate_json(line.data)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
    field = ".".join(map(str, fault["loc"]))
    if fault["type"] == "extra_forbidden":
        raise _wrong(path, line, field, f"is unknown; known are {', '.join(Metadata.model_fields)}")
    if not field:
        raise ConfigurationError(f"{path}, line {line.number}: {fault['msg']}; each line is a JSON object")
    raise _wrong(path, line, field, fault["msg"].removeprefix("Value error, "))


def _wrong(path: Path, line: _Line, field: str, what: str) -> ConfigurationError:
    return ConfigurationError(f"{path}, line {line.number}: `{field}`: {what}")
