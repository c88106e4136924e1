"""What became of the pages of one run, told by its segments of the log."""

import heapq
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipelines.archive import DocumentRow, FailureRow, IndexRow, LogRow, RejectionRow, RemovedRow, Segment
from pipelines.document import Evidence
from pipelines.urls import keys_of

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

    `documents` are the most relevant `MOST_DOCUMENTS`, `numbers` all; so many that were `removed` since are
    in neither. `near_misses` were turned away for their subject with the highest scores. `examples` has one
    page for each reason and cause.
    """

    curve: tuple[tuple[int, int], ...]
    numbers: tuple[int, ...]
    removed: int
    documents: tuple[NewDocument, ...]
    near_misses: tuple[NotKept, ...]
    failed: tuple[NotKept, ...]
    failures: int
    examples: dict[str, NotKept]
    copies: int
    revisions: int
    undated: int
    characters: int


NO_PAGES = RunPages(((0, 0),), (), 0, (), (), (), 0, {}, 0, 0, 0, 0)


class Told(NamedTuple):
    """`added` are all documents of the run that are still there, in order of number; no seeds.

    `gone` are the URL keys of those that are not.
    """

    pages: RunPages
    added: list[NewDocument]
    gone: frozenset[str] = frozenset()


def run_pages(segments: Iterable[Segment]) -> Told:
    """What the segments of a run tell."""
    ends = _Ends()
    for segment in segments:
        for row in segment.rows:
            ends.take(row)
    return Told(ends.found(), ends.documents, frozenset(ends.gone))


class _Ends:
    """Holds what is shown of the rows that went by, and no texts."""

    def __init__(self) -> None:
        self.documents: list[NewDocument] = []
        self.gone: set[str] = set()
        self._curve: list[tuple[int, int]] = [(0, 0)]
        self._near: list[tuple[float, int, NotKept]] = []
        self._failed: list[NotKept] = []
        self._examples: dict[str, NotKept] = {}
        self._counts: Counter[str] = Counter()

    def take(self, row: LogRow) -> None:
        """The rows of a run in the order of the log."""
        if isinstance(row, DocumentRow) and not _is_seed(row):
            self._kept(row)
        elif isinstance(row, RemovedRow) and not _is_seed(row.row):
            # It was fetched and kept, and is counted; nothing else of it is told.
            self._fetched(is_related=True)
            self._counts["removed"] += 1
            self.gone.update(row.keys, keys_of(row.row.url))
        elif isinstance(row, RejectionRow):
            # Copies belong too, though they are not kept: nobody can know before.
            self._fetched(is_related=row.stage == "duplicates")
            self._turned_away(row)
        elif isinstance(row, FailureRow):
            self._fetched(is_related=False)
            self._counts["failures"] += 1
            if len(self._failed) < MOST_FAILED or row.cause not in self._examples:
                self._lost(_failed(row))

    def found(self) -> RunPages:
        """Once all went by."""
        by_relevance = heapq.nlargest(
            MOST_DOCUMENTS, self.documents, key=lambda each: (each.relevance or 0.0, -each.number)
        )
        return RunPages(
            curve=tuple(self._curve),
            numbers=tuple(each.number for each in self.documents),
            removed=self._counts["removed"],
            documents=tuple(by_relevance),
            near_misses=tuple(page for _, _, page in sorted(self._near, reverse=True)),
            failed=tuple(self._failed),
            failures=self._counts["failures"],
            examples=self._examples,
            copies=sum(each.near_duplicate_of is not None for each in self.documents),
            revisions=sum(each.revision_of is not None for each in self.documents),
            undated=sum(each.published is None for each in self.documents),
            characters=self._counts["characters"],
        )

    def _fetched(self, *, is_related: bool) -> None:
        fetched, related = self._curve[-1]
        self._curve.append((fetched + 1, related + is_related))

    def _kept(self, row: DocumentRow) -> None:
        self._fetched(is_related=True)
        self._counts["characters"] += len(row.text)
        self.documents.append(_document(row))

    def _turned_away(self, row: RejectionRow) -> None:
        if row.reason not in self._examples:
            self._examples[row.reason] = _rejected(row)
        if row.reason != "not_related" or not row.relevance:
            return
        if len(self._near) < MOST_NEAR_MISSES or row.relevance > self._near[0][0]:
            # Of equals the earlier: no two have the same place on the curve.
            heapq.heappush(self._near, (row.relevance, -self._curve[-1][0], _rejected(row)))
        if len(self._near) > MOST_NEAR_MISSES:
            heapq.heappop(self._near)

    def _lost(self, page: NotKept) -> None:
        self._examples.setdefault(page.slug, page)
        if len(self._failed) < MOST_FAILED:
            self._failed.append(page)


def shortened(text: str) -> str:
    """A headline of a hundred thousand characters is one too."""
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 1] + "…"


def _is_seed(row: IndexRow) -> bool:
    """What an archive begins with stands in the segments of its first run."""
    return row.extractor is None


def _heaviest(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    return tuple(map(_short, evidence[:_MOST_EVIDENCE]))


def _short(piece: Evidence) -> Evidence:
    if len(piece.name) <= _MOST_CHARACTERS:
        return piece
    return piece.model_copy(update={"name": shortened(piece.name)})


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
