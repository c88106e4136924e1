"""`corpus ls` and `corpus show`."""

from typing import Annotated

import typer

from pipelines.archive import Archive, DocumentRow
from pipelines.commands.changes import Change, as_dict, changes, told
from pipelines.commands.filters import Entity, Language, Publisher, Since, Until, where
from pipelines.commands.output import one_line, plain, say, say_json, say_line, table
from pipelines.commands.places import ArchiveOption, Json, open_archive
from pipelines.document import Evidence
from pipelines.errors import ExitCode
from pipelines.guarded_output import complain

_SHOWN_EVIDENCE = 12
_SHOWN_FIELDS = ("number", "published", "language", "publisher", "relevance", "status", "headline", "file")


def ls(
    archive: ArchiveOption = None,
    publisher: Publisher = None,
    language: Language = None,
    entity: Entity = None,
    since: Since = None,
    until: Until = None,
    as_json: Json = False,
) -> None:
    """List the documents, all or those that the filters leave."""
    wanted, opened = where(publisher, language, entity, since, until), open_archive(archive)
    if as_json:
        for row in opened.rows(wanted):
            say_line(row.model_dump_json())
        return
    values = opened.values(_SHOWN_FIELDS, wanted)
    table(
        ("no.", "published", "language", "publisher", "relevance", "headline"),
        (_cells(*row) for row in values),
    )


def show(
    number: Annotated[int, typer.Argument(min=0, help="number of the document")],
    archive: ArchiveOption = None,
    as_json: Json = False,
) -> None:
    """Show one document: what is known of it, why it is relevant, and its text."""
    opened = open_archive(archive)
    if number >= len(opened):
        no_such(opened, number)
    try:
        row = opened.get(number)
    except LookupError as error:
        complain(f"{error}; `corpus ls` lists what there is")
        raise typer.Exit(ExitCode.NOT_FOUND) from None
    found = changes(opened, row)
    if as_json:
        say_json(as_dict(row, found))
        return
    _show_metadata(row, found)
    _show_why(row)
    say()
    say(plain(row.text.rstrip("\n")))


def _cells(
    number: int,
    published: str | None,
    language: str | None,
    publisher: str | None,
    relevance: float | None,
    status: str,
    headline: str | None,
    file: str,
) -> tuple[str, ...]:
    score = "-" if relevance is None else f"{relevance:.2f}"
    told = f"{'' if status == 'live' else '(removed) '}{headline or file}"
    return (f"{number:03d}", (published or "-")[:10], language or "-", publisher or "-", score, told)


def no_such(archive: Archive, number: int) -> None:
    """Ends the command in a sentence."""
    last = f"the archive holds 000 to {len(archive) - 1:03d}" if len(archive) else "the archive is empty"
    complain(f"there is no document {number:03d}; {last}")
    raise typer.Exit(ExitCode.NOT_FOUND)


def _show_metadata(row: DocumentRow, found: list[Change]) -> None:
    say(f"{row.number:03d}  {one_line(row.headline or row.file)}")
    fields = {
        "file": row.file,
        "url": row.url,
        "publisher": row.publisher,
        "authors": ", ".join(row.authors) or None,
        "published": row.published,
        "modified": row.modified,
        "section": row.section,
        "keywords": ", ".join(row.keywords) or None,
        "language": row.language and f"{row.language} ({row.language_confidence:.2f})",
        "entities": ", ".join(row.entities) or None,
        "tagger": row.tagger,
        "near copy of": row.near_duplicate_of,
        "access": row.access,
        "reserved": "; ".join(each.told for each in row.reservations) or None,
        "fetched": row.fetched,
        "captured": row.captured and f"{row.captured} by another archive",
        "found in": row.discovered_via,
        "capture": row.warc and f"{row.warc} at {row.offset}",
        "run": row.run,
    }
    there = ((name, str(value)) for name, value in fields.items() if value is not None)
    for name, value in (*there, *told(row, found)):
        say(f"  {name:<13}{one_line(value)}")


def _show_why(row: DocumentRow) -> None:
    if row.relevance is None:
        return
    threshold = "" if row.threshold is None else f", threshold {row.threshold:.2f}"
    judge = f", by {row.model}" if row.model else ""
    say(f"  {'relevance':<13}{row.relevance:.2f}{threshold}{judge}")
    show_evidence(row.evidence)


def show_evidence(evidence: tuple[Evidence, ...]) -> None:
    """What the score is made of, heaviest first."""
    for item in evidence[:_SHOWN_EVIDENCE]:
        say(f"    {item.weight:+7.2f}  {item.kind:<7} {one_line(item.name)} (×{item.count})")
    if len(evidence) > _SHOWN_EVIDENCE:
        say(f"    and {len(evidence) - _SHOWN_EVIDENCE} more; --json has them all")
