"""How usual a word is in a language, so that words of a subject can be told from those of everyday.

Ranks are those of the word lists of pyspellchecker (Hermit Dave's FrequencyWords, counted in subtitles). For
other languages there is jusText's list of the words that any text consists of, and all others are unusual.
"""

from collections.abc import Callable
from functools import cache

from spellchecker import SpellChecker

from pipelines.judging.everyday_words import EVERYDAY_WORDS
from pipelines.languages.stop_words import stop_words

EVERYDAY = 1_000
"""Words of a lower rank are in every text."""

UNLISTED = 1_000_000


@cache
def rank_in(language: str) -> Callable[[str], int]:
    """Of a word in lower case: how many others are more usual, 0 for those that any text consists of.

    `language` is a BCP 47 tag. `UNLISTED` for a word that the list lacks, and where there is no list.
    """
    primary = language.partition("-")[0]
    stop = stop_words(primary) | (EVERYDAY_WORDS if primary == "en" else frozenset())
    counts = _counts(primary)
    places: dict[int, int] = {}
    for place, count in enumerate(sorted(counts.values(), reverse=True)):
        places.setdefault(count, place)
    return lambda word: 0 if word in stop else places.get(counts.get(word, -1), UNLISTED)


def _counts(language: str) -> dict[str, int]:
    if language not in SpellChecker.languages():
        return {}
    return dict(SpellChecker(language=language).word_frequency.dictionary)
