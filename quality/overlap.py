"""How much of a text is in another: multisets of four words, where a Chinese character is a word."""

import re
from collections import Counter
from typing import NamedTuple

_HAN_KANA_HANGUL = "\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff"
_WORD = re.compile(f"[{_HAN_KANA_HANGUL}]|[^\\W{_HAN_KANA_HANGUL}]+")
_RUN = 4


class Overlap(NamedTuple):
    """0 to 1 each."""

    f1: float
    precision: float
    recall: float


def overlap(wanted: str, found: str) -> Overlap:
    """As in the article-extraction-benchmark; 1 throughout where both are empty."""
    ours, theirs = _runs(found), _runs(wanted)
    shared = (ours & theirs).total()
    precision = shared / ours.total() if ours else float(not theirs)
    recall = shared / theirs.total() if theirs else 1.0
    both = precision + recall
    return Overlap(2 * precision * recall / both if both else 0.0, precision, recall)


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    starts = range(max(1, len(words) - _RUN + 1)) if words else ()
    return Counter(tuple(words[at : at + _RUN]) for at in starts)
