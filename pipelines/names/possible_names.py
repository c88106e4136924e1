"""The names that stand in pieces of text, as far as any text made of these pieces could mean them.

What a text means is told by what stands near a name (name_context.py), and what will stand near is not known
of pieces. So a name of doubt is taken for meant where as many of its context words as it needs stand in any
of the pieces; what speaks against it is left aside.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import NamedTuple

from pipelines.names.name_forms import Folded, cuts_word, is_in_address
from pipelines.names.name_patterns import Name, Patterns, Word, has_capitals


class Piece(NamedTuple):
    """A text, its folded form, and each pattern, start and end, wherever it stands there."""

    text: str
    folded: Folded
    raw: Sequence[tuple[int, int, int]]

    def has_whole(self, start: int, end: int) -> bool:
        """Whether what stands there may be a word, or several, and no part of an address."""
        if cuts_word(self.folded, start):
            return False
        if cuts_word(self.folded, end) and self.folded.folded[end] != "s":
            return False
        return not is_in_address(self.text, *self.folded.span(start, end))


class Possible(NamedTuple):
    """For each piece how often it may name each entity at most, and the names that may be meant."""

    times: list[Counter[str]]
    names: Set[Name]


def possible_names(patterns: Patterns, pieces: Sequence[Piece]) -> Possible:
    """What any text made of these pieces may name."""
    named = [list(_named(patterns, piece)) for piece in pieces]
    meant = _meant({name for found in named for names in found for name in names}, patterns, pieces)
    times = [Counter(entity for names in found for entity in _entities(names, meant)) for found in named]
    return Possible(times, meant)


def _named(patterns: Patterns, piece: Piece) -> Iterator[list[Name]]:
    """The names that each place could have."""
    plain, names = piece.folded.plain, patterns.names
    # A page writes a name in few ways, and often.
    written: dict[str, list[Name]] = {}
    for pattern, start, end in piece.raw:
        if pattern in names:
            spelling = plain[start:end]
            if spelling not in written:
                written[spelling] = [
                    name for name in names[pattern] if has_capitals(spelling, 0, name.capitals)
                ]
            if written[spelling] and piece.has_whole(start, end):
                yield written[spelling]


def _meant(names: Iterable[Name], patterns: Patterns, pieces: Iterable[Piece]) -> set[Name]:
    """A name that is meant elsewhere in the text, and often, needs no context any more: but there it does."""
    doubtful = {name for name in names if name.context}
    wanted = {word for name in doubtful for word in name.context}
    spoken = _spoken(wanted, patterns, pieces) if wanted else set()
    clear = {name for name in names if len(name.context & spoken) >= name.needs or not name.context}
    often = {(name.entity, name.alias) for name in clear}
    return {name for name in names if (name.entity, name.alias) in often}


def _spoken(wanted: set[int], patterns: Patterns, pieces: Iterable[Piece]) -> set[int]:
    """Those of the wanted words that stand anywhere."""
    words: dict[int, list[Word]] = {}
    for pattern, word in map(patterns.pattern_of_word.__getitem__, wanted):
        words.setdefault(pattern, []).append(word)
    spoken: set[int] = set()
    for piece in pieces:
        for pattern, start, end in piece.raw:
            for word in words.get(pattern, ()):
                if word.number in spoken or not has_capitals(piece.folded.plain, start, word.capitals):
                    continue
                if piece.has_whole(start, end):
                    spoken.add(word.number)
    return spoken


def _entities(names: Sequence[Name], meant: set[Name]) -> set[str]:
    return {name.entity for name in names if name in meant}
