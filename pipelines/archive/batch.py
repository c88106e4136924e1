"""A batch of finished pages as a draft: rows numbered for one place in the log, and their captures."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.archive.compose import document_row, failure_row, metadata, placed, rejection_row
from pipelines.archive.entries import Entry, Judge, Kept, TurnedAway
from pipelines.archive.known import Known
from pipelines.archive.rows import DocumentRow, FailureRow, RejectionRow
from pipelines.archive.segment import Capsule
from pipelines.archive.warc import WarcFile, quarantine_file
from pipelines.document import Outcome

ResultRow = DocumentRow | RejectionRow | FailureRow


@dataclass(frozen=True, slots=True)
class Draft:
    """`warc` is None where no document is kept; `quarantined` are the captures of failed pages."""

    rows: tuple[ResultRow, ...]
    warc: Capsule | None
    quarantined: tuple[Capsule, ...]


def draft(
    outcomes: Sequence[Outcome], judge: Judge, known: Known, first_number: int, warc: str, run: str
) -> Draft:
    """Judges each page in the light of `known` and of those before it in the batch.

    `warc` is the key for the captures. Raises ValueError where `judge` keeps a text that is archived already.
    """
    composer = _Composer(known.overlay(), first_number, WarcFile(warc), warc, run)
    rows = tuple(composer.add(judge(outcome, composer.known)) for outcome in outcomes)
    kept = any(isinstance(row, DocumentRow) for row in rows)
    capsule = Capsule(warc, composer.file.data) if kept else None
    return Draft(rows, capsule, tuple(composer.quarantined))


class _Composer:
    def __init__(self, known: Known, first_number: int, file: WarcFile, warc: str, run: str) -> None:
        self.known = known
        self.file = file
        self.quarantined: list[Capsule] = []
        self._number = first_number
        self._warc = warc
        self._run = run

    def add(self, entry: Entry) -> ResultRow:
        row = self._row(entry)
        self.known.expect(row)
        return row

    def _row(self, entry: Entry) -> ResultRow:
        if isinstance(entry, Kept):
            return self._document(entry)
        if isinstance(entry, TurnedAway):
            return rejection_row(entry)
        if entry.failure.capture is None:
            return failure_row(entry, None)
        capsule = Capsule(*quarantine_file(entry.failure.capture))
        self.quarantined.append(capsule)
        return failure_row(entry, capsule.key)

    def _document(self, kept: Kept) -> DocumentRow:
        row = document_row(kept, self._number, self._run)
        twin = self.known.number_of_text(row.sha256)
        if twin is not None:
            raise ValueError(f"{row.url}: its text is archived already as document {twin}")
        self._number += 1
        return placed(row, self._warc, self.file.add(kept.document.capture, metadata(row)))
