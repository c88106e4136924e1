"""Chinese in its two ways of writing, Japanese and Korean, told by their characters."""

import re
from collections.abc import Sequence

from pipelines.document import Language
from pipelines.scripts import HAN, HANGUL, KANA, only_japanese, only_simplified, only_traditional

_HAN = re.compile(f"[{HAN}]")
_KANA = re.compile(f"[{KANA}]")
_HANGUL_WORD = re.compile(f"[{HANGUL}]+")
_CLAUSE_END = re.compile(r"[。．，、！？；：「」『』（）()\n,.!?;:]+")
# A gloss: `Huawei (华为) said`.
_IN_BRACKETS = re.compile(rf"[(（][{HAN}{KANA}{HANGUL}・·\s]+[)）]")

_TAGS = frozenset({"zh", "ja", "ko"})
# Fewer Han characters than these may be a Japanese headline without kana, where the page says so.
_FEW_HAN = 160
_LEAST_KANA = 0.1
_LEAST_JAPANESE = 0.25


def east_asian(sample: str, other_words: Sequence[str], claim: str) -> Language | None:
    """Chinese, Japanese or Korean, where they make up at least as much as words of other scripts."""
    other = _weight(other_words)
    if other:
        sample = _IN_BRACKETS.sub(" ", sample)
    han = len(_HAN.findall(sample))
    kana = len(_KANA.findall(sample))
    hangul = len(_HANGUL_WORD.findall(sample))
    total = han + kana + hangul
    # Headlines name more brands than they have other words; there the page's claim helps.
    needed = other / 4 if claim[:2] in _TAGS else other
    if not total or total < needed:
        return None
    share = total / (total + other)
    if hangul and 4 * hangul > han and 2 * hangul >= kana:
        return Language(tag="ko", confidence=round(share, 4))
    if kana and (claim == "ja" or _is_japanese(sample, han, kana)):
        return Language(tag="ja", confidence=round(share, 4))
    return _without_kana(sample, han, share, claim)


def _weight(words: Sequence[str]) -> float:
    """How many words are prose: of names in capitals, such as brands, it takes four to make one."""
    prose = sum(word.islower() for word in words)
    return prose + (len(words) - prose) / 4


def _is_japanese(sample: str, han: int, kana: int) -> bool:
    """A Japanese text has kana in most clauses; a Chinese one has it in a brand name or a quotation."""
    if kana <= _LEAST_KANA * (han + kana):
        return False
    beside_kana = sum(
        len(_HAN.findall(clause)) for clause in _CLAUSE_END.split(sample) if _KANA.search(clause)
    )
    return 2 * beside_kana >= han


def _without_kana(sample: str, han: int, share: float, claim: str) -> Language:
    simplified = sum(map(only_simplified().__contains__, sample))
    traditional = sum(map(only_traditional().__contains__, sample))
    japanese = sum(map(only_japanese().__contains__, sample))
    if japanese > _LEAST_JAPANESE * (simplified + traditional) or (claim == "ja" and han < _FEW_HAN):
        return Language(tag="ja", confidence=round(share / 2, 4))
    return _chinese(simplified, traditional, share, claim)


def _chinese(simplified: int, traditional: int, share: float, claim: str) -> Language:
    if simplified == traditional:
        tag = claim if claim.startswith("zh-") else "zh-Hans"
        return Language(tag=tag, confidence=round(share / 2, 4))
    tag = "zh-Hans" if simplified > traditional else "zh-Hant"
    agreed = max(simplified, traditional) / (simplified + traditional)
    return Language(tag=tag, confidence=round(share * agreed, 4))
