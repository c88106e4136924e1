"""Finds the gazetteer's entities in a text: Aho-Corasick over a normal form of the same length.

The normal form folds case, width, dashes, apostrophes and Traditional characters, each code point to one
code point, so that an offset into it is an offset into the text. Of overlapping names the longest wins.

A name is a mention when

- its Latin edges touch no other letter or digit (a possessive `'s` may follow, and the plural `s` of a
  name of several words); Chinese edges are free;
- its case fits: an alias in lower case is found in any, one with capitals wants its words to begin with
  them, and words all in capitals (AT, BAT, US) want all of them;
- no veto overlaps it and, if it is ambiguous, one of its context words is near.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick
from opencc import OpenCC

from pipelines.document import Article, Mention, Mentions
from pipelines.gazetteer import Ambiguous, Gazetteer

CONTEXT_WINDOW = 250
"""Code points before and after an ambiguous alias in which a context word must stand, whole."""

HEADLINE_SALIENCE = 3.0

_FIRST_IDEOGRAPH = 0x2E80


class _Name(NamedTuple):
    """One alias of one entity. `capitals`: places in the alias where the text must have a capital."""

    entity: str
    capitals: tuple[int, ...]
    context: tuple[int, ...]
    veto: tuple[int, ...]


class _Hit(NamedTuple):
    pattern: int
    start: int
    end: int


class _Text(NamedTuple):
    """`plain` keeps the case, `folded` does not; both are as long as the text."""

    plain: str
    folded: str


class Tagger:
    """Callable from an article to its mentions. `name` changes with the gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.name = f"gazetteer 1 {gazetteer.digest}"
        patterns = _Patterns()
        for entity_id, entity in gazetteer.entities.items():
            for aliases in entity.aliases.values():
                patterns.add_names(entity_id, aliases, Ambiguous.model_construct(aliases=aliases))
            for group in entity.ambiguous:
                patterns.add_names(entity_id, group.aliases, group)
        self._strings = list(patterns.numbers)
        self._names = patterns.names
        self._guards = patterns.guards
        self._automaton = AhoCorasick(self._strings, store_patterns=False)

    def __call__(self, article: Article) -> Mentions:
        """Mentions lie in the text; `entities` also holds those that only the headline names.

        Most salient first: 3 if the headline names it, plus 1 at the text's start falling to 0 at its
        end, plus the natural logarithm of 1 + mentions.
        """
        headline = f"{article.headline}\n" if article.headline else ""
        found = self._find(headline + article.text)
        body = [mention for mention in found if mention.start >= len(headline)]
        mentions = tuple(
            Mention(entity=m.entity, start=m.start - len(headline), end=m.end - len(headline)) for m in body
        )
        leading = {mention.entity for mention in found if mention.start < len(headline)}
        return Mentions(
            mentions=mentions,
            entities=_by_salience(mentions, leading, len(article.text)),
            tagger=self.name,
        )

    def _find(self, original: str) -> list[Mention]:
        text = _normalise(original)
        hits = self._hits(text)
        near = _places(hit for hit in hits if hit.pattern in self._guards)
        found: list[Mention] = []
        taken = bytearray(len(original))
        for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
            names = self._names.get(hit.pattern)
            if names is None or any(taken[hit.start : hit.end]):
                continue
            entity = _meant(names, hit, text, near)
            if entity is not None:
                taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
                found.append(Mention(entity=entity, start=hit.start, end=hit.end))
        return sorted(found, key=lambda mention: mention.start)

    def _hits(self, text: _Text) -> list[_Hit]:
        hits = []
        for pattern, start, end in self._automaton.find_matches_as_indexes(text.folded, overlapping=True):
            string = self._strings[pattern]
            if _joined(text.folded, start):
                continue
            if not _joined(text.folded, end):
                hits.append(_Hit(pattern, start, end))
            elif _is_plural(string, text.folded, end):
                hits.append(_Hit(pattern, start, end + 1))
        return hits


class _Patterns:
    """Collects every string to look for once, with what it may mean."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.names: dict[int, list[_Name]] = {}
        self.guards: set[int] = set()

    def add_names(self, entity: str, aliases: Iterable[str], group: Ambiguous) -> None:
        context = tuple(self._guard(word) for word in group.context)
        veto = tuple(self._guard(word) for word in group.veto)
        for alias in aliases:
            name = _Name(entity, _capitals(alias), context, veto)
            self.names.setdefault(self._number(alias), []).append(name)

    def _guard(self, word: str) -> int:
        number = self._number(word)
        self.guards.add(number)
        return number

    def _number(self, string: str) -> int:
        return self.numbers.setdefault(_normalise(string).folded, len(self.numbers))


Places = Mapping[int, list[tuple[int, int]]]


def _meant(names: list[_Name], hit: _Hit, text: _Text, near: Places) -> str | None:
    """The entity that most context words speak for; of equals, the first in the gazetteer."""
    fitting = [
        (_support(name, hit, near), name.entity)
        for name in names
        if all(text.plain[hit.start + place].isupper() for place in name.capitals)
        and not any(_overlaps(near.get(veto, []), hit) for veto in name.veto)
    ]
    speaking = [(support, entity) for support, entity in fitting if support]
    return max(speaking, key=lambda reading: reading[0])[1] if speaking else None


def _support(name: _Name, hit: _Hit, near: Places) -> int:
    if not name.context:
        return len(near) + 1
    return sum(_stands_near(near.get(word, []), hit) for word in name.context)


def _stands_near(places: list[tuple[int, int]], hit: _Hit) -> bool:
    first = bisect_left(places, (hit.start - CONTEXT_WINDOW, 0))
    for start, end in places[first:]:
        if end > hit.end + CONTEXT_WINDOW:
            return False
        if end <= hit.start or start >= hit.end:
            return True
    return False


def _overlaps(places: list[tuple[int, int]], hit: _Hit) -> bool:
    """`places` are of one string, so the last that starts before the hit's end also ends last."""
    before = bisect_left(places, (hit.end, 0))
    return before > 0 and places[before - 1][1] > hit.start


def _places(hits: Iterable[_Hit]) -> Places:
    places: dict[int, list[tuple[int, int]]] = {}
    for hit in hits:
        places.setdefault(hit.pattern, []).append((hit.start, hit.end))
    for spans in places.values():
        spans.sort()
    return places


def _by_salience(mentions: Iterable[Mention], leading: set[str], length: int) -> tuple[str, ...]:
    starts: dict[str, list[int]] = {entity: [] for entity in sorted(leading)}
    for mention in mentions:
        starts.setdefault(mention.entity, []).append(mention.start)

    def salience(entity: str) -> float:
        places = starts[entity]
        place = 1 - places[0] / length if places else 0.0
        return HEADLINE_SALIENCE * (entity in leading) + place + math.log1p(len(places))

    return tuple(sorted(starts, key=lambda entity: (-salience(entity), entity)))


def _joined(folded: str, place: int) -> bool:
    """Whether a letter or digit of a script with word spaces stands on both sides of `place`."""
    return 0 < place < len(folded) and _spaced(folded[place - 1]) and _spaced(folded[place])


def _spaced(character: str) -> bool:
    return (character.isalnum() or character == "_") and ord(character) < _FIRST_IDEOGRAPH


def _is_plural(string: str, folded: str, end: int) -> bool:
    return " " in string and folded[end] == "s" and string[-1] != "s" and not _joined(folded, end + 1)


def _capitals(alias: str) -> tuple[int, ...]:
    places = []
    start = 0
    for word in alias.replace("-", " ").split(" "):
        shouted = sum(character.isalpha() for character in word) > 1 and word.isupper()
        places += [start + i for i, c in enumerate(word) if c.isupper() and (shouted or i == 0)]
        start += len(word) + 1
    return tuple(places)


def _normalise(text: str) -> _Text:
    plain = text.translate(_normal_forms())
    folded = plain.lower()
    if len(folded) != len(plain):
        folded = "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)
    return _Text(plain, folded)


@cache
def _normal_forms() -> dict[int, int]:
    """One code point for one: full width to half, Traditional to Simplified, dashes, apostrophes, spaces."""
    ideographs = [chr(code) for code in (*range(0x3400, 0xA000), *range(0xF900, 0xFB00))]
    simplified = OpenCC("t2s").convert("\n".join(ideographs)).split("\n")
    forms = {ord(a): ord(b) for a, b in zip(ideographs, simplified, strict=True) if a != b and len(b) == 1}
    forms |= {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    forms |= {ord(c): ord("'") for c in "’‘ʼ＇"}
    forms |= {ord(c): ord(" ") for c in "-‐‑－\u00a0\u3000"}
    return forms
