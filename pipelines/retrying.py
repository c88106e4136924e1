"""Captures of failed pages through the stages of today, without a request to anybody.

What passes is judged and committed as if it had been crawled now, but for the time of its fetch. What fails
again stays as it is on record.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Literal, NamedTuple

from pipelines.archive import (
    ArchiveWriter,
    DocumentRow,
    FailureRow,
    Judge,
    RejectionRow,
    ResultRow,
    quarantined_capture,
)
from pipelines.document import Capture, Failure, Outcome
from pipelines.errors import ArchiveDamaged
from pipelines.page.next_page import onward
from pipelines.page.onward import may_go_on
from pipelines.processed import outcome_of
from pipelines.worker import ListingFailed, WorkerPool

_AT_ONCE = 50


class Retried(NamedTuple):
    """What became of a page: `reason` is a slug or a cause, `number` is set where it was archived."""

    url: str
    publisher: str | None
    quarantine: str | None
    cause: str
    outcome: Literal["archived", "rejected", "failed", "left"]
    reason: str | None
    detail: str
    number: int | None


def can_be_retried(row: FailureRow) -> bool:
    """Whether the capture is the page: what a server says in its place would not become one."""
    return row.stage != "fetch"


def retry(
    rows: Sequence[FailureRow],
    writer: ArchiveWriter,
    judge: Judge,
    pool: WorkerPool,
    *,
    pages_per_article: int,
    on_page: Callable[[int], None],
) -> Iterator[Retried]:
    """In their order, fifty at a time: what is told is durable. Raises StoreError."""
    for some in _portions(rows):
        found = asyncio.run(_all(some, writer, pool, pages_per_article))
        passed = [outcome for outcome in found if not isinstance(outcome, Failure | str)]
        committed = iter(writer.commit(passed, judge).rows)
        for row, outcome in zip(some, found, strict=True):
            is_passed = not isinstance(outcome, Failure | str)
            yield _of_row(row, next(committed)) if is_passed else _still(row, outcome)
        on_page(len(some))


def _portions(rows: Sequence[FailureRow]) -> Iterator[Sequence[FailureRow]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]


async def _all(
    rows: Sequence[FailureRow], writer: ArchiveWriter, pool: WorkerPool, most: int
) -> list[Outcome | str]:
    return list(await asyncio.gather(*(_outcome(row, writer, pool, most) for row in rows)))


async def _outcome(row: FailureRow, writer: ArchiveWriter, pool: WorkerPool, most: int) -> Outcome | str:
    """Why the page is left, where it is."""
    try:
        capture = quarantined_capture(writer.store, row)
    except ArchiveDamaged as error:
        return str(error)
    if most > 1 and await _goes_on(capture, pool, most):
        return "it has further pages, which only a crawl fetches"
    if any(map(writer.known.is_barred, row.keys)):
        return "a document of this page was removed"
    capture = capture.model_copy(update={"again": _was_revisit(row, writer)})
    return outcome_of(capture, await pool.process(capture))


def _was_revisit(row: FailureRow, writer: ArchiveWriter) -> bool:
    """Whether the page had been archived when it failed."""
    verdicts = (verdict for key in row.keys if (verdict := writer.known.verdict(key)) is not None)
    return any(each.kind == "archived" and (each.time or row.time) < row.time for each in verdicts)


async def _goes_on(capture: Capture, pool: WorkerPool, most: int) -> bool:
    if not may_go_on(capture.body, capture.final_url):
        return False
    try:
        return await pool.call(partial(onward, capture, (), most, whole=True)) is not None
    except ListingFailed:
        return False


def _of_row(row: FailureRow, result: ResultRow) -> Retried:
    told = (row.url, row.publisher, row.quarantine, row.cause)
    if isinstance(result, DocumentRow):
        return Retried(*told, "archived", None, result.headline or result.file, result.number)
    if isinstance(result, RejectionRow):
        return Retried(*told, "rejected", result.reason, result.detail, None)
    return Retried(*told, "failed", result.cause, result.detail, None)


def _still(row: FailureRow, outcome: Outcome | str) -> Retried:
    told = (row.url, row.publisher, row.quarantine, row.cause)
    if isinstance(outcome, Failure):
        return Retried(*told, "failed", outcome.cause, outcome.detail, None)
    return Retried(*told, "left", None, str(outcome), None)
