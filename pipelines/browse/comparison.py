"""Two texts side by side, and which words of them differ."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from pipelines.lookup import Piece

# A word, a character of a script without spaces, a blank, a sign.
_WORDS = re.compile("[\u2e80-\U0010ffff]|[^\\W\u2e80-\U0010ffff]+|\\s+|[^\\w\\s]")
# Lines that are compared word by word; longer ones are shown as wholly changed.
_MOST_WORDS = 4000
_MOST_LINES = 3000


class Row(NamedTuple):
    """A paragraph of each; empty where the other has one alone. `is_same`: nothing differs."""

    old: tuple[Piece, ...]
    new: tuple[Piece, ...]
    is_same: bool


def compared(old: str, new: str) -> list[Row]:
    """The paragraphs in order, those that belong together in one row."""
    before, after = _lines(old), _lines(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [row for step in matcher.get_opcodes() for row in _rows(step, before, after)]


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()][:_MOST_LINES]


def _rows(step: tuple[str, int, int, int, int], before: Sequence[str], after: Sequence[str]) -> Iterator[Row]:
    what, first, last, new_first, new_last = step
    if what == "equal":
        for line in before[first:last]:
            yield Row((Piece(line, False),), (Piece(line, False),), True)
        return
    old, new = before[first:last], after[new_first:new_last]
    for place in range(max(len(old), len(new))):
        yield _row(old[place] if place < len(old) else "", new[place] if place < len(new) else "")


def _row(old: str, new: str) -> Row:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if not before or not after or len(before) + len(after) > _MOST_WORDS:
        return Row(_whole(old), _whole(new), False)
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    ours = [Piece("".join(before[first:last]), what != "equal") for what, first, last, _, _ in steps]
    theirs = [Piece("".join(after[first:last]), what != "equal") for what, _, _, first, last in steps]
    return Row(_some(ours), _some(theirs), False)


def _whole(line: str) -> tuple[Piece, ...]:
    return (Piece(line, True),) if line else ()


def _some(pieces: list[Piece]) -> tuple[Piece, ...]:
    return tuple(piece for piece in pieces if piece.text)
