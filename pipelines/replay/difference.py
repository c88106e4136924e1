"""What became of one archived page when it was read anew."""

from typing import Literal

from pipelines.archive import DocumentRow
from pipelines.document import Value
from pipelines.processed import Parts, TurnedDown
from pipelines.replay.facts import FactChange, fact_changes
from pipelines.replay.reading import Reading, TextChange

Outcome = Literal["same", "changed", "rejected", "failed", "left"]
Applied = Literal["revised", "retagged"]


class Difference(Value):
    """Of a document, by `number`.

    `outcome` is of the text: `same`, `changed`; `rejected` or `failed` where the stages would not keep the
    page any more, at `stage` for `reason` (a slug or a cause); `left` where it could not be read anew, as
    `detail` says. `text` is there where it is changed. `applied` is what was committed, `revision` the number
    of the new document, `not_applied` why nothing was though something is otherwise; all three None where
    nobody wanted it.
    """

    number: int
    publisher: str | None
    url: str | None
    headline: str | None
    outcome: Outcome
    stage: str | None = None
    reason: str | None = None
    detail: str = ""
    text: TextChange | None = None
    facts: tuple[FactChange, ...] = ()
    applied: Applied | None = None
    revision: int | None = None
    not_applied: str | None = None

    @property
    def is_one(self) -> bool:
        """Whether anything is otherwise."""
        return self.outcome != "same" or bool(self.facts)


def difference(row: DocumentRow, reading: Reading) -> Difference:
    """Between what is on record and a reading."""
    result = reading.result
    if isinstance(result, Parts):
        outcome: Outcome = "same" if reading.change is None else "changed"
        return _of(row, outcome, text=reading.change, facts=fact_changes(row, result))
    if isinstance(result, TurnedDown):
        return _of(row, "rejected", stage=result.stage, reason=result.reason, detail=result.detail)
    return _of(row, "failed", stage=result.stage, reason=result.cause, detail=result.detail)


def left(row: DocumentRow, why: str) -> Difference:
    """It was not read."""
    return _of(row, "left", detail=why)


def _of(row: DocumentRow, outcome: Outcome, **found: object) -> Difference:
    about = {"number": row.number, "publisher": row.publisher, "url": row.url, "headline": row.headline}
    return Difference.model_validate({**about, "outcome": outcome, **found})
