"""What became of the pages of one run, told by its segments of the log."""

import heapq
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from pipelines.archive import DocumentRow, FailureRow, RejectionRow, Segment
from pipelines.document import Evidence

# A page that is read on a telephone holds no more; the rest is counted, and a command tells it.
MOST_DOCUMENTS = 1000
MOST_FAILED = 200
MOST_NEAR_MISSES = 10
_MOST_EVIDENCE = 6
_MOST_CHARACTERS = 300


class NewDocument(NamedTuple):
    """A document that the run archived; `evidence` are the heaviest of so many `pieces`."""

    number: int
    headline: str
    url: str | None
    published: str | None
    publisher: str | None
    language: str | None
    relevance: float | None
    threshold: float | None
    entities: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    pieces: int
    near_duplicate_of: int | None
    revision_of: int | None


class NotKept(NamedTuple):
    """A page that was turned away or failed; `slug` is its reason or cause. Relevance where it was judged."""

    url: str
    publisher: str | None
    stage: str
    slug: str
    detail: str
    headline: str | None = None
    relevance: float | None = None
    threshold: float | None = None
    evidence: tuple[Evidence, ...] = ()
    quarantine: str | None = None


class RunPages(NamedTuple):
    """`curve` has (fetched, related) after each page, from (0, 0), in the order of the log.

    `documents` are the most relevant `MOST_DOCUMENTS`, `numbers` all. `near_misses` were turned away for
    their subject with the highest scores. `examples` has one page for each reason and cause.
    """

    curve: tuple[tuple[int, int], ...]
    numbers: tuple[int, ...]
    documents: tuple[NewDocument, ...]
    near_misses: tuple[NotKept, ...]
    failed: tuple[NotKept, ...]
    failures: int
    examples: dict[str, NotKept]
    copies: int
    revisions: int
    undated: int
    characters: int


NO_PAGES = RunPages(((0, 0),), (), (), (), (), 0, {}, 0, 0, 0, 0)


def run_pages(segments: Iterable[Segment]) -> tuple[RunPages, list[DocumentRow]]:
    """The pages, and the rows of those that were archived, without seeds and documents removed since."""
    rows = [row for segment in segments for row in segment.rows]
    documents = [row for row in rows if isinstance(row, DocumentRow) and not _is_seed(row)]
    failed = [_failed(row) for row in rows if isinstance(row, FailureRow)]
    rejected = [_rejected(row) for row in rows if isinstance(row, RejectionRow)]
    best = heapq.nlargest(MOST_DOCUMENTS, documents, key=lambda row: (row.relevance or 0.0, -row.number))
    pages = RunPages(
        curve=tuple(_curve(rows)),
        numbers=tuple(row.number for row in documents),
        documents=tuple(map(_document, best)),
        near_misses=tuple(_near_misses(rejected)),
        failed=tuple(failed[:MOST_FAILED]),
        failures=len(failed),
        examples={each.slug: each for each in reversed([*rejected, *failed])},
        copies=sum(row.near_duplicate_of is not None for row in documents),
        revisions=sum(row.revision_of is not None for row in documents),
        undated=sum(row.published is None for row in documents),
        characters=sum(len(row.text) for row in documents),
    )
    return pages, documents


def shortened(text: str) -> str:
    """A headline of a hundred thousand characters is one too."""
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 1] + "…"


def _is_seed(row: DocumentRow) -> bool:
    """What an archive begins with stands in the segments of its first run."""
    return row.extractor is None


def _curve(rows: Iterable[object]) -> Iterable[tuple[int, int]]:
    counts: Counter[str] = Counter()
    yield 0, 0
    for row in rows:
        is_page = isinstance(row, DocumentRow | RejectionRow | FailureRow)
        if is_page and not (isinstance(row, DocumentRow) and _is_seed(row)):
            counts["fetched"] += 1
            counts["related"] += _is_related(row)
            yield counts["fetched"], counts["related"]


def _is_related(row: object) -> bool:
    """Copies belong too, though they are not kept: nobody can know before."""
    return isinstance(row, DocumentRow) or (isinstance(row, RejectionRow) and row.stage == "duplicates")


def _near_misses(rejected: Iterable[NotKept]) -> list[NotKept]:
    judged = (each for each in rejected if each.slug == "not_related" and each.relevance)
    return heapq.nlargest(MOST_NEAR_MISSES, judged, key=lambda each: each.relevance or 0.0)


def _heaviest(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    found = evidence[:_MOST_EVIDENCE]
    return tuple(each.model_copy(update={"name": shortened(each.name)}) for each in found)


def _document(row: DocumentRow) -> NewDocument:
    return NewDocument(
        number=row.number,
        headline=shortened(row.headline or row.file),
        url=row.url,
        published=row.published,
        publisher=row.publisher,
        language=row.language,
        relevance=row.relevance,
        threshold=row.threshold,
        entities=row.entities,
        evidence=_heaviest(row.evidence),
        pieces=len(row.evidence),
        near_duplicate_of=row.near_duplicate_of,
        revision_of=row.revision_of,
    )


def _rejected(row: RejectionRow) -> NotKept:
    return NotKept(
        url=row.url,
        publisher=row.publisher,
        stage=row.stage,
        slug=row.reason,
        detail=shortened(row.detail),
        headline=shortened(row.headline) if row.headline else None,
        relevance=row.relevance,
        threshold=row.threshold,
        evidence=_heaviest(row.evidence),
    )


def _failed(row: FailureRow) -> NotKept:
    return NotKept(
        row.url, row.publisher, row.stage, row.cause, shortened(row.detail), quarantine=row.quarantine
    )
