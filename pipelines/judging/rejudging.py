"""What the present judge says of pages that another one judged, by the evidence on record.

The evidence is enough for another model and for another threshold. Another gazetteer, other seeds or another
version of the formula would find other evidence: that only the page can tell.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from pipelines.archive import Archive, DocumentRow, FailureRow, RejectionRow
from pipelines.document import Evidence
from pipelines.judging.judge_model import JudgeModel, formula_score

Change = Literal["would be kept", "would be rejected", "only the page can tell"]

NOT_RELATED = "not_related"

# Turned away before it was read (cascade.py): on record is the highest score that it could have had.
_UNREAD = "glimpse"


class Judge(NamedTuple):
    """The present one: `base` is the name of the formula with these seeds and this gazetteer."""

    base: str
    learned: JudgeModel | None
    threshold: float

    @property
    def name(self) -> str:
        """As `model` has it in the log."""
        return f"{self.learned.name} on {self.base}" if self.learned else self.base

    def score(self, evidence: tuple[Evidence, ...]) -> float:
        """0 to 1."""
        return self.learned.score(evidence) if self.learned else formula_score(evidence)


class Rejudged(NamedTuple):
    """A page for which something would change; `number` is None for a rejection, `after` where unknown."""

    change: Change
    number: int | None
    url: str | None
    headline: str | None
    before: float | None
    after: float | None
    model_before: str | None
    evidence: tuple[Evidence, ...]


class Survey(NamedTuple):
    """All that would change, and how many pages were looked at."""

    rejudged: tuple[Rejudged, ...]
    rejections: int
    documents: int


def rejudge(archive: Archive, judge: Judge) -> Survey:
    """Looks at every rejection for its subject that still stands, and at every document but the seeds."""
    found: list[Rejudged] = []
    rejections = list(standing_rejections(archive))
    found += filter(None, (_of_rejection(row, judge) for row in rejections))
    documents = 0
    for row in archive.documents():
        if row.extractor is not None:
            documents += 1
            found += filter(None, [_of_document(row, judge)])
    return Survey(tuple(found), len(rejections), documents)


def standing_rejections(archive: Archive) -> Iterator[RejectionRow]:
    """The newest row of each page that was turned away for its subject, and was not archived since."""
    newest: dict[str, RejectionRow] = {}
    archived: set[str] = set()
    for row in archive.log_rows():
        if isinstance(row, RejectionRow):
            newest[row.keys[0] if row.keys else row.url] = row
        elif not isinstance(row, FailureRow):
            archived.update(row.keys)
    for row in newest.values():
        if row.reason == NOT_RELATED and archived.isdisjoint(row.keys):
            yield row


def _of_rejection(row: RejectionRow, judge: Judge) -> Rejudged | None:
    if row.model is None or _base_of(row.model) != judge.base:
        return _told("only the page can tell", row, None, None)
    if row.stage == _UNREAD:
        is_clear = row.model == judge.name and (row.relevance or 0.0) < judge.threshold
        return None if is_clear else _told("only the page can tell", row, None, None)
    after = judge.score(row.evidence)
    return _told("would be kept", row, None, after) if after >= judge.threshold else None


def _of_document(row: DocumentRow, judge: Judge) -> Rejudged | None:
    """Of a document whose evidence is of another formula nothing is said: it stays in any case."""
    if row.model is None or _base_of(row.model) != judge.base:
        return None
    after = judge.score(row.evidence)
    return _told("would be rejected", row, row.number, after) if after < judge.threshold else None


def _told(
    change: Change, row: RejectionRow | DocumentRow, number: int | None, after: float | None
) -> Rejudged:
    return Rejudged(change, number, row.url, row.headline, row.relevance, after, row.model, row.evidence)


def _base_of(model: str) -> str:
    return model.rpartition(" on ")[2]
