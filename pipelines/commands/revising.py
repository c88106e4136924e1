"""`corpus revisions`: what changed in an article since it was archived first."""

from collections.abc import Sequence
from itertools import pairwise

from pipelines.archive import Archive, DocumentRow
from pipelines.commands.changes import Change, changes, other_texts
from pipelines.commands.output import one_line, painted, plain, say, say_json, say_painted, table
from pipelines.commands.pages import Page, document_of
from pipelines.commands.places import ArchiveOption, Json, open_archive
from pipelines.commands.wording import Altered, Piece, altered, shortened


def revisions(
    page: Page,
    archive: ArchiveOption = None,
    as_json: Json = False,
) -> None:
    """Show what changed in an article.

    Its texts as they were archived, word by word against each other.
    """
    opened = open_archive(archive)
    texts = _texts(opened, document_of(opened, page))
    found = [changes(opened, row) for row in texts]
    if as_json:
        for before, row, told in zip([None, *texts[:-1]], texts, found, strict=True):
            say_json(_as_dict(before, row, told))
        return
    table(("no.", "fetched", "published", "characters", "headline"), map(_cells, texts))
    _tell_changes(found)
    for before, after in pairwise(texts):
        _tell_altered(before, after)


def _texts(archive: Archive, row: DocumentRow) -> list[DocumentRow]:
    """All of its page that are not removed, in order."""
    numbers = sorted({row.number, *(other_texts(archive, row) if row.url else ())})
    return [row if number == row.number else archive.get(number) for number in numbers]


def _as_dict(before: DocumentRow | None, row: DocumentRow, told: Sequence[Change]) -> dict[str, object]:
    found = altered(before.text, row.text) if before else []
    return {
        "number": row.number,
        "revision_of": row.revision_of,
        "reading_of": row.reading_of,
        "url": row.url,
        "fetched": row.fetched,
        "published": row.published,
        "modified": row.modified,
        "headline": row.headline,
        "characters": len(row.text),
        "altered": [each._asdict() for each in found],
        "changes": [change._asdict() for change in told],
    }


def _cells(row: DocumentRow) -> tuple[str, ...]:
    read = "" if row.reading_of is None else f" (read anew from the capture of {row.reading_of:03d})"
    return (
        f"{row.number:03d}",
        (row.fetched or "-")[:10],
        (row.published or "-")[:10],
        str(len(row.text)),
        f"{row.headline or row.file}{read}",
    )


def _tell_changes(found: Sequence[Sequence[Change]]) -> None:
    """What became of the page without another text of it; and that nothing did."""
    told = [change for each in found for change in each if change.what != "revised"]
    for change in told:
        say(f"{(change.time or '-')[:10]}  {change.what}: {one_line(change.detail)}")
    if len(found) == 1 and not told:
        say("this is its only text, and nothing is known to have changed since")


def _tell_altered(before: DocumentRow, after: DocumentRow) -> None:
    found = altered(before.text, after.text)
    say()
    say_painted(painted(f"{before.number:03d} → {after.number:03d}: {_how_many(found)}", "bold"))
    if before.headline != after.headline:
        say_painted("headline: " + _painted(Altered(before.headline or "", after.headline or "").pieces()))
    for each in found:
        say()
        say_painted(_painted(each.pieces()))


def _how_many(found: Sequence[Altered]) -> str:
    count = len(found)
    return "the same text" if not count else f"{count} passage{'s' * (count > 1)} altered"


def _painted(pieces: Sequence[Piece]) -> str:
    """With brackets too, for those who see no colours."""
    return "".join(map(_piece, pieces))


def _piece(piece: Piece) -> str:
    match piece.kind:
        case "gone":
            return painted(f"[-{piece.text}-]", "red")
        case "new":
            return painted(f"{{+{piece.text}+}}", "green")
        case _:
            return plain(shortened(piece.text))
