"""Bounds on what normalisation may cost: it takes the square of a run of combining marks.

No word has more than a dozen. With 100,000 in a run, Python's NFC takes half a minute.
"""

import re
import unicodedata

_MOST_MARKS = 30
# Marks are neither letters nor digits, nor the punctuation of prose; other signs that come in such runs are
# told apart below.
_SIGN = re.compile(r"[^\w\s\x00-\x7f\u2000-\u206f\u3000-\u3029\uff00-\uffef]")
# A run that is too long has one of every so many places, from wherever they are counted.
_SAMPLED = (0, 10, 20)
_RUN = re.compile(rf"{_SIGN.pattern}{{{_MOST_MARKS + 1},}}")


def stream_safe(text: str) -> str:
    """With 30 combining marks in a row at most, as the Stream-Safe Text Format has it (UAX #15, section 13).

    The others are dropped: they are no text.
    """
    if text.isascii() or not all(_SIGN.search(text[first :: _MOST_MARKS + 1]) for first in _SAMPLED):
        return text
    return _RUN.sub(_bounded, text)


def _bounded(run: "re.Match[str]") -> str:
    kept: list[str] = []
    marks = 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)
