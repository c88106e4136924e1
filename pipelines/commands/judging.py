"""`corpus judge`: a person says whether a page is rightly archived, or rightly rejected."""

import secrets
from collections import Counter
from datetime import UTC, datetime
from typing import Annotated

import typer

from pipelines.archive import (
    Archive,
    DocumentRow,
    Judgement,
    PageRow,
    RejectionRow,
    newest_model,
    put_judgement,
    put_model,
    standing_judgements,
)
from pipelines.commands.output import one_line, say, say_json, say_line, table
from pipelines.commands.places import ArchiveOption, Json, open_archive
from pipelines.document import utc_stamp
from pipelines.errors import ConfigurationError, ExitCode
from pipelines.guarded_output import complain
from pipelines.judging.judge_model import Checked
from pipelines.judging.learning import Learned, learn
from pipelines.software import software
from pipelines.urls import url_key

_VERDICTS = {"right": "right", "wrong": "wrong", "withdraw": "withdrawn"}
_BASE_UNKNOWN = "unknown"


def judge(
    page: Annotated[
        str | None, typer.Argument(metavar="[NUMBER|URL]", help="the page; none: list marks")
    ] = None,
    verdict: Annotated[
        str | None, typer.Argument(metavar="[right|wrong|withdraw]", help="of what became of it")
    ] = None,
    note: Annotated[str | None, typer.Option(help="why, for those who read the mark")] = None,
    by: Annotated[str | None, typer.Option(help="who says so")] = None,
    learn_now: Annotated[bool, typer.Option("--learn", help="learn from all marks")] = False,
    archive: ArchiveOption = None,
    as_json: Json = False,
) -> None:
    """Say whether it was right to keep or to reject a page.

    Or list what was said, or learn from it.
    """
    opened = open_archive(archive)
    if page is not None:
        _tell_mark(_mark(opened, page, _verdict(page, verdict), note, by), as_json)
    elif note or by:
        raise ConfigurationError("--note and --by are of a mark; name the page, and right or wrong")
    if learn_now:
        _tell_learned(_learn(opened), as_json)
    elif page is None:
        _list(standing_judgements(opened.store), as_json)


def _verdict(page: str, verdict: str | None) -> str:
    if verdict not in _VERDICTS:
        given = f"{verdict!r} is none of them" if verdict else "nothing is said of it"
        raise ConfigurationError(f"{one_line(page)}: {given}; say right, wrong or withdraw")
    return _VERDICTS[verdict]


def _mark(archive: Archive, page: str, verdict: str, note: str | None, by: str | None) -> Judgement:
    row = _row(archive, page)
    if not isinstance(row, DocumentRow | RejectionRow):
        became = "was never seen" if row is None else "was removed" if row.kind == "removed" else "failed"
        complain(f"{one_line(page)} {became}; there is no outcome to judge")
        raise typer.Exit(ExitCode.NOT_FOUND)
    judgement = _judgement(row, verdict, note, by)
    if verdict == "withdrawn" and not _stands(archive, judgement):
        complain(f"there is no mark on {one_line(page)}; `corpus judge` lists them")
        raise typer.Exit(ExitCode.NOT_FOUND)
    put_judgement(archive.store, judgement)
    return judgement


def _row(archive: Archive, page: str) -> PageRow | None:
    if page.isascii() and page.isdigit():
        try:
            return archive.get(int(page))
        except LookupError as error:
            complain(f"{error}; `corpus ls` lists what there is")
            raise typer.Exit(ExitCode.NOT_FOUND) from None
    try:
        return archive.record(url_key(page))
    except ValueError as error:
        raise ConfigurationError(f"{error}; give a number, or a URL with its https://") from error


def _judgement(row: DocumentRow | RejectionRow, verdict: str, note: str | None, by: str | None) -> Judgement:
    now = datetime.now(UTC)
    return Judgement.model_validate(
        {
            "id": f"{now.microsecond:05x}{secrets.token_hex(6)[:11]}",
            "time": utc_stamp(now),
            "verdict": verdict,
            "outcome": "archived" if isinstance(row, DocumentRow) else "rejected",
            "number": row.number if isinstance(row, DocumentRow) else None,
            "url": row.url,
            "keys": row.keys,
            "headline": row.headline,
            "relevance": row.relevance,
            "threshold": row.threshold,
            "evidence": row.evidence,
            "model": row.model,
            "by": _said(by),
            "note": _said(note),
        }
    )


def _said(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def _stands(archive: Archive, judgement: Judgement) -> bool:
    return any(other.subject == judgement.subject for other in standing_judgements(archive.store))


def _learn(archive: Archive) -> Learned:
    marks = standing_judgements(archive.store)
    number, _ = newest_model(archive.store)
    learned = learn(
        marks, number=number + 1, base=_base(marks), time=utc_stamp(datetime.now(UTC)), software=software()
    )
    if learned.model is not None:
        put_model(archive.store, number + 1, learned.model.model_dump_json(indent=2).encode())
    return learned


def _base(marks: list[Judgement]) -> str:
    """The formula that most of the evidence comes from."""
    names = Counter(mark.model.rpartition(" on ")[2] for mark in marks if mark.model)
    return names.most_common(1)[0][0] if names else _BASE_UNKNOWN


def _tell_mark(mark: Judgement, as_json: bool) -> None:
    if as_json:
        say_line(mark.model_dump_json())
        return
    unused = "" if mark.evidence else "; it has no evidence on record, so nothing is learned from it"
    said = "mark withdrawn" if mark.verdict == "withdrawn" else f"marked as {mark.verdict}ly {mark.outcome}"
    say(f"{_named(mark)}: {said}{unused}")


def _named(mark: Judgement) -> str:
    named = f"{mark.number:03d}" if mark.number is not None else str(mark.url)
    return one_line(f"{named}, {mark.headline}" if mark.headline else named)


def _list(marks: list[Judgement], as_json: bool) -> None:
    if as_json:
        for mark in marks:
            say_line(mark.model_dump_json())
        return
    head, lines = ("time", "verdict", "outcome", "score", "by", "page", "note"), map(_cells, marks)
    if any(mark.note for mark in marks):
        table(head, lines, give_way=(0, 3, 4, 2))
    else:
        table(head[:-1], (line[:-1] for line in lines), give_way=(0, 3, 4, 2))
    belonging = sum(mark.belongs for mark in marks)
    say(f"{len(marks)} marks: {belonging} pages belong, {len(marks) - belonging} do not")


def _cells(mark: Judgement) -> tuple[str, ...]:
    score = "-" if mark.relevance is None else f"{mark.relevance:.2f}"
    return (mark.time, mark.verdict, mark.outcome, score, mark.by or "-", _named(mark), mark.note or "")


def _tell_learned(learned: Learned, as_json: bool) -> None:
    model = learned.model
    if as_json:
        say_json(
            {
                "model": model and model.name,
                "marks": learned.marks,
                "formula": learned.formula.model_dump(),
                "learned": learned.learned.model_dump(),
            }
        )
        return
    compared = (
        f"on {learned.marks} marks the formula {_told(learned.formula)}, the marks {_told(learned.learned)}"
    )
    if model is None:
        say(f"{compared}; that is no better, so the formula stays")
    else:
        say(f"{compared}; the next crawl uses `{model.name}`, and `corpus rejudge` tells what changes")


def _told(checked: Checked) -> str:
    return f"makes {checked.mistakes} mistakes (log loss {checked.log_loss:.3f})"
