"""`corpus export`."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated

import typer

from pipelines.archive import Archive, DocumentRow, Where
from pipelines.commands.filters import Entity, Language, Publisher, Since, Until, where
from pipelines.commands.naming import meant
from pipelines.commands.places import ArchiveOption, open_archive
from pipelines.commands.progress import progress
from pipelines.document import RESERVED_USES
from pipelines.errors import ConfigurationError, StoreError
from pipelines.export import Exported, Format, checked_target, explained, print_lines
from pipelines.export import export as write_export

_STANDARD_OUTPUT = "-"


def export(
    wanted: Annotated[Format, typer.Argument(metavar="FORMAT", help=", ".join(Format))],
    target: Annotated[str, typer.Argument(help="file or folder to write; - prints JSON Lines")],
    archive: ArchiveOption = None,
    publisher: Publisher = None,
    language: Language = None,
    entity: Entity = None,
    since: Since = None,
    until: Until = None,
    unreserved: Annotated[
        list[str] | None,
        typer.Option(help=f"leave out what reserves this: {', '.join(RESERVED_USES)}; repeatable"),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="replace an earlier export")] = False,
) -> None:
    """Write documents and their texts for other tools.

    All, or those that the filters leave.
    """
    chosen = where(publisher, language, entity, since, until)
    barred = _barred(unreserved or [])
    opened = open_archive(archive)
    chosen = meant(opened, chosen)
    if target == _STANDARD_OUTPUT:
        _print(opened, chosen, barred, wanted)
        return
    path = checked_target(target, opened.store.url)
    with _documents(opened, chosen, barred) as documents:
        exported = write_export(documents, opened.store, wanted, path, overwrite=overwrite)
    _tell(target, exported)


def _barred(reservations: list[str]) -> frozenset[str]:
    for each in reservations:
        if each not in RESERVED_USES:
            known = ", ".join(RESERVED_USES)
            raise ConfigurationError(f"--unreserved {each}: nobody reserves that; known are {known}")
    return frozenset(reservations)


def _print(archive: Archive, chosen: Where, barred: frozenset[str], wanted: Format) -> None:
    if wanted is not Format.JSONL:
        raise ConfigurationError(f"{wanted} cannot be printed; name a target, or print jsonl")
    try:
        with explained("standard output"), _documents(archive, chosen, barred) as documents:
            print_lines(documents, sys.stdout.buffer.write)
            sys.stdout.buffer.flush()
    except (BrokenPipeError, StoreError) as error:
        # What is left in the buffer has nowhere to go, and Python would try again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, StoreError):
            raise
        # Otherwise `… | head`: the reader has seen enough.


@contextmanager
def _documents(archive: Archive, chosen: Where, barred: frozenset[str]) -> Iterator[Iterator[DocumentRow]]:
    total = sum(1 for _ in archive.rows(replace(chosen, status="live")))
    if not total:
        typer.echo("nothing matches; the export is empty", err=True)
    with progress("exporting", total) as done:
        yield _counted(archive.documents(chosen), barred, done)


def _counted(
    documents: Iterator[DocumentRow], barred: frozenset[str], done: Callable[[int], None]
) -> Iterator[DocumentRow]:
    """Of older releases nobody knows what was reserved: those documents are in."""
    for row in documents:
        if barred.isdisjoint(each.what for each in row.reservations):
            yield row
        done(1)


def _tell(target: str, exported: Exported) -> None:
    lacking = (
        f"; {exported.without_capture} have no capture and are not in it" if exported.without_capture else ""
    )
    typer.echo(f"{target}: {exported.documents} documents{lacking}", err=True)
