"""Where the words of a question are in a text: the text in pieces, and its best passage."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from pipelines.export.search_form import search_form
from pipelines.lookup.questions import Term

# Characters of a passage; a Chinese one says as much as two others.
_WIDTH = 240
_BEFORE = 60
# Places of hits that are weighed.
_MOST_HITS = 500
# A letter or digit of a word that a search takes as one.
_LETTER = "[^\\W\u2e80-\U0010ffff]"
_BETWEEN = "[\\W_]*"


class Piece(NamedTuple):
    """A part of a text, and whether it is what was looked for."""

    text: str
    is_hit: bool


def marked(text: str, terms: Sequence[Term]) -> tuple[Piece, ...]:
    """The whole text in pieces."""
    return _pieces(text, _hits(text, terms), 0, len(text))


def passage(text: str, terms: Sequence[Term]) -> tuple[Piece, ...]:
    """The passage with most of the terms, on one line; the beginning where none is found."""
    hits = _hits(text, terms)
    width = _WIDTH // 2 if _is_dense(text) else _WIDTH
    start = _best_start(hits, width)
    start = 0 if start <= _BEFORE else _at_word(text, start - _BEFORE)
    end = min(len(text), start + width)
    found = _pieces(text, [hit for hit in hits if start <= hit[0] and hit[1] <= end], start, end)
    dots = Piece("… ", False), Piece(" …", False)
    whole = (*dots[: start > 0], *found, *dots[1 : 1 + (end < len(text.rstrip()))])
    return tuple(Piece(re.sub(r"\s+", " ", piece.text), piece.is_hit) for piece in whole if piece.text)


def _hits(text: str, terms: Sequence[Term]) -> list[tuple[int, int, int]]:
    """Start, end and which term, in order, none over another."""
    folded = _folded(text)
    found = [
        (match.start(), match.end(), place)
        for place, term in enumerate(terms)
        for spelling in term.spellings
        if (pattern := _pattern(spelling, term.is_prefix))
        for match in pattern.finditer(folded)
    ]
    apart: list[tuple[int, int, int]] = []
    for hit in sorted(found, key=lambda hit: (hit[0], -hit[1])):
        if not apart or hit[0] >= apart[-1][1]:
            apart.append(hit)
    return apart


def _best_start(hits: list[tuple[int, int, int]], width: int) -> int:
    """Where a passage with most different terms begins, the first of them; 0 where there are none."""
    weighed = hits[:_MOST_HITS]
    best, most = 0, 0
    for start, _, _ in weighed:
        within = {place for at, end, place in weighed if start <= at and end <= start + width - _BEFORE}
        if len(within) > most:
            best, most = start, len(within)
    return best


def _pattern(spelling: str, is_prefix: bool) -> re.Pattern[str] | None:
    tokens = re.findall(r"[^\W_]+", _folded(search_form(spelling)))
    if not tokens:
        return None
    before = f"(?<!{_LETTER})" if re.match(_LETTER, tokens[0]) else ""
    after = f"(?!{_LETTER})" if re.match(_LETTER, tokens[-1][-1]) and not is_prefix else ""
    return re.compile(f"{before}{_BETWEEN.join(map(re.escape, tokens))}{after}")


def _folded(text: str) -> str:
    """As the search sees it, character for character, so that places stay."""
    return text.lower() if text.isascii() else "".join(map(_folded_character, text))


def _folded_character(char: str) -> str:
    if char.isascii():
        return char.lower()
    apart = unicodedata.normalize("NFKD", char) if char < "\uac00" or char > "\ud7ff" else char
    return apart[:1].lower()[:1] or char


def _pieces(text: str, hits: Sequence[tuple[int, int, int]], start: int, end: int) -> tuple[Piece, ...]:
    found, at = [], start
    for first, last, _ in hits:
        found += [Piece(text[at:first], False), Piece(text[first:last], True)]
        at = last
    return tuple(piece for piece in (*found, Piece(text[at:end], False)) if piece.text)


def _at_word(text: str, start: int) -> int:
    """The beginning of a word near `start`."""
    space = text.find(" ", start, start + 20)
    return start if space < 0 else space + 1


def _is_dense(text: str) -> bool:
    """Whether it is written without spaces between words."""
    head = text[:400]
    return sum(char >= "\u2e80" for char in head) * 3 > len(head)
