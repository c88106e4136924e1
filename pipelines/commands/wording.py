"""What was altered between two texts: paragraph by paragraph, and in these word by word."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Kind = Literal["same", "gone", "new"]

# A Chinese character is a word of its own.
_TOKEN = re.compile(r"[\u2e80-\U0010ffff]|\w+|\s+|.", re.DOTALL)
# Steps of a comparison that takes no more than a moment; what is longer is shown whole, before and after.
_MOST_STEPS = 4_000_000
# Less alike than this, 0 to 1, two paragraphs are others and not the same in other words.
_LEAST_ALIKE = 0.4
_SHORTENED = 90
_KEPT = 40


class Piece(NamedTuple):
    """A part of a paragraph: in both texts, only in the earlier, or only in the later one."""

    kind: Kind
    text: str


class Altered(NamedTuple):
    """Paragraphs that stand in the place of others; "" where there is none on that side."""

    before: str
    after: str

    def pieces(self) -> tuple[Piece, ...]:
        """Both in one, word by word."""
        whole = (Piece("gone", self.before), Piece("new", self.after))
        one, other = _TOKEN.findall(self.before), _TOKEN.findall(self.after)
        if len(one) * len(other) <= _MOST_STEPS:
            found = tuple(_pieces(one, other))
            same = sum(len(piece.text) for piece in found if piece.kind == "same")
            if 2 * same >= _LEAST_ALIKE * (len(self.before) + len(self.after)):
                return found
        return tuple(piece for piece in whole if piece.text)


def altered(before: str, after: str) -> list[Altered]:
    """The paragraphs that are otherwise, in order; empty where the texts are the same."""
    one, other = before.rstrip("\n").split("\n"), after.rstrip("\n").split("\n")
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return [
        Altered("\n".join(one[i1:i2]), "\n".join(other[j1:j2]))
        for tag, i1, i2, j1, j2 in steps
        if tag != "equal"
    ]


def shortened(text: str) -> str:
    """What is the same, without its middle where it is long."""
    if len(text) <= _SHORTENED:
        return text
    return f"{text[:_KEPT].rstrip()} … {text[-_KEPT:].lstrip()}"


def _pieces(one: Sequence[str], other: Sequence[str]) -> Iterator[Piece]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(one[i1:i2]))
            continue
        if i1 < i2:
            yield Piece("gone", "".join(one[i1:i2]))
        if j1 < j2:
            yield Piece("new", "".join(other[j1:j2]))
