"""`corpus ls` and `corpus show`."""

from typing import Annotated

import typer

from pipelines.archive import Archive, DocumentRow, IndexRow
from pipelines.commands.output import one_line, plain, say, table
from pipelines.commands.places import ArchiveOption, Json, open_archive
from pipelines.document import Evidence
from pipelines.errors import ExitCode

_SHOWN_EVIDENCE = 12


def ls(
    archive: ArchiveOption = None,
    publisher: Annotated[str | None, typer.Option(help="id of the publisher")] = None,
    language: Annotated[str | None, typer.Option(help="BCP 47: zh takes zh-Hans and zh-Hant")] = None,
    entity: Annotated[str | None, typer.Option(help="id of an entity that is named")] = None,
    since: Annotated[str | None, typer.Option(help="published on or after YYYY-MM-DD")] = None,
    until: Annotated[str | None, typer.Option(help="published on or before YYYY-MM-DD")] = None,
    as_json: Json = False,
) -> None:
    """List the documents, all or those that the filters leave."""
    rows = [
        row
        for row in open_archive(archive).rows()
        if (publisher is None or row.publisher == publisher)
        and (language is None or speaks(row.language, language))
        and (entity is None or entity in row.entities)
        and _within(row.published, since, until)
    ]
    if as_json:
        for row in rows:
            say(row.model_dump_json())
        return
    table(("no.", "published", "language", "publisher", "relevance", "headline"), map(_cells, rows))


def show(
    number: Annotated[int, typer.Argument(min=0, help="number of the document")],
    archive: ArchiveOption = None,
    as_json: Json = False,
) -> None:
    """Show one document: what is known of it, why it is relevant, and its text."""
    opened = open_archive(archive)
    if number >= len(opened):
        _no_such(opened, number)
    try:
        row = opened.get(number)
    except LookupError as error:
        typer.echo(f"error: {error}; `corpus ls` lists what there is", err=True)
        raise typer.Exit(ExitCode.NOT_FOUND) from None
    if as_json:
        say(row.model_dump_json())
        return
    _show_metadata(row)
    _show_why(row)
    say()
    say(plain(row.text.rstrip("\n")))


def speaks(language: str | None, wanted: str) -> bool:
    """Whether a language tag falls under another: RFC 4647, basic filtering."""
    return language is not None and (language + "-").lower().startswith(wanted.lower() + "-")


def _within(published: str | None, since: str | None, until: str | None) -> bool:
    if since is None and until is None:
        return True
    if published is None:
        return False
    day = published[:10]
    return (since is None or day >= since[: len(day)]) and (until is None or day <= until[:10])


def _cells(row: IndexRow) -> tuple[str, ...]:
    score = "-" if row.relevance is None else f"{row.relevance:.2f}"
    dated = (row.published or "-")[:10]
    headline = row.headline or row.file
    return (f"{row.number:03d}", dated, row.language or "-", row.publisher or "-", score, headline)


def _no_such(archive: Archive, number: int) -> None:
    last = f"the archive holds 000 to {len(archive) - 1:03d}" if len(archive) else "the archive is empty"
    typer.echo(f"error: there is no document {number:03d}; {last}", err=True)
    raise typer.Exit(ExitCode.NOT_FOUND)


def _show_metadata(row: DocumentRow) -> None:
    say(f"{row.number:03d}  {one_line(row.headline or row.file)}")
    fields = {
        "file": row.file,
        "url": row.url,
        "publisher": row.publisher,
        "authors": ", ".join(row.authors) or None,
        "published": row.published,
        "modified": row.modified,
        "language": row.language and f"{row.language} ({row.language_confidence:.2f})",
        "entities": ", ".join(row.entities) or None,
        "near copy of": row.near_duplicate_of,
        "access": row.access,
        "fetched": row.fetched,
        "found in": row.discovered_via,
        "capture": row.warc and f"{row.warc} at {row.offset}",
        "run": row.run,
    }
    for name, value in fields.items():
        if value is not None:
            say(f"  {name:<13}{one_line(str(value))}")


def _show_why(row: DocumentRow) -> None:
    if row.relevance is None:
        return
    threshold = "" if row.threshold is None else f", threshold {row.threshold:.2f}"
    say(f"  {'relevance':<13}{row.relevance:.2f}{threshold}")
    show_evidence(row.evidence)


def show_evidence(evidence: tuple[Evidence, ...]) -> None:
    """What the score is made of, heaviest first."""
    for item in evidence[:_SHOWN_EVIDENCE]:
        say(f"    {item.weight:+7.2f}  {item.kind:<7} {one_line(item.name)} (×{item.count})")
    if len(evidence) > _SHOWN_EVIDENCE:
        say(f"    and {len(evidence) - _SHOWN_EVIDENCE} more; --json has them all")
