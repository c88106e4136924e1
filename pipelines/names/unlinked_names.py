"""Names that texts use often and the gazetteer lacks, so that a person can extend it.

A name is a run of words with capitals, or what stands in 《》, 「」, 『』 or Chinese quotation marks. A
single word with a capital counts once it stands somewhere within a sentence too, or has a capital or digit
inside; in texts full of capitals, as German ones are, only the latter. Lines that are titles (most words have
capitals) tell nothing. What the gazetteer knows by that name is left out; a longer name around one that it
knows is not (Tencent Cloud).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from pipelines.judging.everyday_words import EVERYDAY_WORDS

LONGEST_BRACKETED = 12
"""Characters of a bracketed name; what is longer is a sentence."""

Span = tuple[int, int]
Known = Callable[[str], Sequence[Span]]
"""From a text to the spans of the names that are known."""

_LETTER = r"[^\W\u2e80-\uffff]"
_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
_WORD = rf"{_CAPITAL}(?:{_LETTER}|['’&.+-](?={_LETTER}))*|[a-z]{{1,4}}{_CAPITAL}{_LETTER}+"
_RUN = re.compile(rf"(?<!{_LETTER})(?<![@#/.-])(?:{_WORD})(?:(?: of(?: the)?| &)? (?:{_WORD}))*")
_BRACKETED = re.compile(r"[《「『“]([^《》「」『』“”\n，。！？；：,!?;:]+)[》」』”]")
_IDEOGRAPH = re.compile(r"[\u2e80-\uffff]")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:。！？：][\"”’)]*\s*|[\n“\"‘(（•–—-]\s*)$")
_INNER = re.compile(r"\w[A-Z]|\d")
_SMALL = frozenset(
    """
    a about after again against all also american an and any apr april are as at aug august be because
    been before between both british but by can ceo cfo chinese click could dec december did do does dr
    during each english europe european feb february few for friday from had has have he her here his
    how i if image in into is it its jan january jul july jun june just let mar march may might mon
    monday more most mr mrs ms must my no nor not nov november now oct october of on once only or other
    our over own photo prof read same sat saturday sep sept september shall she should sir so some
    source st such sun sunday than that the their then there these they this those through thu thursday
    to too tue tuesday under until very was we wed wednesday were what when where while who why will
    with would yes yet you
    """.split()  # noqa: SIM905
)
_TITLE = 0.6
_FULL_OF_CAPITALS = 0.28
_CONTEXT = 40  # characters around an example


class Unlinked(NamedTuple):
    """A name, how often it stands in how many texts, and the first place, with what is around it."""

    name: str
    times: int
    texts: int
    example: str


class _Found(NamedTuple):
    """`is_sure`: no word that merely begins a sentence."""

    name: str
    start: int
    end: int
    is_sure: bool


class _Tally:
    def __init__(self, example: str) -> None:
        self.times = self.texts = 0
        self.example = example
        self.is_sure = False


def find_unlinked(texts: Iterable[str], known: Known, least: int) -> list[Unlinked]:
    """Names that stand `least` times or more, those of most texts first."""
    tallies: dict[str, _Tally] = {}
    for text in texts:
        here: set[str] = set()
        for found in _lacking(text, known(text)):
            tally = tallies.setdefault(found.name, _Tally(_around(text, found)))
            tally.times += 1
            tally.is_sure = tally.is_sure or found.is_sure
            here.add(found.name)
        for name in here:
            tallies[name].texts += 1
    frequent = {name: each for name, each in tallies.items() if each.is_sure and each.times >= least}
    names = [Unlinked(name, each.times, each.texts, each.example) for name, each in frequent.items()]
    return sorted(names, key=lambda each: (-each.texts, -each.times, each.name))


def _lacking(text: str, known: Sequence[Span]) -> Iterator[_Found]:
    """What no known name covers."""
    for found in _names(text):
        if not any(start <= found.start and found.end <= end for start, end in known):
            yield found


def _names(text: str) -> Iterator[_Found]:
    for match in _BRACKETED.finditer(text):
        if len(match[1]) <= LONGEST_BRACKETED and _IDEOGRAPH.search(match[1]):
            yield _Found(match[1].strip(), match.start(1), match.end(1), is_sure=True)
    start = 0
    only_inner = _capitals_in(text) > _FULL_OF_CAPITALS
    for line in text.splitlines(keepends=True):
        if len(line.split()) < 4 or _capitals_in(line) <= _TITLE:
            yield from _runs(text, start, start + len(line), only_inner)
        start += len(line)


def _runs(text: str, first: int, last: int, only_inner: bool) -> Iterator[_Found]:
    for run in _RUN.finditer(text, first, last):
        begins = _SENTENCE_START.search(text, max(0, run.start() - 4), run.start()) is not None
        words, start = _trimmed(run[0].split(" "), run.start(), begins, only_inner)
        name = " ".join(words).replace("’", "'").removesuffix("'s")
        if len(name) < 3 or (len(words) == 1 and name.lower() in EVERYDAY_WORDS):
            continue
        is_first = begins and start == run.start()
        is_sure = len(words) > 1 or not (only_inner or is_first) or _INNER.search(name) is not None
        yield _Found(name, start, start + len(name), is_sure)


def _trimmed(words: list[str], start: int, begins: bool, any_first: bool) -> tuple[list[str], int]:
    """Without small words at either end, and what only begins a sentence; and where it starts then."""
    while words and (
        _is_small(words[0])
        or (begins and len(words) > 1 and (any_first or words[0].lower() in EVERYDAY_WORDS))
    ):
        start += len(words[0]) + 1
        words = words[1:]
        begins = False
    while words and _is_small(words[-1]):
        words = words[:-1]
    return words, start


def _is_small(word: str) -> bool:
    return re.split("[’']", word.lower())[0] in _SMALL or word == "&"


def _capitals_in(text: str) -> float:
    """The share of words that begin with a capital, among those of Latin letters."""
    words = [word for word in text.split() if word[0].isalpha() and word[0].isascii()]
    return sum(word[0].isupper() for word in words) / max(1, len(words))


def _around(text: str, found: _Found) -> str:
    return " ".join(text[max(0, found.start - _CONTEXT) : found.end + _CONTEXT].split())
