"""`corpus ls` and `corpus show`."""

from pipelines.archive import DocumentRow
from pipelines.commands.changes import Change, as_dict, changes, told
from pipelines.commands.filters import Entity, Language, Publisher, Since, Until, where
from pipelines.commands.naming import meant, tell_nothing
from pipelines.commands.output import one_line, plain, say, say_json, say_line, table
from pipelines.commands.pages import Page, document_of
from pipelines.commands.places import ArchiveOption, Json, open_archive
from pipelines.document import Evidence

_SHOWN_EVIDENCE = 12
# Where the screen is narrow, the headline is worth more than these, the first of them least.
GIVE_WAY = (4, 2, 3, 1)
COLUMNS = ("no.", "published", "language", "publisher", "relevance", "headline")
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
    wanted = meant(opened, wanted)
    if as_json:
        for row in opened.rows(wanted):
            say_line(row.model_dump_json())
        return
    lines = [_cells(*row) for row in opened.values(_SHOWN_FIELDS, wanted)]
    table(COLUMNS, lines, give_way=GIVE_WAY)
    if not lines:
        tell_nothing(opened, wanted)


def show(
    page: Page,
    archive: ArchiveOption = None,
    as_json: Json = False,
) -> None:
    """Show one document, and why it is relevant.

    What is known of it comes first, its text last.
    """
    opened = open_archive(archive)
    row = document_of(opened, page)
    found = changes(opened, row)
    if as_json:
        say_json(as_dict(row, found))
        return
    _show_metadata(row, found)
    show_why(row)
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


def show_why(row: DocumentRow) -> None:
    """Its score, and what it is made of."""
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
