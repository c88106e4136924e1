"""Near-copies: variants of articles are shown to an archive that holds the articles, and so are strangers.

Precision: of what is turned away or linked, how much is a variant of just that article. Recall: of the
variants, how many. The strangers are other pages of the same sets: of one publisher, of one event.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from random import Random
from typing import NamedTuple

from pipelines.archive.facts import near_places
from pipelines.config import Config
from pipelines.document import Article, Fingerprint
from pipelines.duplicates import Duplicates
from pipelines.errors import Rejected
from pipelines.fingerprint import fingerprint, overlap
from quality.article_texts import Text, own_articles, page_texts
from quality.copy_finders import minhash_finder, simhash_finder
from quality.figure import Figure
from quality.variants import VARIANTS, words_of

_RECALL = 0.95
_PRECISION = 0.99
_ALL_KINDS = "all kinds"
_STRANGER = "stranger"
_NUMBER = re.compile(r"document (\d+)")

# Which archived text a library finds a text to be a copy of.
Finder = Callable[[str], int | None]


class Case(NamedTuple):
    """A text to judge; `originals` are the places of what it is a copy of, none for a stranger."""

    kind: str
    text: str
    originals: frozenset[int]


class Found(NamedTuple):
    """What the pipeline made of a case."""

    number: int | None
    rejected: bool


class Looked(NamedTuple):
    """As much of a document as the judge asks for."""

    article: Article
    fingerprint: Fingerprint


class Texts:
    """An archive of texts alone: their places in the list are their numbers."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._near: dict[int, list[int]] = {}
        for number, text in enumerate(texts):
            for place in near_places(fingerprint(text).near_keys):
                self._near.setdefault(place, []).append(number)

    def verdict(self, url_key: str) -> None:
        """Nothing is known by its URL."""

    def number_of_text(self, sha256: str) -> None:
        """Nor by its digest: that much any archive finds."""

    def near(self, near_keys: str) -> list[int]:
        """As the archive would say it."""
        shared = Counter(number for place in near_places(near_keys) for number in self._near.get(place, ()))
        return sorted(shared, key=lambda number: (-shared[number], number))

    def text_of(self, number: int) -> str:
        """The text at that place."""
        return self._texts[number]


def figures() -> Iterator[Figure]:
    """Our own articles with bounds, then the pages beside the project where they are there."""
    for language in ("zh", "en"):
        yield from _measured("own", language, own_articles(language), bounded=True)
    for language in ("zh", "en"):
        yield from _measured("pages", language, page_texts(language), bounded=False)


def _measured(data: str, language: str, texts: Sequence[Text], *, bounded: bool) -> Iterator[Figure]:
    if not texts:
        return
    archived = [text.text for text in texts[::2]]
    cases = [*_variants(texts, language), *_strangers(texts)]
    found = _judged(archived, cases)
    beside = {name: [find(case.text) for case in cases] for name, find in _libraries(archived).items()}
    for kind in (*VARIANTS[language], _ALL_KINDS):
        places = [place for place, case in enumerate(cases) if _is_of(kind, case)]
        share = partial(_recall, cases, places)
        bound = _RECALL if bounded else None
        others = {name: share(numbers) for name, numbers in beside.items()}
        recall = share([each.number for each in found])
        yield Figure(f"copies, {kind}: found", data, language, len(places), recall, others, bound)
        turned_away = share([each.number if each.rejected else None for each in found])
        yield Figure(f"copies, {kind}: turned away", data, language, len(places), turned_away)
    ours = _precision(cases, [each.number for each in found])
    others = {name: _precision(cases, numbers) for name, numbers in beside.items()}
    bound = _PRECISION if bounded else None
    yield Figure("copies, precision", data, language, len(cases), ours, others, bound)


def _is_of(kind: str, case: Case) -> bool:
    return case.kind == kind or (kind == _ALL_KINDS and case.kind != _STRANGER)


def _variants(texts: Sequence[Text], language: str) -> Iterator[Case]:
    for place, text in enumerate(texts[::2]):
        words = words_of(texts[(2 * place + 1) % len(texts)].text)
        for kind, make in VARIANTS[language].items():
            yield Case(kind, make(text.text, words, Random(text.name + kind)), frozenset({place}))


def _strangers(texts: Sequence[Text]) -> Iterator[Case]:
    """The texts that are not archived, but those that a person would call copies of one that is."""
    archived = {text.name: place for place, text in enumerate(texts[::2])}
    for text in texts[1::2]:
        originals = frozenset(archived[name] for name in text.same if name in archived)
        yield Case(_STRANGER, text.text, originals)


def _judged(archived: Sequence[str], cases: Sequence[Case]) -> list[Found]:
    limits = Config().duplicates
    duplicates = Duplicates(overlap, reject_from=limits.reject_from, link_from=limits.link_from)
    known = Texts(archived)
    return [_found(case.text, duplicates, known) for case in cases]


def _found(text: str, duplicates: Duplicates, known: Texts) -> Found:
    looked = Looked(Article.of_text(text, None, "quality"), fingerprint(text))
    try:
        return Found(duplicates(looked, (), known), rejected=False)
    except Rejected as rejected:
        numbers = _NUMBER.findall(rejected.detail)
        return Found(int(numbers[0]), rejected=True)


def _libraries(archived: Sequence[str]) -> dict[str, Finder]:
    return {
        "word 5-grams, MinHash": minhash_finder(archived),
        "trafilatura's Simhash": simhash_finder(archived),
    }


def _recall(cases: Sequence[Case], places: Sequence[int], numbers: Sequence[int | None]) -> float:
    return sum(numbers[place] in cases[place].originals for place in places) / len(places)


def _precision(cases: Sequence[Case], numbers: Sequence[int | None]) -> float:
    found = [(case, number) for case, number in zip(cases, numbers, strict=True) if number is not None]
    return sum(number in case.originals for case, number in found) / len(found) if found else 1.0
