"""The words that texts on one subject share and everyday language lacks: what a new gazetteer begins with.

A term is a word, or two or three in a row, that stands in three tenths of the texts or more (in two at
least, where there are so many), and three times in all; none of its words is an everyday one. Forms of a word
are taken together: colony, colonies. What nearly always has a capital is a name, and left to those who look
for names.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile
from math import ceil
from typing import NamedTuple

from pipelines.begin.usual_words import EVERYDAY

MOST_TERMS = 60
LEAST_SHARE = 0.3
LEAST_TIMES = 3
MOST_WORDS = 3

_SHORTEST = 3
_MOSTLY = 0.8
_WORD = re.compile(r"[^\W\d_\u2e80-\uffff]+(?:[-'][^\W\d_\u2e80-\uffff]+)*")
_WITHIN_SENTENCE = re.compile(rf"(?<=[\w,] ){_WORD.pattern}")
_BEHIND_PLACE = re.compile(rf"\b(?:in|aus|nach|von|bei)\s+({_WORD.pattern})")
_BREAK = re.compile(r"[^\s\w'-]|\n|\d")
# What may stand in the place of one another behind a stem of four letters or more, in one word's forms.
_ENDING_PAIRS = """
    /s /es /n /en /e /er /ern /nen /se /x /ed /ing /em /d y/ies e/ing e/en e/es er/ing ed/ing s/ing s/ed er/ed
    ers/ing al/aux o/os a/as a/e o/i e/i ung/ungen en/e s/e um/a us/i
"""
_ENDINGS = frozenset(frozenset(pair.split("/")) for pair in _ENDING_PAIRS.split())
_SHORTEST_STEM = 4

Rank = Callable[[str], int]
Words = tuple[str, ...]
Places = dict[Words, Counter[int]]
"""Of each row of words how often it stands in which text."""


class Term(NamedTuple):
    """Its forms in lower case, the most frequent first; how often they stand in how many texts.

    `rank` is how unusual it is (usual_words.py), of several words the most unusual.
    """

    forms: tuple[str, ...]
    times: int
    texts: int
    rank: int

    @property
    def name(self) -> str:
        return self.forms[0]


def find_terms(texts: Sequence[str], rank: Rank, *, nouns_have_capitals: bool = False) -> tuple[Term, ...]:
    """The most telling first: those in most texts, then the most frequent."""
    names = frozenset[str]() if nouns_have_capitals else _names(texts)
    towns = _towns(texts) if nouns_have_capitals else frozenset[str]()
    places = _places(texts, rank, names)
    single = _grouped(words[0] for words in places if len(words) == 1)
    longer = [[words] for words in _whole(places)]
    found = (
        _term(group, places, lambda word: EVERYDAY if word in towns else rank(word))
        for group in (*single, *longer)
    )
    least = min(len(texts), max(2, ceil(LEAST_SHARE * len(texts))))
    times = LEAST_TIMES if len(texts) >= LEAST_TIMES else 2
    kept = [term for term in found if term.texts >= least and term.times >= times]
    kept.sort(key=lambda term: (-term.texts, -term.times, term.name))
    return tuple(_without_parts(kept)[:MOST_TERMS])


def _names(texts: Iterable[str]) -> frozenset[str]:
    """Words in lower case that have a capital nearly always, where a sentence does not begin with them."""
    times, capitals = Counter[str](), Counter[str]()
    for text in texts:
        for match in _WITHIN_SENTENCE.finditer(text.replace("’", "'")):
            word = match[0].removesuffix("'s")
            times[word.lower()] += 1
            capitals[word.lower()] += word[0].isupper()
    return frozenset(word for word, n in times.items() if capitals[word] > _MOSTLY * n)


def _towns(texts: Iterable[str]) -> frozenset[str]:
    """Words in lower case that stand right behind a preposition of place half of the time: names, as nouns of
    German have an article there. What happens in a town is not related for that alone.
    """
    text = "\n".join(texts)
    behind = Counter(word.lower() for word in _BEHIND_PLACE.findall(text))
    times = Counter(word.lower() for word in _WORD.findall(text))
    return frozenset(word for word, n in behind.items() if 2 * n >= times[word])


def _places(texts: Iterable[str], rank: Rank, names: frozenset[str]) -> Places:
    places: Places = defaultdict(Counter)
    for number, text in enumerate(texts):
        for row in _rows(text, lambda word: word in names or rank(word) < EVERYDAY):
            places[row][number] += 1
    return places


def _rows(text: str, tells_nothing: Callable[[str], bool]) -> Iterator[Words]:
    """Each run of one to three words within a clause, all of which tell something."""
    for clause in _BREAK.split(text.replace("’", "'")):
        words = [word.lower().removesuffix("'s") for word in _WORD.findall(clause)]
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + MOST_WORDS) + 1):
                if len(words[end - 1]) < _SHORTEST or tells_nothing(words[end - 1]):
                    break
                yield tuple(words[start:end])


def _grouped(single: Iterable[str]) -> list[list[Words]]:
    """Forms of one word together; the first letters are alike."""
    alike: dict[str, list[list[str]]] = defaultdict(list)
    for word in sorted(single, key=len):
        near = alike[word[: _SHORTEST_STEM - 1]]
        group = next((group for group in near if any(_are_forms(one, word) for one in group)), None)
        if group is None:
            near.append([word])
        else:
            group.append(word)
    return [[(word,) for word in group] for near in alike.values() for group in near]


def _are_forms(one: str, other: str) -> bool:
    if other == f"{one}s":
        return True
    common = sum(
        1 for _ in takewhile(lambda letters: letters[0] == letters[1], zip(one, other, strict=False))
    )
    return common >= _SHORTEST_STEM and frozenset([one[common:], other[common:]]) in _ENDINGS


def _whole(places: Places) -> list[Words]:
    """Rows, but not those that hardly ever stand alone: of "oxalic acid vapour" there is no "acid vapour"."""
    longer = Counter[Words]()
    for row in places:
        for part in (row[1:], row[:-1]):
            longer[part] = max(longer[part], places[row].total())
    return [row for row in places if len(row) > 1 and longer[row] <= places[row].total() / 2]


def _without_parts(terms: Sequence[Term]) -> list[Term]:
    """Without a word that stands in nearly no place but in a row that is a term itself: "oxalic"."""
    rows = [(term.name.split(" "), term.times) for term in terms if " " in term.name]
    return [
        term
        for term in terms
        if not any(term.name in row and times > _MOSTLY * term.times for row, times in rows)
    ]


def _term(group: Iterable[Words], places: Places, rank: Rank) -> Term:
    ranked = sorted(group, key=lambda words: (-places[words].total(), words))
    where = sum((places[words] for words in ranked), Counter[int]())
    forms = tuple(" ".join(words) for words in ranked)
    return Term(forms, where.total(), len(where), max(map(rank, ranked[0])))
