"""Which language a labelled page is in: as it claims, where its text does not say otherwise.

Of the claims one in twenty is wrong, most often English, which content systems set by default. The text
speaks by its characters and by the small words of its language (Grefenstette, 1995), not by any library.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.errors import Rejected
from pipelines.extract import extract
from quality.cases import Page, shared_pages

SETS = ("aeb", "fundus", "trafilatura", "gne", "hkfire", "goose3")
_MIN_CHARACTERS = 40
# Languages of publishers whose pages claim to be English.
_PUBLISHED_IN = {"Dizindaba": "xh", "Ilanga": "zu", "Isolezwe": "zu", "HabariLeo": "sw", "24ora": "pap"}
_SMALL_WORDS = {
    "en": frozenset({"the", "and", "of", "to", "that", "is", "for", "with", "are", "by", "you"}),
    "de": frozenset({"der", "die", "und", "das", "den", "mit", "für", "auf", "ein", "von", "sie", "im"}),
    "es": frozenset({"el", "los", "las", "una", "y", "del", "por", "con", "para", "que"}),
    "pt": frozenset({"o", "os", "uma", "e", "do", "da", "em", "com", "para", "não"}),
    "fr": frozenset({"le", "les", "et", "une", "du", "dans", "est", "pour"}),
}
_OF_A_LANGUAGE = 0.06
# Fewer words do not refute a claim, but that of English, which nobody may have meant.
_FEW_WORDS = 40
_OF_NO_SUCH_LANGUAGE = 0.02
_WORD = re.compile(r"[^\W\d_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_CLAIMS_TRADITIONAL = re.compile(r"hant|tw|^zh-hk")
_TRADITIONAL = re.compile(r"[們個這國說對時會過還後來為與發]")
_SIMPLIFIED = re.compile(r"[们个这国说对时会过还来为与发]")


class Labelled(NamedTuple):
    """`tag` is the language of `text`, with the script for Chinese; `declared` is the page's own claim."""

    name: str
    data: str
    text: str
    tag: str
    declared: str | None


def labelled_pages() -> Iterator[Labelled]:
    """The pages beside the project that have a text and a language; none where they are absent."""
    for page in shared_pages(*SETS):
        text = _text(page)
        tag = _tag(page, text)
        if text and tag:
            yield Labelled(page.name, page.origin, text, tag, page.label.get("html_lang"))


def _text(page: Page) -> str:
    told = page.label.get("text") or "\n".join(page.label.get("gt_with") or ())
    if told:
        return str(told)
    try:
        return extract(page.capture(), min_characters=_MIN_CHARACTERS).text
    except Rejected:
        return ""


def _tag(page: Page, text: str) -> str | None:
    """None where nobody can tell."""
    for publisher, tag in _PUBLISHED_IN.items():
        if publisher in page.name:
            return tag
    if len(_HAN.findall(text)) > len(text) / 5:
        return _east_asian(text, str(page.label.get("html_lang") or "").lower())
    claim = str(page.label.get("html_lang") or "").lower().partition("-")[0]
    if claim and claim not in _SMALL_WORDS:
        return {"nb": "no", "nn": "no", "zh": None}.get(claim, claim)
    return _by_small_words(_WORD.findall(text.lower()), claim)


def _by_small_words(words: list[str], claim: str) -> str | None:
    if not words:
        return None
    if claim not in ("", "en") and len(words) < _FEW_WORDS:
        return claim
    shares = {tag: sum(map(small.__contains__, words)) / len(words) for tag, small in _SMALL_WORDS.items()}
    best = max(shares, key=lambda tag: shares[tag])
    if shares[best] >= _OF_A_LANGUAGE and shares.get(claim, 0.0) < _OF_NO_SUCH_LANGUAGE:
        return best
    return claim or None


def _east_asian(text: str, claim: str) -> str:
    if len(_KANA.findall(text)) > len(text) / 10:
        return "ja"
    traditional, simplified = len(_TRADITIONAL.findall(text)), len(_SIMPLIFIED.findall(text))
    if traditional == simplified:
        return "zh-Hant" if _CLAIMS_TRADITIONAL.search(claim) else "zh-Hans"
    return "zh-Hant" if traditional > simplified else "zh-Hans"
