"""What became of a page, in short."""

from sys import intern
from typing import Literal, NamedTuple

from pipelines.archive.rows import FailureRow, PageRow, RejectionRow, RemovedRow, TombstoneRow

Kind = Literal["archived", "rejected", "failed"]
RANKS: dict[Kind, int] = {"archived": 2, "rejected": 1, "failed": 0}


class Verdict(NamedTuple):
    """What became of a URL. `number` is set where archived, `stage` and `reason` (slug or cause) where not.

    `time` is when it was fetched or judged, `published` what the page said; both ISO 8601 or None.
    """

    kind: Kind
    number: int | None
    stage: str | None
    reason: str | None
    time: str | None
    published: str | None

    def outranks(self, other: "Verdict | None") -> bool:
        """Archived beats rejected beats failed; among equals the later, this one, beats the earlier.

        Of two documents the one of the higher number beats: the removal of a revision is no later revision.
        """
        if other is None or RANKS[self.kind] != RANKS[other.kind]:
            return other is None or RANKS[self.kind] > RANKS[other.kind]
        return (self.number or 0) >= (other.number or 0)


def verdict_of(row: PageRow | TombstoneRow) -> Verdict:
    """What a line of the log says of its URLs."""
    if isinstance(row, RejectionRow):
        return Verdict("rejected", None, intern(row.stage), intern(row.reason), row.time, row.published)
    if isinstance(row, FailureRow):
        return Verdict("failed", None, intern(row.stage), intern(row.cause), row.time, None)
    removed = row.stub if isinstance(row, TombstoneRow) else row
    document = removed.row if isinstance(removed, RemovedRow) else removed
    return Verdict("archived", document.number, None, None, document.fetched, document.published)
