"""The language of a text: by its script where that settles it, else by langdetect, seeded.

langdetect alone takes Traditional Chinese for Korean and `TikTok 字节跳动` for Norwegian, so it is never
asked about Han, kana or hangul.
"""

import re
from functools import cache
from pathlib import Path

from langdetect import LangDetectException
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

from pipelines.document import Language
from pipelines.scripts import HAN, HANGUL, KANA, only_simplified, only_traditional

_SAMPLE_CHARACTERS = 4000
_GUESS_CHARACTERS = 1000
# Below this many letters the page's own claim is better than a guess.
_SHORT_LETTERS = 160
_SURE = 0.9
_SEED = 0

_UNKNOWN = Language(tag="und", confidence=0.0)

_NOT_PROSE = re.compile(r"https?://\S+|\S+@\S+|[@#]\w+")
_HAN = re.compile(f"[{HAN}]")
_KANA = re.compile(f"[{KANA}]")
_HANGUL_WORD = re.compile(f"[{HANGUL}]+")
_OTHER_WORD = re.compile(rf"(?:(?![{HAN}{KANA}{HANGUL}])[^\W\d_])+")

# Scripts in which next to nothing but one language is published.
_SOLE_LANGUAGE = {
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "hy": "\u0530-\u058f",
    "he": "\u0590-\u05ff",
    "bn": "\u0980-\u09ff",
    "pa": "\u0a00-\u0a7f",
    "gu": "\u0a80-\u0aff",
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
# Scripts of several languages: a claim of any other language is wrong for a text in them.
_SHARED_SCRIPT = {
    re.compile("[\u0400-\u052f]"): frozenset(
        {"ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg", "tt", "bs", "ba", "cv", "sah"}
    ),
    re.compile("[\u0600-\u06ff\u0750-\u077f]"): frozenset(
        {"ar", "fa", "ur", "ps", "ku", "ckb", "sd", "ug", "prs"}
    ),
    re.compile("[\u0900-\u097f]"): frozenset({"hi", "mr", "ne", "sa"}),
}
_NOT_LATIN = frozenset({"zh", "ja", "ko", *_SOLE_LANGUAGE}).union(*_SHARED_SCRIPT.values()) - {
    "sr",
    "bs",
    "ku",
}

_EAST_ASIAN = frozenset({"zh", "ja", "ko"})

# langdetect knows no other Bantu language: it takes isiZulu and isiXhosa for Swahili, and is sure of it.
_SWAHILI = frozenset({
    "na", "ya", "wa", "kwa", "ni", "katika", "za", "la", "cha", "kuwa", "hii", "huo", "hiyo", "huyo", "pia",
    "kutoka", "baada", "lakini", "yake", "wake", "wao", "au",
})  # fmt: skip
_LEAST_SWAHILI = 0.06
# Words of English that its neighbours do not have, and words of theirs that English has not.
_ENGLISH = frozenset({
    "the", "and", "about", "with", "from", "that", "this", "which", "their", "they", "its", "what", "why",
    "how", "who", "after", "before", "into", "has", "have", "been", "would", "could", "your", "you", "says",
    "said",
})  # fmt: skip
_NOT_ENGLISH = frozenset({
    "der", "die", "das", "und", "ein", "eine", "im", "el", "los", "las", "un", "una", "de", "del", "le",
    "la", "les", "des", "et", "il", "di", "che", "per", "het", "een", "van", "en", "i", "och", "og", "det",
    "som", "e", "o", "os", "do", "da", "em", "na", "się", "jest",
})  # fmt: skip

_SUBTAG = re.compile(r"[a-z]{2,3}")
_RENAMED = {"iw": "he", "in": "id", "nb": "no", "nn": "no", "jp": "ja", "cn": "zh", "tw": "zh-tw"}
_TRADITIONAL_REGIONS = frozenset({"hant", "tw", "hk", "mo", "cht"})


def detect(text: str, declared: str | None = None) -> Language:
    """The language that most of `text` is in; `und`, 0.0 where nothing tells. The same answer always.

    `declared` is the page's own claim, as it stands. It is believed where the text is short or the
    guess weak, and only as far as the script allows.
    """
    sample = _NOT_PROSE.sub(" ", text[:_SAMPLE_CHARACTERS])
    claim = _claimed(declared)
    words = _OTHER_WORD.findall(sample)
    return (
        _east_asian(sample, len(words), claim) or _sole(words) or _guessed(sample, words, claim) or _UNKNOWN
    )


def warm_up() -> None:
    """Load langdetect's profiles and OpenCC's table now, so that the first page does not pay for it."""
    _factory()
    only_simplified()
    only_traditional()


def _east_asian(sample: str, other_words: int, claim: str) -> Language | None:
    """Chinese, Japanese or Korean, where they make up at least as much as words of other scripts."""
    han = len(_HAN.findall(sample))
    kana = len(_KANA.findall(sample))
    hangul = len(_HANGUL_WORD.findall(sample))
    total = han + kana + hangul
    # Headlines name more brands than they have other words; there the page's claim helps.
    needed = other_words / 4 if claim[:2] in _EAST_ASIAN else other_words
    if not total or total < needed:
        return None
    share = total / (total + other_words)
    # A Japanese text has kana in every clause; a Chinese one has it in a brand name.
    if kana > 2 * hangul and (kana > 0.1 * (han + kana) or claim == "ja"):
        return Language(tag="ja", confidence=round(share, 4))
    if hangul and 4 * hangul > han:
        return Language(tag="ko", confidence=round(share, 4))
    if claim == "ja" and han < _SHORT_LETTERS:
        return Language(tag="ja", confidence=round(share / 2, 4))
    return _chinese(sample, share, claim)


def _chinese(sample: str, share: float, claim: str) -> Language:
    simplified = sum(map(only_simplified().__contains__, sample))
    traditional = sum(map(only_traditional().__contains__, sample))
    if simplified == traditional:
        tag = claim if claim.startswith("zh-") else "zh-Hans"
        return Language(tag=tag, confidence=round(share / 2, 4))
    tag = "zh-Hans" if simplified > traditional else "zh-Hant"
    agreed = max(simplified, traditional) / (simplified + traditional)
    return Language(tag=tag, confidence=round(share * agreed, 4))


def _sole(words: list[str]) -> Language | None:
    letters = "".join(words)
    for tag, script in _SOLE_SCRIPT.items():
        found = len(script.findall(letters))
        if found and 2 * found > len(letters):
            return Language(tag=tag, confidence=round(found / len(letters), 4))
    return None


def _guessed(sample: str, words: list[str], claim: str) -> Language | None:
    letters = "".join(words)
    if not letters:
        return None
    known = claim in _factory().langlist or claim in _RENAMED.values()
    believable = _fits_script(claim, letters)
    chances = {
        tag: chance for tag, chance in _chances(sample[:_GUESS_CHARACTERS]) if _fits_script(tag, letters)
    }
    best = max(chances, key=lambda tag: chances[tag], default="")
    long = len(letters) >= _SHORT_LETTERS
    if long and best == "sw" and _share(words, _SWAHILI) < _LEAST_SWAHILI:
        return Language(tag=claim, confidence=0.5) if believable and not known else None
    if believable and not (long and known and chances.get(best, 0.0) >= _SURE):
        return Language(tag=claim, confidence=round(max(0.5, chances.get(claim, 0.0)), 4))
    if not long and _share(words, _ENGLISH) and not _share(words, _NOT_ENGLISH):
        return Language(tag="en", confidence=max(0.5, _weakened(chances.get("en", 0.0), letters)))
    return Language(tag=best, confidence=_weakened(chances[best], letters)) if best else None


def _share(words: list[str], known: frozenset[str]) -> float:
    return sum(word.lower() in known for word in words) / len(words)


def _weakened(chance: float, letters: str) -> float:
    """langdetect is as sure of three words as of a page: of a short text it may be half as sure."""
    return round(min(1.0, chance) * (0.5 + 0.5 * min(1.0, len(letters) / _SHORT_LETTERS)), 4)


def _chances(sample: str) -> list[tuple[str, float]]:
    detector = _factory().create()
    # In capitals every language looks German to langdetect.
    detector.append(sample.lower() if sample.isupper() else sample)
    try:
        return [(_RENAMED.get(guess.lang, guess.lang), guess.prob) for guess in detector.get_probabilities()]
    except LangDetectException:
        return []


@cache
def _factory() -> DetectorFactory:
    factory = DetectorFactory()
    factory.load_profile(str(Path(PROFILES_DIRECTORY)))
    factory.set_seed(_SEED)
    return factory


def _fits_script(tag: str, letters: str) -> bool:
    for script, languages in _SHARED_SCRIPT.items():
        if 2 * len(script.findall(letters)) > len(letters):
            return tag in languages
    return bool(tag) and tag.partition("-")[0] not in _NOT_LATIN


def _claimed(declared: str | None) -> str:
    """`zh-Hans`, `zh-Hant`, the bare language subtag, or "" where the claim is none."""
    parts = re.split(r"[-_]", (declared or "").strip().lower())
    renamed = _RENAMED.get(parts[0], parts[0])
    language, *_ = renamed.split("-")
    if not _SUBTAG.fullmatch(language) or language in ("und", "mul", "zxx"):
        return ""
    if language != "zh":
        return language
    region = {*parts[1:], *renamed.split("-")[1:]}
    return "zh-Hant" if region & _TRADITIONAL_REGIONS else "zh-Hans"
