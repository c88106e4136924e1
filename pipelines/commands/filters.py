"""Which documents of an archive a command is about."""

import re
from datetime import date
from typing import Annotated

import typer

from pipelines.archive import Where
from pipelines.commands import completing
from pipelines.errors import ConfigurationError

Publisher = Annotated[
    str | None,
    typer.Option("--publisher", help="id of the publisher", autocompletion=completing.publishers),
]
Language = Annotated[
    str | None,
    typer.Option(
        "--language", help="BCP 47: zh takes zh-Hans and zh-Hant", autocompletion=completing.languages
    ),
]
Entity = Annotated[
    list[str] | None,
    typer.Option(
        "--entity",
        help="an entity that is named, by id, name or alias; repeatable: all are",
        autocompletion=completing.entities,
    ),
]
Since = Annotated[str | None, typer.Option("--since", help="published on or after a day, month or year")]
Until = Annotated[str | None, typer.Option("--until", help="published on or before it, all of it included")]

_DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)


def where(
    publisher: str | None,
    language: str | None,
    entity: list[str] | None,
    since: str | None,
    until: str | None,
) -> Where:
    """As it was typed, for `naming.meant` to understand.

    Raises ConfigurationError where a date is none, or the last lies before the first.
    """
    first, last = _day("--since", since) or "", _day("--until", until) or ""
    if first[: len(last)] > last[: len(first)]:
        raise ConfigurationError(f"--since {since} lies after --until {until}; exchange them")
    return Where(publisher, language, tuple(entity or ()) or None, first or None, last or None)


def _day(option: str, text: str | None) -> str | None:
    if text is None:
        return None
    match = _DAY.fullmatch(text)
    try:
        if match is None:
            raise ValueError(text)
        date(*(int(part or 1) for part in match.groups()))
    except ValueError as error:
        remedy = "write a day, month or year, as in 2019-09-01, 2019-09 or 2019"
        raise ConfigurationError(f"{option} {text!r} is no date; {remedy}") from error
    return text
