"""`corpus why`: what became of a URL."""

from typing import Annotated, Any

import typer

from pipelines.archive import (
    Archive,
    DocumentRow,
    FailureRow,
    PageRow,
    RejectionRow,
    RemovedRow,
    list_runs,
    read_run,
)
from pipelines.commands.changes import event
from pipelines.commands.listing import show_evidence
from pipelines.commands.output import one_line, say, say_json
from pipelines.commands.places import ArchiveOption, Json, open_archive
from pipelines.document import Value
from pipelines.errors import ConfigurationError, ExitCode
from pipelines.urls import url_key


def why(
    url: Annotated[str, typer.Argument(help="the URL of a page, in any of its forms")],
    archive: ArchiveOption = None,
    as_json: Json = False,
) -> None:
    """Say what became of a URL: archived as, rejected because, failed with, not fetched, or never seen.

    Where more is on record than that, all of it follows, the newest last.
    """
    try:
        key = url_key(url)
    except ValueError as error:
        raise ConfigurationError(f"{error}; write it out, as https://example.com/page") from error
    opened = open_archive(archive)
    answer = _answer(opened, url, key)
    history = [event(row) for row in opened.history(key)]
    if as_json:
        say_json(answer | {"history": [each._asdict() for each in history]})
    else:
        say(answer["sentence"])
        for each in history if len(history) > 1 else ():
            say(f"  {each.time or '-':<21} {one_line(each.sentence)}")
        _show_why(opened.record(key))
    if answer["outcome"] == "never seen":
        raise typer.Exit(ExitCode.NOT_FOUND)


def _show_why(row: PageRow | None) -> None:
    """What the score of a rejected page is made of, as far as it is on record."""
    if isinstance(row, RejectionRow) and row.relevance is not None:
        judge = f" by {row.model}" if row.model else ""
        say(f"  {one_line(row.headline or 'without headline')}: {row.relevance:.3f}{judge}")
        show_evidence(row.evidence)


def _answer(archive: Archive, url: str, key: str) -> dict[str, Any]:
    row = archive.record(key)
    match row:
        case None:
            return _not_fetched(archive, url, key)
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


def _told(url: str, outcome: str, sentence: str, row: Value) -> dict[str, Any]:
    return {
        "url": url,
        "outcome": outcome,
        "sentence": one_line(sentence),
        "record": row.model_dump(mode="json"),
    }
