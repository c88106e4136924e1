"""The words that Chinese texts on one subject share, where no space tells what a word is.

Any row of two to six ideographs may be one. It is, where it stands often and in company that changes on both
sides (boundary entropy, the usual measure for new words); what is nearly always part of a longer row is none.
Nothing tells here how usual a word is: rows of three and more count by themselves, those of two near others.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from math import ceil, log2
from typing import NamedTuple

from pipelines.begin.terms import LEAST_SHARE, Term
from pipelines.begin.usual_words import UNLISTED
from pipelines.scripts import simplify

MOST_TERMS = 40
LONGEST = 6
LEAST_TIMES = 4
LEAST_ENTROPY = 1.0
"""Bits, on the side where less changes."""

_SURE_FROM = 3
_MOSTLY = 0.6
_RUN = re.compile(r"[\u3400-\u9fff]+")
# What joins words, counts or points, and stands at the edge of none that tells a subject.
_JOINING = frozenset(
    "的了是在和与及或有不也就都而但被把从对为以于这那之其他她它们我你您很更最再又还已将会能可要并等着过吗呢吧"
    "个一二三四五六七八九十两每各年月日时多少上下里中后前来去到说用因所如果只才没做得让地什么"
)


class _Seen(NamedTuple):
    before: Counter[str]
    behind: Counter[str]
    texts: set[int]

    @property
    def times(self) -> int:
        return self.before.total()


def find_chinese_terms(texts: Sequence[str]) -> tuple[Term, ...]:
    """Those in most texts first, then the most frequent; simplified, as the gazetteer has them."""
    seen: dict[str, _Seen] = defaultdict(lambda: _Seen(Counter(), Counter(), set()))
    for number, text in enumerate(texts):
        for row, left, right in _rows(simplify(text)):
            seen[row].before[left] += 1
            seen[row].behind[right] += 1
            seen[row].texts.add(number)
    least = min(len(texts), max(2, ceil(LEAST_SHARE * len(texts))))
    frequent = {
        row: each for row, each in seen.items() if each.times >= LEAST_TIMES and len(each.texts) >= least
    }
    free = {row for row, each in frequent.items() if _changes(each)}
    terms = [_term(row, frequent[row]) for row in free if not _is_part(row, free, frequent)]
    return tuple(sorted(terms, key=lambda term: (-term.texts, -term.times, term.name))[:MOST_TERMS])


def _rows(text: str) -> Iterator[tuple[str, str, str]]:
    """Each row with what stands before and behind it; every edge of a run is another company."""
    for run in _RUN.finditer(text):
        word = run[0]
        for start in range(len(word)):
            for end in range(start + 2, min(len(word), start + LONGEST) + 1):
                if not _JOINING & {word[start], word[end - 1]}:
                    left = word[start - 1] if start else f"^{run.start()}"
                    yield word[start:end], left, word[end] if end < len(word) else f"${run.end()}"


def _changes(seen: _Seen) -> bool:
    return min(_entropy(seen.before), _entropy(seen.behind)) >= LEAST_ENTROPY


def _entropy(counts: Counter[str]) -> float:
    """In bits."""
    total = counts.total()
    return -sum(n / total * log2(n / total) for n in counts.values())


def _is_part(row: str, free: Collection[str], seen: dict[str, _Seen]) -> bool:
    longer = (other for other in free if row in other and row != other)
    return any(seen[other].times > _MOSTLY * seen[row].times for other in longer)


def _term(row: str, seen: _Seen) -> Term:
    return Term((row,), seen.times, len(seen.texts), UNLISTED if len(row) >= _SURE_FROM else 0)
