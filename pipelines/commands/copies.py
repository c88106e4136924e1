"""`corpus copies`: who published the text of a document, and when."""

from pipelines.commands.output import say_json, table
from pipelines.commands.pages import Page, number_of
from pipelines.commands.places import ArchiveOption, Json, open_archive
from pipelines.commands.publications import Likeness, Publication, publications


def copies(
    page: Page,
    archive: ArchiveOption = None,
    as_json: Json = False,
) -> None:
    """List who published the text of a document, and when.

    Its copies, archived or turned away.
    """
    opened = open_archive(archive)
    number = number_of(opened, page)
    found = publications(opened, number, _likeness())
    if as_json:
        for publication in found:
            say_json(publication._asdict())
        return
    table(
        ("", "published", "publisher", "archived", "similar", "fetched", "url"),
        (_cells(publication, number) for publication in found),
        give_way=(5, 2, 4),
    )


def _likeness() -> Likeness | None:
    try:
        # A base install lacks what it needs, and does without.
        from pipelines.fingerprint import likeness
    except ModuleNotFoundError:
        return None
    return likeness


def _cells(publication: Publication, number: int) -> tuple[str, ...]:
    return (
        "first" if publication.first else "",
        publication.published or "-",
        publication.publisher or "-",
        _archived(publication),
        _similar(publication, number),
        (publication.fetched or "-")[:10],
        publication.url or "-",
    )


def _archived(publication: Publication) -> str:
    if publication.number is None:
        return f"no: {publication.reason}"
    revises = "" if publication.revision_of is None else f", revises {publication.revision_of:03d}"
    removed = ", removed" if publication.status == "removed" else ""
    return f"{publication.number:03d}{revises}{removed}"


def _similar(publication: Publication, number: int) -> str:
    if publication.number == number:
        return "-"
    if publication.similarity is None:
        return "?"
    other = "" if publication.similar_to == number else f" to {publication.similar_to:03d}"
    return f"{publication.similarity:.2f}{other}"
