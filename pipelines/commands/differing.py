"""`corpus diff`: what changed between two points in the life of an archive."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

import typer

from pipelines.archive import Archive
from pipelines.commands.differences import Difference, Figures, Gains, differences
from pipelines.commands.filters import Entity, Language, Publisher, where
from pipelines.commands.naming import meant
from pipelines.commands.output import one_line, painted, say, say_json, say_painted, table
from pipelines.commands.places import ArchiveOption, Json, open_archive
from pipelines.commands.points import Span, headers, length, newest_run, span_of
from pipelines.commands.progress import progress
from pipelines.errors import ConfigurationError

_SHOWN = 50
_SHOWN_NAMES = 8
_HEAD = ("change", "no.", "published", "language", "publisher", "headline")
_GIVE_WAY = (3, 2, 4)

From = Annotated[
    str | None,
    typer.Argument(metavar="[FROM]", help="yesterday, 2026-11-25, 2h, a run, a commit, a head"),
]
To = Annotated[str | None, typer.Argument(metavar="[TO]", help="likewise, with all of it; now if left out")]
Limit = Annotated[int, typer.Option("--limit", min=0, help="lines to show at most; 0: all")]


def diff(
    begin: From = None,
    end: To = None,
    archive: ArchiveOption = None,
    publisher: Publisher = None,
    language: Language = None,
    entity: Entity = None,
    limit: Limit = _SHOWN,
    as_json: Json = False,
) -> None:
    """List what changed since FROM, or between FROM and TO.

    New, revised, removed and retagged documents.
    """
    opened = open_archive(archive)
    wanted = meant(opened, where(publisher, language, entity, None, None))
    span = _span(opened, begin, end)
    then = Archive(opened.store, span.end)
    until = _time_of_end(then) if end and span.end else None
    with progress("comparing", None):
        found, figures = differences(then, span, wanted, until) if span.end else ([], None)
    if as_json:
        for each in found:
            say_json(each._asdict())
        say_json(_summary(opened, span, figures))
    else:
        _tell(opened, span, found, figures, limit or len(found))


def _span(archive: Archive, begin: str | None, end: str | None) -> Span:
    now, newest = datetime.now().astimezone(), length(archive)
    if begin is None:
        run = newest_run(archive)
        return Span(run.first if run else newest - 1, newest)
    first = span_of(archive, begin, now).first
    last = newest if end is None else span_of(archive, end, now).end
    if last < first:
        raise ConfigurationError(f"{one_line(begin)} lies after {one_line(end or '')}; exchange them")
    return Span(first, last)


def _time_of_end(archive: Archive) -> str:
    return next(header.time for _, header in headers(archive))


def _summary(archive: Archive, span: Span, figures: Figures | None) -> dict[str, object]:
    """The last line: from where to where, and how much."""
    before = Archive(archive.store, span.first).head if span.first else None
    after = Archive(archive.store, span.end).head if span.end else None
    told = figures._asdict() if figures else {}
    for name in ("entities", "publishers"):
        told |= {name: told[name]._asdict()} if figures else {}
    return {"from": before, "to": after, "segments": span.end - span.first, **told}


def _tell(
    archive: Archive, span: Span, found: Sequence[Difference], figures: Figures | None, limit: int
) -> None:
    say_painted(_between(archive, span))
    if figures is None or span.first == span.end:
        say("nothing was committed")
        return
    if found:
        table(_HEAD, map(_cells, found[:limit]), give_way=_GIVE_WAY)
    if len(found) > limit:
        say(f"and {len(found) - limit} more; --limit 0 shows all")
    say(", ".join(f"{count} {change}" for change, count in figures.changes.items()) or "no document changed")
    _tell_counts("turned away", figures.turned_away)
    _tell_counts("failed", figures.failed)
    _tell_gains("names", figures.entities)
    _tell_gains("publishers", figures.publishers)


def _between(archive: Archive, span: Span) -> str:
    begin = end = "the beginning"
    for number, header in headers(Archive(archive.store, span.end)) if span.end else ():
        end = header.time if number == span.end - 1 else end
        if number < span.first:
            begin = header.time
            break
    return painted(f"{archive.store.url}: commits {span.first} to {span.end}, {begin} to {end}", "dim")


def _cells(each: Difference) -> tuple[str, ...]:
    revised = "" if each.of is None else f"of {each.of:03d}: "
    detail = f" ({each.detail})" if each.detail and each.change != "retagged" else ""
    published = (each.published or "-")[:10]
    told = f"{revised}{each.headline or '-'}{detail}"
    return (each.change, f"{each.number:03d}", published, each.language or "-", each.publisher or "-", told)


def _tell_counts(name: str, counts: Mapping[str, int]) -> None:
    if counts:
        say(f"{name:<12}" + ", ".join(f"{reason} {count}" for reason, count in counts.items()))


def _tell_gains(name: str, gains: Gains) -> None:
    """The most changed first; a star stands where there was nothing before."""
    shown = list(gains.more.items())[:_SHOWN_NAMES]
    told = [f"{one_line(each)}{'*' * (each in gains.first)} {count:+d}" for each, count in shown]
    if len(gains.more) > _SHOWN_NAMES:
        told.append(f"and {len(gains.more) - _SHOWN_NAMES} more")
    if told:
        new = ", * for the first time" if any(each in gains.first for each, _ in shown) else ""
        say(f"{name:<12}{', '.join(told)}{new}")
