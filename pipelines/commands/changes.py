"""What became of a page after it was archived, as `corpus show` and `corpus why` tell it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipelines.archive import (
    Archive,
    DocumentRow,
    FailureRow,
    IndexRow,
    PageRow,
    RejectionRow,
    RemovedRow,
    named_document,
)
from pipelines.urls import keys_of


class Change(NamedTuple):
    """`what` is `revised`, or the reason of a rejection; `headline` the new one. `to` is the revision."""

    time: str | None
    what: str
    detail: str
    headline: str | None
    to: int | None


class Event(NamedTuple):
    """One row of the log on a page, in a sentence."""

    time: str | None
    outcome: str
    sentence: str


def changes(archive: Archive, row: DocumentRow) -> list[Change]:
    """What the log says of a document later than its own row, oldest first; the same thing only once."""
    found: list[Change] = []
    for change in _changes(_rows(archive, row), row.number):
        if not found or _same(change) != _same(found[-1]):
            found.append(change)
    return found


def told(row: DocumentRow, found: list[Change]) -> Iterator[tuple[str, str]]:
    """Lines for `corpus show`: a name and a value each."""
    if row.revision_of is not None:
        anew = "" if row.reading_of is None else f", read anew from the capture of {row.reading_of:03d}"
        yield "revision of", f"{row.revision_of:03d}{anew}"
    for change in found:
        day = (change.time or "an unknown day")[:10]
        match change.what:
            case "revised":
                yield "revised as", f"{change.to:03d} ({day})"
            case "headline_changed":
                yield "headline", f"changed on {day} to {change.headline}"
    if found and found[-1].what == "gone":
        yield "gone since", f"{(found[-1].time or '?')[:10]}: {found[-1].detail}"
    elif found and found[-1].what in ("now_stub", "replaced", "reverted"):
        yield found[-1].what, f"since {(found[-1].time or '?')[:10]}: {found[-1].detail}"


def event(row: PageRow) -> Event:
    """What a row says of its page."""
    match row:
        case RejectionRow():
            return Event(row.time, "rejected", f"rejected at {row.stage} because {row.reason}: {row.detail}")
        case FailureRow():
            return Event(row.time, "failed", f"failed at {row.stage} with {row.cause}: {row.detail}")
        case RemovedRow():
            return Event(row.row.fetched, "removed", f"archived as {row.row.number:03d}, and removed since")
        case DocumentRow():
            return Event(row.fetched, "archived", f"archived as {row.number:03d}{_revises(row)}")


def _revises(row: DocumentRow) -> str:
    if row.revision_of is None:
        return ""
    how = "a revision of" if row.reading_of is None else "read anew from the capture of"
    return f", {how} {row.revision_of if row.reading_of is None else row.reading_of:03d}"


def as_dict(row: DocumentRow, found: list[Change]) -> dict[str, object]:
    """The document with its changes, for JSON."""
    revised = [change.to for change in found if change.to is not None]
    return {
        **row.model_dump(mode="json"),
        "revised_as": revised[-1] if revised else None,
        "changes": [change._asdict() for change in found],
    }


def other_texts(archive: Archive, row: IndexRow) -> list[int]:
    """The other documents of the same page that are not removed."""
    keys = keys_of(row.url)
    rows = [each for key in keys for each in archive.history(key)]
    return [each.number for each in rows if isinstance(each, DocumentRow) and each.number != row.number]


def _same(change: Change) -> tuple[str, str | None, int | None]:
    return change.what, change.headline, change.to


def _rows(archive: Archive, row: DocumentRow) -> list[PageRow]:
    """The rows of its page; where it has two addresses, those of both, each once."""
    found: list[PageRow] = []
    seen: set[str] = set()
    for key in keys_of(row.url, row.requested_url):
        found += (each for each in archive.history(key) if not seen.intersection(each.keys))
        seen.add(key)
    return sorted(found, key=lambda each: event(each).time or "")


def _changes(rows: Iterable[PageRow], number: int) -> Iterator[Change]:
    for row in rows:
        if isinstance(row, DocumentRow | RemovedRow):
            document = row.row if isinstance(row, RemovedRow) else row
            if document.revision_of == number:
                yield Change(document.fetched, "revised", "", document.headline, document.number)
        elif isinstance(row, RejectionRow) and named_document(row.detail) == number:
            yield Change(row.time, row.reason, row.detail, row.headline, None)
