"""Finds the gazetteer's entities in a text: Aho-Corasick over one form of all spellings (name_forms.py).

A name is a mention when

- its edges cut no word in two (a possessive `'s` may follow, and an s that makes a plural or a genitive);
- its case fits: an alias in lower case is found in any, one with capitals wants its words to begin with
  them, and words all in capitals (AT, BAT, US) want all of them;
- it is no part of a URL, domain or e-mail address;
- no veto overlaps it and, if it is ambiguous, what stands near speaks for it (name_context.py).

Of overlapping names the longest wins.
"""

from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from pipelines.document import Article, Mention, Mentions
from pipelines.names.gazetteer import Gazetteer
from pipelines.names.name_context import Candidate, Hit, Page, Reason, Span, candidates_of, longest_of
from pipelines.names.name_forms import Folded, cuts_word, fold, is_in_address
from pipelines.names.name_patterns import Name, Patterns, Word, has_capitals
from pipelines.names.possible_names import Piece, Possible, possible_names
from pipelines.names.salience import by_salience

_BETWEEN = "\n\n"
"""Keeps a name from reaching from the headline into the text."""

_SHORTEST_WITH_S = 4


class Reading(NamedTuple):
    """A name of the gazetteer that stands in a text, and why it is meant or is not.

    Offsets in the text, or in the headline. `words` are those that say so, as they are looked for. `inside`:
    the span of the longer mention over it.
    """

    start: int
    end: int
    in_headline: bool
    entity: str
    alias: str
    is_meant: bool
    reason: Reason
    words: tuple[str, ...]
    inside: Span | None

    @property
    def is_mention(self) -> bool:
        """Whether the tagger mentions it."""
        return self.is_meant and self.inside is None


class Tagger:
    """Callable from an article to its mentions. `name` changes with the gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.name = f"gazetteer 2 {gazetteer.digest}"
        self._patterns = Patterns(gazetteer)
        self._automaton = AhoCorasick(self._patterns.strings, store_patterns=False)

    def __call__(self, article: Article) -> Mentions:
        """Mentions lie in the text; `entities` also holds those that only the headline names."""
        headline = _headline(article)
        found = self._find(headline + article.text)
        mentions = tuple(
            Mention(entity=entity, start=start - len(headline), end=end - len(headline))
            for start, end, entity in found
            if start >= len(headline)
        )
        leading = {entity for start, _, entity in found if start < len(headline)}
        return Mentions(
            mentions=mentions,
            entities=by_salience(article.text, mentions, leading),
            tagger=self.name,
        )

    def possible(self, *texts: str) -> Possible:
        """What each text may name at most, whatever of all of them is brought together."""
        folded = map(fold, texts)
        pieces = [Piece(text, each, self._raw(each)) for text, each in zip(texts, folded, strict=True)]
        return possible_names(self._patterns, pieces)

    def standing(self, text: str, among: Set[Name]) -> set[str]:
        """The entities of which one of these names stands in `text`, be it in the middle of a word."""
        raw = {pattern for each in (text, text.casefold()) for pattern, _, _ in self._raw(fold(each))}
        names = self._patterns.names
        return {name.entity for pattern in raw for name in names.get(pattern, ()) if name in among}

    def readings(self, article: Article) -> list[Reading]:
        """All that a name of the gazetteer could be, in order of place, headline first, near misses too."""
        headline = _headline(article)
        folded = fold(headline + article.text)
        candidates = self._candidates(headline + article.text, folded)
        taken = [(each.hit.start, each.hit.end) for each in longest_of(candidates)]
        readings = [self._reading(each, folded, taken, len(headline)) for each in candidates]
        return sorted(readings, key=lambda r: (not r.in_headline, r.start, -r.end, not r.is_mention))

    def _find(self, text: str) -> list[tuple[int, int, str]]:
        folded = fold(text)
        longest = longest_of(self._candidates(text, folded))
        return sorted((*folded.span(each.hit.start, each.hit.end), each.name.entity) for each in longest)

    def _candidates(self, text: str, folded: Folded) -> list[Candidate]:
        raw = self._raw(folded)
        vetoes: dict[int, list[Span]] = {}
        for pattern, start, end in raw:
            if pattern in self._patterns.vetoes and _is_whole_veto(folded, start, end):
                vetoes.setdefault(pattern, []).append((start, end))
        hits = list(self._hits(text, folded, raw))
        written: dict[int, list[Span]] = {}
        spoken: dict[int, list[Span]] = {}
        for hit, word in self._words(hits, folded.plain):
            written.setdefault(word.number, []).append((hit.start, hit.end))
            if word.is_sure:
                spoken.setdefault(word.number, []).append((hit.start, hit.end))
        return candidates_of(hits, self._patterns, Page(folded, vetoes, written, spoken))

    def _raw(self, folded: Folded) -> list[tuple[int, int, int]]:
        """Each pattern, start and end, wherever it stands."""
        return self._automaton.find_matches_as_indexes(folded.folded, overlapping=True)

    def _hits(self, text: str, folded: Folded, raw: Sequence[tuple[int, int, int]]) -> Iterator[Hit]:
        """Matches of names and words that are whole words outside addresses, in order of their ends."""
        names, words = self._patterns.names, self._patterns.words
        for pattern, start, end in raw:
            if (pattern not in names and pattern not in words) or cuts_word(folded, start):
                continue
            is_plural = cuts_word(folded, end)
            if is_plural and (end - start < _SHORTEST_WITH_S or not _has_s(folded, end)):
                continue
            hit = Hit(start, end + is_plural, pattern, is_plural)
            if not is_in_address(text, *folded.span(hit.start, hit.end)):
                yield hit

    def _words(self, hits: Sequence[Hit], plain: str) -> Iterator[tuple[Hit, Word]]:
        """Words with the capitals that they want; of each the spans in order of place."""
        for hit in hits:
            for word in self._patterns.words.get(hit.pattern, ()):
                if has_capitals(plain, hit.start, word.capitals):
                    yield hit, word

    def _reading(self, candidate: Candidate, folded: Folded, taken: Sequence[Span], headline: int) -> Reading:
        hit, name, verdict = candidate
        start, end = folded.span(hit.start, hit.end)
        first = 0 if start < headline else headline
        over = next((span for span in taken if span[0] < hit.end and hit.start < span[1]), None)
        is_own = over is None or (over == (hit.start, hit.end) and verdict.is_meant)
        word = self._patterns.strings.__getitem__ if verdict.reason == "veto" else self._patterns.word
        return Reading(
            start=start - first,
            end=end - first,
            in_headline=start < headline,
            entity=name.entity,
            alias=name.alias,
            is_meant=verdict.is_meant,
            reason=verdict.reason,
            words=tuple(sorted(map(word, verdict.words))),
            inside=None if is_own or over is None else _moved(folded.span(*over), -first),
        )


def _headline(article: Article) -> str:
    """What stands before the text when names are looked for."""
    return f"{article.headline}{_BETWEEN}" if article.headline else ""


def _moved(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by


def _is_whole_veto(folded: Folded, start: int, end: int) -> bool:
    """Whole words, but a veto that begins with a digit ends a number ("0 bytes", "4字节")."""
    if cuts_word(folded, start) and not folded.folded[start].isdigit():
        return False
    return not cuts_word(folded, end) or _has_s(folded, end)


def _has_s(folded: Folded, end: int) -> bool:
    return folded.folded[end] == "s" != folded.folded[end - 1] and not cuts_word(folded, end + 1)
