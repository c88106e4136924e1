"""What was committed to an archive between two points: of documents, and of pages that were turned away."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.archive import (
    Archive,
    DocumentRow,
    FailureRow,
    IndexRow,
    Judgement,
    LogRow,
    RejectionRow,
    RemovedRow,
    RetaggedRow,
    TombstoneRow,
    Where,
    named_document,
    standing_judgements,
)
from pipelines.commands.points import Span, headers

# Reasons that tell what became of a document, and leave it as it is.
_TELLING = frozenset({"headline_changed", "gone", "reverted", "now_stub", "replaced"})


class Difference(NamedTuple):
    """One thing that changed. `change` is `new`, `revised`, `removed`, `retagged`, `judged` or a reason.

    `of` is the document that was revised; `detail` why, or what else. The rest is the document as it is now.
    """

    change: str
    time: str | None
    number: int
    of: int | None
    detail: str
    publisher: str | None
    language: str | None
    published: str | None
    relevance: float | None
    headline: str | None
    url: str | None


class Gains(NamedTuple):
    """By entity or publisher: how many documents more or less there are, and which are there first now."""

    more: dict[str, int]
    first: tuple[str, ...]


class Figures(NamedTuple):
    """How much changed, by kind; pages turned away by reason, failed by cause; what the archive gained."""

    changes: dict[str, int]
    turned_away: dict[str, int]
    failed: dict[str, int]
    entities: Gains
    publishers: Gains


def differences(
    archive: Archive, span: Span, where: Where, until: str | None = None
) -> tuple[list[Difference], Figures]:
    """In the order of the log, marks of people behind it. `archive` ends where the span does.

    `until` is the time of the last mark, as in the log; None where the span goes on until now.

    Raises StoreError, ArchiveDamaged.
    """
    rows = [row for segment in archive.segments(span.first) for row in segment.rows]
    listed = _listed(archive, rows)
    found = [each for row in rows for each in _difference(row, listed, where)]
    found += _judged(archive, span, where, until)
    before, after = _live(Archive(archive.store, span.first), where), _live(archive, where)
    # Of a page that is none, nobody knows the language or whom it names.
    pages = [] if where.entities or where.language else rows
    figures = Figures(
        changes=dict(Counter(each.change for each in found).most_common()),
        turned_away=dict(_reasons(pages, where).most_common()),
        failed=dict(_causes(pages, where).most_common()),
        entities=_gains(before[0], after[0]),
        publishers=_gains(before[1], after[1]),
    )
    return found, figures


def _difference(row: LogRow, listed: dict[int, IndexRow], where: Where) -> Iterator[Difference]:
    match row:
        case DocumentRow() if where.admits(row):
            change = "new" if row.revision_of is None else "revised"
            yield _of(change, row.fetched, row, detail="")
        case RemovedRow() if where.admits(row.row):
            yield _of("new", row.row.fetched, row.row, detail="removed since")
        case TombstoneRow() if where.admits(row.stub.row):
            yield _of("removed", row.time, row.stub.row, detail=row.reason)
        case RetaggedRow() if where.admits(listed[row.number]):
            yield _of("retagged", row.time, listed[row.number], detail=row.tagger)
        case RejectionRow() if row.reason in _TELLING:
            number = named_document(row.detail)
            if number in listed and where.admits(listed[number]):
                yield _of(row.reason, row.time, listed[number], detail=row.detail)


def _of(change: str, time: str | None, row: IndexRow, detail: str) -> Difference:
    return Difference(
        change=change,
        time=time,
        number=row.number,
        of=row.revision_of if change == "revised" else None,
        detail=detail,
        publisher=row.publisher,
        language=row.language,
        published=row.published,
        relevance=row.relevance,
        headline=row.headline or row.file,
        url=row.url,
    )


def _listed(archive: Archive, rows: list[LogRow]) -> dict[int, IndexRow]:
    """Documents of which rows tell that are not their own."""
    wanted = {row.number for row in rows if isinstance(row, RetaggedRow)}
    told = (row for row in rows if isinstance(row, RejectionRow) and row.reason in _TELLING)
    wanted |= {number for row in told if (number := named_document(row.detail)) is not None}
    return {row.number: row for row in archive.rows() if row.number in wanted} if wanted else {}


def _judged(archive: Archive, span: Span, where: Where, until: str | None) -> Iterator[Difference]:
    """Marks that people made meanwhile, which no segment holds."""
    since = next((header.time for number, header in headers(archive) if number < span.first), "")
    for mark in standing_judgements(archive.store):
        if mark.number is not None and since <= mark.time and (until is None or mark.time <= until):
            yield from _mark(archive, mark, where)


def _mark(archive: Archive, mark: Judgement, where: Where) -> Iterator[Difference]:
    try:
        row = archive.get(mark.number if mark.number is not None else -1)
    except LookupError:
        return
    if where.admits(row):
        said = f"rightly {mark.outcome}" if mark.verdict == "right" else f"wrongly {mark.outcome}"
        yield _of("judged", mark.time, row, detail=": ".join(filter(None, (said, mark.note))))


def _reasons(rows: list[LogRow], where: Where) -> "Counter[str]":
    turned = (row for row in rows if isinstance(row, RejectionRow) and row.reason not in _TELLING)
    return Counter(row.reason for row in turned if where.publisher in (None, row.publisher))


def _causes(rows: list[LogRow], where: Where) -> "Counter[str]":
    failed = (row for row in rows if isinstance(row, FailureRow))
    return Counter(row.cause for row in failed if where.publisher in (None, row.publisher))


def _live(archive: Archive, where: Where) -> tuple["Counter[str]", "Counter[str]"]:
    """In how many live documents each entity is named, and how many each publisher has."""
    entities: Counter[str] = Counter()
    publishers: Counter[str] = Counter()
    wanted = Where(where.publisher, where.language, where.entity, where.since, where.until, status="live")
    for publisher, named in archive.values(("publisher", "entities"), wanted):
        entities.update(named)
        publishers.update([publisher] if publisher else ())
    return entities, publishers


def _gains(before: "Counter[str]", after: "Counter[str]") -> Gains:
    more = Counter({name: after[name] - before[name] for name in after | before})
    changed = {name: count for name, count in more.most_common() if count}
    return Gains(changed, tuple(name for name in changed if not before[name]))
