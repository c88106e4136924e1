"""Which scripts a text is written in, and the two ways to write Chinese."""

import re
from functools import cache

HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
# Written without spaces between words; Korean is not.
SPACELESS = f"{HAN}{KANA}\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff"

_UNIFIED_HAN = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
_SPACELESS_CHARACTER = re.compile(f"[{SPACELESS}]")


def count_spaceless(text: str) -> int:
    """How many characters belong to scripts that are written without spaces."""
    return len(_SPACELESS_CHARACTER.findall(text))


def simplify(text: str) -> str:
    """Every Traditional Chinese character as its Simplified one, one for one: offsets stay.

    For comparing, not for reading: phrases that a writer would convert otherwise are not looked at.
    """
    return text.translate(_simplified()) if _changed().search(text) else text


@cache
def only_traditional() -> frozenset[str]:
    """Characters that a Simplified Chinese text does not use: OpenCC changes them, GB 2312 lacks them."""
    changed = (chr(code) for code in _simplified())
    return frozenset(character for character in changed if not _encodable(character, "gb2312"))


@cache
def only_simplified() -> frozenset[str]:
    """Characters that a Traditional Chinese text does not use: OpenCC changes them, Big5 lacks them."""
    changed = (chr(code) for code in _converted("s2t"))
    return frozenset(character for character in changed if not _encodable(character, "big5"))


@cache
def only_japanese() -> frozenset[str]:
    """Characters of Japanese that neither way to write Chinese uses: GB 2312 and Big5 lack them."""
    characters = (chr(code) for code in range(0x4E00, 0xA000))
    return frozenset(
        character
        for character in characters
        if _encodable(character, "shift_jis")
        and not _encodable(character, "gb2312")
        and not _encodable(character, "big5")
    )


@cache
def _changed() -> re.Pattern[str]:
    """Most texts have none of them, and to look a letter up in a table costs as much as to look for forty."""
    return re.compile(f"[{''.join(map(chr, _simplified()))}]")


@cache
def _simplified() -> dict[int, str]:
    return _converted("t2s")


def _converted(config: str) -> dict[int, str]:
    """What OpenCC makes of each Han character alone, where it makes another single one of it."""
    from opencc import OpenCC

    characters = [chr(code) for block in _UNIFIED_HAN for code in block]
    converted = str(OpenCC(config).convert("\n".join(characters))).split("\n")
    pairs = zip(characters, converted, strict=True)
    return {ord(old): new for old, new in pairs if new != old and len(new) == 1}


def _encodable(character: str, charset: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
