"""How usual a word is in a language, so that words of a subject can be told from those of everyday.

Ranks are those of the word lists of pyspellchecker (Hermit Dave's FrequencyWords, counted in subtitles). For
other languages there is jusText's list of the words that any text consists of, and all others are unusual.
"""

from collections.abc import Callable
from functools import cache

from justext import get_stoplist, get_stoplists
from spellchecker import SpellChecker

from pipelines.judging.everyday_words import EVERYDAY_WORDS

EVERYDAY = 1_000
"""Words of a lower rank are in every text."""

UNLISTED = 1_000_000

_NAMES = {
    "af": "Afrikaans", "az": "Azerbaijani", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "cy": "Welsh",
    "da": "Danish", "de": "German", "el": "Greek", "en": "English", "eo": "Esperanto", "es": "Spanish",
    "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish",
    "gl": "Galician", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian",
    "is": "Icelandic", "it": "Italian", "kk": "Kazakh", "lt": "Lithuanian", "lv": "Latvian",
    "mk": "Macedonian", "ms": "Malay", "nl": "Dutch", "no": "Norwegian_Bokmal", "pl": "Polish",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian",
    "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "tr": "Turkish", "uk": "Ukrainian",
    "vi": "Vietnamese",
}  # fmt: skip


@cache
def rank_in(language: str) -> Callable[[str], int]:
    """Of a word in lower case: how many others are more usual, 0 for those that any text consists of.

    `language` is a BCP 47 tag. `UNLISTED` for a word that the list lacks, and where there is no list.
    """
    primary = language.partition("-")[0]
    stop = _stop_words(primary)
    counts = _counts(primary)
    places: dict[int, int] = {}
    for place, count in enumerate(sorted(counts.values(), reverse=True)):
        places.setdefault(count, place)
    return lambda word: 0 if word in stop else places.get(counts.get(word, -1), UNLISTED)


def _stop_words(language: str) -> frozenset[str]:
    name = _NAMES.get(language)
    listed = get_stoplist(name) if name in get_stoplists() else frozenset[str]()
    own = EVERYDAY_WORDS if language == "en" else frozenset[str]()
    return frozenset(word.lower() for word in listed) | own


def _counts(language: str) -> dict[str, int]:
    if language not in SpellChecker.languages():
        return {}
    return dict(SpellChecker(language=language).word_frequency.dictionary)
