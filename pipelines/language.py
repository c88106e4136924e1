"""The language of a text: by its script where that settles it, else by its letters; the page's claim helps.

Chinese, Japanese and Korean are told by their characters alone: libraries take Traditional Chinese for
Korean and `TikTok 字节跳动` for Norwegian.
"""

import re
from collections.abc import Iterable

from pipelines.document import Language
from pipelines.languages.alphabets import possible_in, sole_language
from pipelines.languages.east_asian import east_asian
from pipelines.languages.language_claim import claimed_language
from pipelines.languages.language_guess import can_tell, chances, load_profiles
from pipelines.languages.stop_words import stop_words
from pipelines.scripts import HAN, HANGUL, KANA, only_japanese, only_simplified, only_traditional

_SAMPLE_CHARACTERS = 4000
# A few words may look like any language, and the page's own claim is better.
_FEW_LETTERS = 20
_SHORT_LETTERS = 160
# A claim falls where another language is likelier than not and the claimed one next to impossible.
_LIKELY = 0.5
_IMPOSSIBLE = 0.02
# The same, where the page claims a language of which only the neighbours are ever found.
_SURE_OF_ANOTHER = 0.995
# A guess below this is none.
_UNLIKELY = 0.15

_UNKNOWN = Language(tag="und", confidence=0.0)

_NOT_PROSE = re.compile(r"https?://\S+|\S+@\S+|[@#]\w+")
# Each of them has one of these.
_SIGNS_OF_OTHERS = ("://", "@", "#")
_OTHER_WORD = re.compile(rf"[^\W\d_{HAN}{KANA}{HANGUL}]+")

# So alike in print that the page knows best.
_ALIKE = ("id ms", "hr sr bs", "zu xh ss nr nd", "nso st tn", "fa prs", "hi bh", "ro mo", "ku ckb")
_ALIKE_PAIRS = frozenset((a, b) for group in _ALIKE for a in group.split() for b in group.split())


def detect(text: str, declared: str | None = None) -> Language:
    """The language that most of `text` is in; `und`, 0.0 where nothing tells. The same answer always.

    `declared` is the page's own claim, as it stands. It is believed where the text is short or the
    guess weak, and only as far as the script allows.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    if any(sign in sample for sign in _SIGNS_OF_OTHERS):
        sample = _NOT_PROSE.sub(" ", sample)
    claim = claimed_language(declared)
    words = _OTHER_WORD.findall(sample)
    return east_asian(sample, words, claim) or _in_letters(sample, "".join(words), claim) or _UNKNOWN


def foreign_stop_words(texts: Iterable[str]) -> frozenset[str]:
    """Those of all languages that the texts are in, but for English."""
    found = {detect(text).tag for text in texts} - {"en"}
    return frozenset(word for tag in found for word in stop_words(tag))


def warm_up() -> None:
    """Load the libraries' profiles and OpenCC's table now, so that the first page does not pay for it."""
    load_profiles()
    only_simplified()
    only_traditional()
    only_japanese()


def _in_letters(sample: str, letters: str, claim: str) -> Language | None:
    if not letters:
        return None
    if sole := sole_language(letters, claim):
        return Language(tag=sole[0], confidence=round(sole[1], 4))
    possible = possible_in(letters)
    found = chances(sample, possible)
    best = max(found, key=lambda tag: found[tag], default="")
    if possible(claim) and _believed(claim, best, found, len(letters)):
        return Language(tag=claim, confidence=round(max(0.5, found.get(claim, 0.0)), 4))
    if not best or found[best] < _UNLIKELY:
        return None
    return Language(tag=best, confidence=_weakened(found[best], len(letters)))


def _believed(claim: str, best: str, found: dict[str, float], letters: int) -> bool:
    """Whether a claim that the script allows stands against the guess."""
    if not best or claim == best or (claim, best) in _ALIKE_PAIRS or letters < _FEW_LETTERS:
        return True
    if not can_tell(claim):
        return found[best] < _SURE_OF_ANOTHER
    return found[best] < _LIKELY or found.get(claim, 0.0) >= _IMPOSSIBLE


def _weakened(chance: float, letters: int) -> float:
    """Of a short text one may be half as sure as of a page."""
    return round(chance * (0.5 + 0.5 * min(1.0, letters / _SHORT_LETTERS)), 4)
