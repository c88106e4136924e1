"""Lines of an extracted text, each with the lines of the page that it was made of.

What trafilatura returns says no more where it stood. Laid on the page again, a line tells whether it was a
link, a heading or a cell, and what stood beside it.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from lxml.html import HtmlElement

from pipelines.page.letters import letters
from pipelines.page.linked_lines import LinkedLine

_BEGINNING = 40
_FARTHEST_SHORT = 400
_SHORT = 30
_SHORTEST_LINK = 8
# A line that stands on the page in more places than these is no line of an article.
_MOST_STARTS = 200
_ALL_LINKED = 0.95


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """`places`: indices of the page's lines that it repeats, () where none was found.

    `link_share`: how much of it is links, 0 to 1; `block`: the block that it begins in, which
    `begins_with_link` if all that it gave to the line is linked.
    """

    text: str
    letters: str
    places: tuple[int, ...] = ()
    link_share: float = 0.0
    block: HtmlElement | None = None
    is_heading: bool = False
    begins_with_link: bool = False

    @property
    def parent(self) -> HtmlElement | None:
        return None if self.block is None else self.block.getparent()

    def reads(self, text: str) -> "PlacedLine":
        return replace(self, text=text)


def placed(line: LinkedLine, place: int) -> PlacedLine:
    """A line of the page as one of the text."""
    return PlacedLine(line.text, line.letters, (place,), line.link_share, line.block, line.is_heading)


def place_lines(text: str, page: Sequence[LinkedLine]) -> list[PlacedLine]:
    """Each line of `text` where it first stands after the one before, else where it first stands."""
    index = _Index.of(page)
    lines, last = [], -1
    for line in text.split("\n"):
        said = letters(line)
        places = index.places(said, last) if said else ()
        last = places[-1] if places else last
        first = page[places[0]] if places else None
        lines.append(
            PlacedLine(
                line, said, places,
                index.link_share(places) if places else index.linked_part(said),
                first.block if first else None,
                bool(first and first.is_heading),
                bool(first and first.link_share >= _ALL_LINKED),
            )
        )  # fmt: skip
    return lines


def _behind(places: Sequence[int], last: int) -> Sequence[int]:
    """The first ones behind `last` of places in order."""
    first = bisect_right(places, last)
    return places[first : first + _MOST_STARTS]


@dataclass
class _Index:
    """Where lines of the page are, by all their letters, by how they begin, by their first three letters."""

    page: Sequence[LinkedLine]
    whole: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    beginning: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    first: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, page: Sequence[LinkedLine]) -> "_Index":
        index = cls(page)
        for place, line in enumerate(page):
            if said := line.letters:
                index.whole[said].append(place)
                index.first[said[:3]].append(place)
                if len(said) >= _BEGINNING:
                    index.beginning[said[:_BEGINNING]].append(place)
        return index

    @cached_property
    def links(self) -> frozenset[str]:
        said = (letters(link) for line in self.page for link in line.links)
        return frozenset(link for link in said if len(link) >= _SHORTEST_LINK)

    def places(self, said: str, last: int) -> tuple[int, ...]:
        """The line itself, else neighbours that make it, else the line that begins as it does."""
        for place in _behind(self.whole.get(said, ()), last)[:1]:
            if place - last <= _FARTHEST_SHORT or len(said) >= _SHORT:
                return (place,)
        if row := self._in_a_row(said, last):
            return row
        return tuple(_behind(self.beginning.get(said[:_BEGINNING], ()), last)[:1])

    def _in_a_row(self, said: str, last: int) -> tuple[int, ...]:
        """Neighbours that make the line when put together: the cells of a row, the parts of an entry."""
        known = [self.first.get(said[:size], ()) for size in (1, 2, 3)]
        behind = {place for places in known for place in _behind(places, last)}
        before = {place for places in known for place in places[:_MOST_STARTS] if place <= last}
        for start in (*sorted(behind), *sorted(before)):
            if row := self._row_from(start, said):
                return row
        return ()

    def _row_from(self, start: int, said: str) -> tuple[int, ...]:
        at, row = 0, []
        for place in range(start, len(self.page)):
            part = self.page[place].letters
            if not said.startswith(part, at):
                return ()
            if part:
                row.append(place)
            at += len(part)
            if at == len(said):
                return tuple(row)
        return ()

    def link_share(self, places: Iterable[int]) -> float:
        lines = [self.page[place] for place in places]
        length = sum(len(line.text) for line in lines)
        return sum(line.link_share * len(line.text) for line in lines) / length if length else 0.0

    def linked_part(self, said: str) -> float:
        """Of a line that was not found: how much of it is found in the page's links."""
        if len(said) < _SHORTEST_LINK:
            return 0.0
        return min(1.0, sum(len(link) for link in self.links if link in said) / len(said))
