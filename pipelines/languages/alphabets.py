"""What the letters of a text say of its language: all, where one language alone is printed in them."""

import re
from collections.abc import Callable, Mapping

# Scripts in which next to nothing but one language is published.
_SOLE_LANGUAGE = {
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "hy": "\u0530-\u058f",
    "he": "\u0590-\u05ff",
    "bn": "\u0980-\u09ff",
    "pa": "\u0a00-\u0a7f",
    "gu": "\u0a80-\u0aff",
    "or": "\u0b00-\u0b7f",
    "ta": "\u0b80-\u0bff",
    "te": "\u0c00-\u0c7f",
    "kn": "\u0c80-\u0cff",
    "ml": "\u0d00-\u0d7f",
    "si": "\u0d80-\u0dff",
    "th": "\u0e00-\u0e7f",
    "lo": "\u0e80-\u0eff",
    "bo": "\u0f00-\u0fff",
    "my": "\u1000-\u109f",
    "ka": "\u10a0-\u10ff",
    "am": "\u1200-\u137f",
    "km": "\u1780-\u17ff",
}
_SOLE_SCRIPT = {tag: re.compile(f"[{block}]") for tag, block in _SOLE_LANGUAGE.items()}
# Those that share such a script, and are believed where the page says so.
_SHARES_WITH = {"yi": "he", "as": "bn", "dz": "bo", "ti": "am"}
# Scripts of several languages: any other language is wrong for a text in them.
_SHARED_SCRIPT: Mapping[re.Pattern[str], frozenset[str]] = {
    re.compile("[\u0400-\u052f]"): frozenset({
        "ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg", "tt", "bs", "ba", "ce", "cv", "os",
        "ab", "sah",
    }),
    re.compile("[\u0600-\u06ff\u0750-\u077f]"): frozenset({
        "ar", "fa", "ur", "ps", "ku", "ckb", "sd", "ug", "prs", "ks",
    }),
    re.compile("[\u0900-\u097f]"): frozenset({"hi", "mr", "ne", "sa", "bh"}),
}  # fmt: skip
_ALSO_IN_LATIN = frozenset({"sr", "bs", "ku", "tt"})
_NOT_IN_LATIN = (
    frozenset({"zh", "ja", "ko", "dv", *_SOLE_LANGUAGE, *_SHARES_WITH}).union(*_SHARED_SCRIPT.values())
    - _ALSO_IN_LATIN
)


def sole_language(letters: str, claim: str) -> tuple[str, float] | None:
    """The language that most letters belong to alone, and their share, above 0.5."""
    for tag, script in () if letters.isascii() else _SOLE_SCRIPT.items():
        found = len(script.findall(letters))
        if 2 * found > len(letters):
            return (claim if _SHARES_WITH.get(claim) == tag else tag), found / len(letters)
    return None


def possible_in(letters: str) -> Callable[[str], bool]:
    """Whether a language is written in the script that most of the letters are of; Latin where none is."""
    for script, languages in () if letters.isascii() else _SHARED_SCRIPT.items():
        if 2 * len(script.findall(letters)) > len(letters):
            return languages.__contains__
    return lambda tag: bool(tag) and tag.partition("-")[0] not in _NOT_IN_LATIN
