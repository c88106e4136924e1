"""Lines of coloured pieces that keep to a screen, as a passage of a text does."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipelines.commands.output import width_of

# A word with the spaces behind it; a Chinese character is one.
_WORD = re.compile(r"[\u2e80-\U0010ffff]\s*|[^\s\u2e80-\U0010ffff]*\s+|[^\s\u2e80-\U0010ffff]+")


class Run(NamedTuple):
    """A part of a line, and whether it stands out."""

    text: str
    is_hit: bool


def wrapped(pieces: Sequence[Run], columns: int | None) -> Iterator[list[Run]]:
    """The pieces as lines of at most so many columns, cut between words; None: one line.

    A word that is longer than a line has one of its own.
    """
    line: list[Run] = []
    left = columns or 0
    for word in _words(pieces) if columns else pieces:
        if columns and line and width_of(word.text.rstrip()) > left:
            yield line
            line, left = [], columns
        goes_on = line and line[-1].is_hit == word.is_hit
        line.append(Run(line.pop().text + word.text, word.is_hit) if goes_on else word)
        left -= width_of(word.text)
    if line:
        yield line


def _words(pieces: Iterable[Run]) -> Iterator[Run]:
    return (Run(word, piece.is_hit) for piece in pieces for word in _WORD.findall(piece.text))
