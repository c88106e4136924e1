"""Tables that only lay a page out: rows of one cell are paragraphs, rows of none are nothing."""

import re
from collections.abc import Iterator, Sequence

from pipelines.page.linked_lines import LinkedLine
from pipelines.page.placed_lines import PlacedLine, placed

_BAR = re.compile(r"(?<!\\)\|")
_MOSTLY_LINKED = 0.8


def without_tables(lines: Sequence[PlacedLine], page: Sequence[LinkedLine]) -> list[PlacedLine]:
    """Tables with several cells in a row stay as they are."""
    return [each for line in lines for each in (_cells(line, page) if line.text.startswith("|") else (line,))]


def _cells(line: PlacedLine, page: Sequence[LinkedLine]) -> Iterator[PlacedLine]:
    cells = [cell for part in _BAR.split(line.text) if (cell := part.strip()) and cell.strip("-")]
    if len(cells) == 1 and len(line.places) > 1:
        inside = (placed(page[at], at) for at in line.places)
        yield from (each for each in inside if each.link_share < _MOSTLY_LINKED)
    elif cells:
        yield line if len(cells) > 1 else line.reads(cells[0].replace("\\|", "|"))
