"""A batch of finished pages as a draft: rows numbered for one place in the log, and their captures."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.archive.compose import (
    document_row,
    failure_row,
    further_page,
    metadata,
    placed,
    read_anew_row,
    rejection_row,
    seed_row,
)
from pipelines.archive.entries import Entry, Judged, JudgeOf, Kept, ReadAnew, SeedText, TurnedAway
from pipelines.archive.known import Known
from pipelines.archive.rows import DocumentRow, FailureRow, RejectionRow
from pipelines.archive.segment import Capsule
from pipelines.archive.warc import WarcFile, quarantine_file
from pipelines.document import Capture

ResultRow = DocumentRow | RejectionRow | FailureRow


@dataclass(frozen=True, slots=True)
class Commit:
    """What became of a batch: `rows` has one row for each outcome, in order; documents have their numbers.

    `segment` is the newest one that holds any of them, `head` its digest; None where the batch was empty.
    """

    segment: int | None
    head: str | None
    rows: tuple[ResultRow, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """`warc` is None where no capture is kept; `quarantined` are the captures of failed pages."""

    rows: tuple[ResultRow, ...]
    warc: Capsule | None
    quarantined: tuple[Capsule, ...]


def draft(
    outcomes: Sequence[Judged], judge: JudgeOf[Judged], known: Known, first_number: int, warc: str, run: str
) -> Draft:
    """Judges each page in the light of `known` and of those before it in the batch.

    `warc` is the key for the captures. Raises ValueError where `judge` keeps a text that is archived already.
    """
    composer = _Composer(known.overlay(), first_number, WarcFile(warc), warc, run)
    rows = tuple(composer.add(judge(outcome, composer.known)) for outcome in outcomes)
    captured = any(isinstance(row, DocumentRow) and row.warc == warc for row in rows)
    capsule = Capsule(warc, composer.file.data) if captured else None
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
            row = self._new(document_row(entry, self._number, self._run))
            return self._captured(row, entry.document.capture)
        if isinstance(entry, ReadAnew):
            return self._new(read_anew_row(entry, self._number, self._run))
        if isinstance(entry, SeedText):
            return self._new(seed_row(entry, self._number, self._run))
        if isinstance(entry, TurnedAway):
            return rejection_row(entry)
        if entry.failure.capture is None:
            return failure_row(entry, None)
        capsule = Capsule(*quarantine_file(entry.failure.capture))
        self.quarantined.append(capsule)
        return failure_row(entry, capsule.key)

    def _captured(self, row: DocumentRow, capture: Capture) -> DocumentRow:
        position = self.file.add(capture, metadata(row))
        further = [further_page(page, self.file.add_further(page)) for page in capture.further]
        return placed(row, self._warc, position, further)

    def _new(self, row: DocumentRow) -> DocumentRow:
        twin = self.known.number_of_text(row.sha256)
        if twin is not None:
            raise ValueError(f"{row.url or row.file}: its text is archived already as document {twin}")
        self._number += 1
        return row
