"""`corpus entities`: the gazetteer, why a name is a mention or is not, and names that the gazetteer lacks."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from pipelines.archive import Archive, Where
from pipelines.commands.entity_readings import explain
from pipelines.commands.lacking_names import show_unlinked
from pipelines.commands.output import say_json, table
from pipelines.commands.places import ArchiveOption, Json, open_archive
from pipelines.config import load_config
from pipelines.errors import ArchiveError, ConfigurationError, ExitCode, StoreError
from pipelines.guarded_output import complain
from pipelines.names.gazetteer import Entity, load_gazetteer

_SHOWN_ALIASES = 6

Term = Annotated[str | None, typer.Argument(help="part of an id, a name or an alias")]
Explain = Annotated[
    str | None,
    typer.Option("--explain", help="why its names are mentions: a text, a file, a document's number"),
]
Unlinked = Annotated[
    bool, typer.Option("--unlinked", help="names that texts use often and the gazetteer lacks")
]
Texts = Annotated[
    list[Path] | None, typer.Option("--file", help="with --unlinked: a text instead of the archive's")
]
Least = Annotated[int, typer.Option("--least", min=1, help="with --unlinked: how often a name must stand")]


def entities(
    term: Term = None,
    archive: ArchiveOption = None,
    explain_what: Explain = None,
    unlinked: Unlinked = False,
    file: Texts = None,
    least: Least = 3,
    as_json: Json = False,
) -> None:
    """List the gazetteer, or show what it lacks.

    Or explain its mentions in a text.
    """
    if explain_what is not None:
        explain(explain_what, archive, as_json)
    elif unlinked:
        show_unlinked(file or [], archive, least, as_json)
    else:
        _list(term, archive, as_json)


def _list(term: str | None, archive: str | None, as_json: bool) -> None:
    gazetteer = load_gazetteer(load_config().seeds.gazetteer)
    chosen = {key: entity for key, entity in gazetteer.entities.items() if _has(term, key, entity)}
    if not chosen:
        complain(f"no entity is called {term!r}; `corpus entities` lists them all")
        raise typer.Exit(ExitCode.NOT_FOUND)
    counts = _documents(archive)
    if as_json:
        for key, entity in chosen.items():
            say_json({"id": key, **entity.model_dump(mode="json"), "documents": counts and counts[key]})
    else:
        table(
            ("id", "type", "name", "Chinese", "Wikidata", "documents", "aliases"),
            (_cells(key, entity, counts) for key, entity in chosen.items()),
            give_way=(4, 3, 2, 1),
        )


def _has(term: str | None, key: str, entity: Entity) -> bool:
    if term is None:
        return True
    names = (key, entity.name, entity.name_zh or "", entity.wikidata or "", *entity.names())
    return any(term.casefold() in name.casefold() for name in names)


def _documents(archive: str | None) -> Counter[str] | None:
    """How many documents name each; None where no archive was named and none is there."""
    try:
        opened = open_archive(archive)
    except (ArchiveError, StoreError, ConfigurationError):
        if archive is not None:
            raise
        return None
    return _counts(opened) if len(opened) else None


def _counts(archive: Archive) -> Counter[str]:
    named: Iterable[tuple[tuple[str, ...]]] = archive.values(("entities",), Where(status="live"))
    return Counter(entity for (names,) in named for entity in names)


def _cells(key: str, entity: Entity, counts: Mapping[str, int] | None) -> tuple[str, ...]:
    names = entity.names()
    more = f" and {len(names) - _SHOWN_ALIASES} more" if len(names) > _SHOWN_ALIASES else ""
    return (
        key,
        entity.type,
        entity.name,
        entity.name_zh or "-",
        entity.wikidata or "-",
        "-" if counts is None else str(counts[key]),
        ", ".join(names[:_SHOWN_ALIASES]) + more,
    )
