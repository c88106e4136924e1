"""What retagged rows change: of each document the newest one counts, in its line of INDEX and in its row."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeVar

from pipelines.archive.rows import DocumentRow, IndexRow, RetaggedRow
from pipelines.archive.segment import Segment

_Line = TypeVar("_Line", bound=IndexRow)


class Retagging(NamedTuple):
    """What a retagged row says of a line of INDEX, and the segment that it stands in."""

    segment: int
    tagger: str | None
    entities: tuple[str, ...]


# Of each document, by number, its retaggings in the order of the log.
Retaggings = Mapping[int, tuple[Retagging, ...]]


class RetaggingsOfLog:
    """Gathers them as segments go by, without the mentions."""

    def __init__(self) -> None:
        self.found: dict[int, tuple[Retagging, ...]] = {}
        self._first: int | None = None
        # Most documents share their entities with others.
        self._entities: dict[tuple[str, ...], tuple[str, ...]] = {}

    def learn(self, segment: Segment) -> None:
        """Takes note of a segment, in order. Of two rows in one segment the later one counts."""
        self._first = segment.number if self._first is None else self._first
        for row in retagged_rows(segment):
            entities = self._entities.setdefault(row.entities, row.entities)
            earlier = (each for each in self.found.get(row.number, ()) if each.segment != segment.number)
            self.found[row.number] = (*earlier, Retagging(segment.number, row.tagger, entities))

    def covers(self, first: int) -> bool:
        """Whether all segments from `first` on were learnt that were there to learn."""
        return self._first is not None and self._first <= first

    def forget(self) -> None:
        """All that was learnt is where it belongs."""
        self.found = {}
        self._first = None
        self._entities.clear()


def retagged_rows(segment: Segment) -> Iterator[RetaggedRow]:
    """Those that count: a document that is not there by then cannot be retagged."""
    end = segment.header.first_number + segment.header.documents
    return (row for row in segment.rows if isinstance(row, RetaggedRow) and row.number < end)


def within(found: Retaggings, first: int, end: int) -> Retaggings:
    """Those that stand in the segments from `first` (in) to `end` (out)."""
    if all(first <= each.segment < end for retaggings in found.values() for each in retaggings):
        return found
    kept = {number: tuple(e for e in each if first <= e.segment < end) for number, each in found.items()}
    return {number: each for number, each in kept.items() if each}


def retagged_line(row: _Line, retaggings: tuple[Retagging, ...]) -> _Line:
    """A line of INDEX as the newest of `retaggings` makes it; as it is where there is none."""
    if not retaggings:
        return row
    newest = retaggings[-1]
    return row.model_copy(update={"entities": newest.entities, "tagger": newest.tagger})


def retagged_document(row: DocumentRow, newest: RetaggedRow | None) -> DocumentRow:
    """A document with the mentions of `newest`."""
    if newest is None:
        return row
    changed = {"entities": newest.entities, "tagger": newest.tagger, "mentions": newest.mentions}
    return row.model_copy(update=changed)


class RetaggedByOthers:
    """What other writers have committed of the mentions of documents since this one began.

    Two runs of one tagger at the same time meet the same documents; each is to be committed once.
    """

    def __init__(self) -> None:
        self._newest: dict[int, int] = {}

    def learn(self, segment: Segment, own: str | None) -> None:
        """Takes note of a segment, unless it is the commit `own`."""
        if segment.header.commit != own:
            self._newest.update((row.number, _sign(row)) for row in retagged_rows(segment))

    def have(self, row: RetaggedRow) -> bool:
        """Whether the newest that they have of the document says the same."""
        return self._newest.get(row.number) == _sign(row)


def _sign(row: RetaggedRow) -> int:
    return hash((row.entities, row.mentions))
