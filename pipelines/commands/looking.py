"""`corpus why`: what became of a page, and what spoke for it."""

from typing import Any

import typer

from pipelines.archive import (
    Archive,
    DocumentRow,
    FailureRow,
    PageRow,
    RejectionRow,
    RemovedRow,
    Where,
    list_runs,
    read_run,
)
from pipelines.commands.changes import event
from pipelines.commands.listing import show_evidence, show_why
from pipelines.commands.output import one_line, say, say_json
from pipelines.commands.pages import Page, document, key_of, no_such, number_in
from pipelines.commands.places import ArchiveOption, Json, open_archive
from pipelines.document import Value
from pipelines.errors import ExitCode
from pipelines.urls import keys_of, url_key


def why(
    page: Page,
    archive: ArchiveOption = None,
    as_json: Json = False,
) -> None:
    """Say what became of a page, and why.

    Archived as, rejected because, failed with, not fetched, or never seen.

    What spoke for it follows, and where more is on record of it than that, all of it, the newest last.
    """
    number = number_in(page)
    key = key_of(page) if number is None else None
    opened = open_archive(archive)
    row = opened.record(key) if key is not None else _document(opened, number or 0)
    answer = _answer(row, page if key else None) if row else _not_fetched(opened, page, key or "")
    keys = (key,) if key is not None else _keys(row)
    history = [event(each) for key in keys for each in opened.history(key)]
    if as_json:
        say_json(answer | {"history": [each._asdict() for each in history]})
    else:
        say(answer["sentence"])
        for each in history if len(history) > 1 else ():
            say(f"  {each.time or '-':<21} {one_line(each.sentence)}")
        _show_why(row)
    if answer["outcome"] == "never seen":
        raise typer.Exit(ExitCode.NOT_FOUND)


def _document(archive: Archive, number: int) -> PageRow:
    """The document, or its gravestone; ends the command where neither is there."""
    if number >= len(archive):
        no_such(archive, number)
    graves = (row for row in archive.rows(Where(status="removed")) if row.number == number)
    keys = (key for row in graves for key in keys_of(row.url))
    for each in (each for key in keys for each in archive.history(key)):
        if isinstance(each, RemovedRow) and each.row.number == number:
            return each
    return document(archive, number)


def _keys(row: PageRow | None) -> tuple[str, ...]:
    """Under which all that is on record of a document stands; a seed has none."""
    return keys_of(_url(row))[:1] if row else ()


def _url(row: PageRow) -> str | None:
    return row.row.url if isinstance(row, RemovedRow) else row.url


def _show_why(row: PageRow | None) -> None:
    """What the score of a page is made of, as far as it is on record."""
    if isinstance(row, DocumentRow):
        show_why(row)
    elif isinstance(row, RejectionRow) and row.relevance is not None:
        judge = f" by {row.model}" if row.model else ""
        say(f"  {one_line(row.headline or 'without headline')}: {row.relevance:.3f}{judge}")
        show_evidence(row.evidence)


def _answer(row: PageRow, asked: str | None) -> dict[str, Any]:
    """`asked` is a URL as it was given; None where the document was named by its number."""
    url = asked or _url(row)
    match row:
        case RejectionRow():
            return _told(
                url,
                "rejected",
                f"rejected at {row.stage} because {row.reason}: {row.detail} ({row.time}){_captured(row)}",
                row,
            )
        case FailureRow():
            kept = f"; the page is kept as {row.quarantine}" if row.quarantine else ""
            return _told(
                url,
                "failed",
                f"failed at {row.stage} with {row.cause}: {row.detail} ({row.time}){kept}",
                row,
            )
        case RemovedRow():
            return _told(url, "removed", f"archived as {row.row.number:03d}, and removed since", row)
        case DocumentRow():
            named = f"{row.number:03d} ({row.file}), {row.headline or 'without headline'}"
            sentence = f"archived as {named}{_captured(row)}; `corpus show {row.number}` says why"
            return _told(url, "archived", sentence, row.index())


def _captured(row: DocumentRow | RejectionRow) -> str:
    return f", as another archive had captured it at {row.captured}" if row.captured else ""


def _not_fetched(archive: Archive, url: str, key: str) -> dict[str, Any]:
    """Newest run first: a run that met the URL and left it alone has said why."""
    for run in reversed(list(list_runs(archive.store))):
        record = read_run(archive.store, run)
        for skipped in record.skipped_sample:
            if url_key(skipped.url) == key:
                reason = f"not fetched because {skipped.reason} (run {record.run}, {record.started})"
                return {"url": url, "outcome": "not fetched", "sentence": reason, "reason": skipped.reason}
    return {"url": url, "outcome": "never seen", "sentence": "never seen: no listing has named it"}


def _told(url: str | None, outcome: str, sentence: str, row: Value) -> dict[str, Any]:
    return {
        "url": url,
        "outcome": outcome,
        "sentence": one_line(sentence),
        "record": row.model_dump(mode="json"),
    }
