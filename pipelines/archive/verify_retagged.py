"""Holds retagged rows against themselves, and against the documents that they are of."""

from array import array
from collections.abc import Container
from itertools import pairwise

from pipelines.archive.findings import Findings
from pipelines.archive.rows import DocumentRow, RetaggedRow
from pipelines.archive.segment import Segment, segment_key

_UNKNOWN = -1


class RetaggedCheck:
    """Takes segments in order."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        # Code points of each text that was read; many documents, so no dictionary.
        self._lengths = array("q")

    def take(self, segment: Segment, removed: Container[int]) -> None:
        """The next segment; `removed` are the documents that are removed before it."""
        for row in segment.rows:
            if isinstance(row, DocumentRow):
                self._learn(row)
            elif isinstance(row, RetaggedRow):
                problem = self._problem(row, segment, removed)
                if problem is not None:
                    where = f"retags document {row.number}"
                    self._findings.find(segment_key(segment.number), f"{where}, {problem}", repairable=False)

    def _learn(self, row: DocumentRow) -> None:
        missing = row.number + 1 - len(self._lengths)
        self._lengths.extend([_UNKNOWN] * missing)
        self._lengths[row.number] = len(row.text)

    def _problem(self, row: RetaggedRow, segment: Segment, removed: Container[int]) -> str | None:
        if row.number >= segment.header.first_number + segment.header.documents:
            return "which is not there"
        if row.number in removed:
            return "which was removed before"
        length = self._lengths[row.number] if row.number < len(self._lengths) else _UNKNOWN
        if length != _UNKNOWN and any(mention.end > length for mention in row.mentions):
            return "and a mention lies behind the end of its text"
        if any(mention.start >= mention.end for mention in row.mentions):
            return "and a mention ends where it begins, or before"
        if any(one.end > other.start for one, other in pairwise(row.mentions)):
            return "and its mentions are not in order, each behind the one before"
        if len(set(row.entities)) < len(row.entities):
            return "and names an entity twice"
        if not {mention.entity for mention in row.mentions} <= set(row.entities):
            return "and a mention is of an entity that it does not name"
        return None
