"""Which document somebody means: by its number, the name of its text, or the URL of its page."""

import re
from typing import Annotated

import typer

from pipelines.archive import Archive, DocumentRow
from pipelines.commands.completing import documents
from pipelines.commands.output import one_line
from pipelines.errors import ConfigurationError, ExitCode
from pipelines.guarded_output import complain
from pipelines.urls import url_key

PAGE = "NUMBER|URL"
Page = Annotated[
    str,
    typer.Argument(metavar=PAGE, help="number of a document, or URL of its page", autocompletion=documents),
]

_NUMBER = re.compile(r"(\d{1,18})(?:_[0-9a-f]{16}\.txt)?", re.ASCII)


def number_in(page: str) -> int | None:
    """The number that is written there, as `12` or in the name of a text; None where it has to be a URL."""
    match = _NUMBER.fullmatch(page)
    return int(match[1]) if match else None


def number_of(archive: Archive, page: str) -> int:
    """The document meant; of a URL the newest text of the page, or its gravestone.

    Raises ConfigurationError where it is neither number nor URL; ends the command where there is none.
    """
    number = number_in(page)
    if number is not None:
        if number >= len(archive):
            no_such(archive, number)
        return number
    key_of(page)
    row = archive.by_url(page)
    if row is None:
        complain(f"no document is of {one_line(page)}; `corpus why` tells more")
        raise typer.Exit(ExitCode.NOT_FOUND)
    return row.number


def document_of(archive: Archive, page: str) -> DocumentRow:
    """The whole of it. Raises as `number_of` does; ends the command where it was removed."""
    return document(archive, number_of(archive, page))


def document(archive: Archive, number: int) -> DocumentRow:
    """Ends the command where there is none of this number, or it was removed."""
    try:
        return archive.get(number)
    except LookupError as error:
        complain(f"{error}; `corpus ls` lists what there is")
        raise typer.Exit(ExitCode.NOT_FOUND) from None


def key_of(page: str) -> str:
    """The URL key. Raises ConfigurationError where it is no URL."""
    try:
        return url_key(page)
    except ValueError as error:
        raise ConfigurationError(
            f"{error}; give the number of a document, or a URL with its https://"
        ) from error


def no_such(archive: Archive, number: int) -> None:
    """Ends the command in a sentence."""
    last = f"the archive holds 000 to {len(archive) - 1:03d}" if len(archive) else "the archive is empty"
    complain(f"there is no document {number:03d}; {last}")
    raise typer.Exit(ExitCode.NOT_FOUND)
