"""Whom filters name: an entity by its id or any of its names; and why nothing matches."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from typing import NoReturn

import typer

from pipelines.archive import Archive, Where
from pipelines.commands.output import one_line
from pipelines.config import load_config
from pipelines.errors import ConfigurationError, ExitCode
from pipelines.guarded_output import complain

_SHOWN = 3
# Of all characters so many are the same, 0 to 1: one wrong in four.
_ALIKE = 0.7


def meant(archive: Archive, where: Where) -> Where:
    """The same conditions with the ids of entities; ends the command where a name is nobody's."""
    return replace(where, entity=tuple(_entity(archive, name) for name in where.entities) or None)


def tell_nothing(archive: Archive, where: Where) -> None:
    """On standard error, that nothing matches, and what may be the cause."""
    known = {str(each) for (each,) in archive.values(("publisher",)) if each}
    if where.publisher is None or where.publisher in known:
        typer.echo("nothing matches", err=True)
        return
    near = _near(where.publisher, known) or sorted(known)[:_SHOWN]
    others = f"; it has some of {_listed(near)}" if near else ""
    typer.echo(f"nothing matches: the archive has nothing of {one_line(where.publisher)}{others}", err=True)


def names_of_gazetteer() -> Iterator[tuple[str, str]]:
    """Each name in the project's gazetteer with the id of its entity; none where there is no gazetteer."""
    # Only who asks for an entity needs it.
    from pipelines.names.gazetteer import load_gazetteer

    try:
        gazetteer = load_gazetteer(load_config().seeds.gazetteer)
    except ConfigurationError:
        # An archive of somebody else, read where nothing is known of its subject but what it says.
        return
    for key, entity in gazetteer.entities.items():
        for name in (key, entity.name, entity.name_zh, entity.wikidata, *entity.names()):
            if name:
                yield name, key


def _entity(archive: Archive, name: str) -> str:
    owners: dict[str, dict[str, None]] = {}
    for each, key in names_of_gazetteer():
        owners.setdefault(_folded(each), {})[key] = None
        if key == name:
            return key
    found = list(owners.get(_folded(name), ()))
    if len(found) == 1:
        return found[0]
    if found:
        raise ConfigurationError(
            f"--entity {one_line(name)}: a name of {' and '.join(found)}; give one of these ids"
        )
    named = _named(archive)
    if name not in named:
        near = _near(name, (*owners, *named))
        _nobody(name, (key for each in near for key in owners.get(each, {each: None})))
    return name


def _named(archive: Archive) -> frozenset[str]:
    entities: Iterable[tuple[tuple[str, ...]]] = archive.values(("entities",))
    return frozenset(entity for (names,) in entities for entity in names)


def _nobody(name: str, near: Iterable[str]) -> NoReturn:
    close = list(dict.fromkeys(near))[:_SHOWN]
    remedy = f"near are {_listed(close)}" if close else "`corpus entities` lists them all"
    complain(f"no entity is called {one_line(name)}; {remedy}")
    raise typer.Exit(ExitCode.NOT_FOUND)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(one_line, names))


def _near(name: str, known: Iterable[str]) -> list[str]:
    return get_close_matches(_folded(name), known, _SHOWN, _ALIKE)


def _folded(name: str) -> str:
    return " ".join(name.replace("-", " ").casefold().split())
