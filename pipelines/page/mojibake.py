"""How much a text looks like bytes that were read in a charset they are not in.

Read wrongly, bytes are letters all the same, but not such letters, in such an order, as people write: rare
ideographs and no common one, capitals in the middle of words, signs between letters, accents that no one
language has side by side.
"""

import re

from pipelines.scripts import HAN, HANGUL, KANA

# Such characters are two fifths of any Chinese text, in either way of writing, and of the ideographs of a
# Japanese one (frequency lists of Jun Da, 2004, and of the Agency for Cultural Affairs, 2000).
_COMMON_HAN = frozenset(
    "的一是不了在人有我他这個个上们來来到时時大地为為子中你说說生国國年着就那和要她出也得里裡后後自以会會家可下而过過"
    "天去能对對小多然于於心学學么麼之都好看起发發当當没沒成只如事把还還用第样樣道想作种種开開美总總从從无無情己面最女"
    "但现現前些所同日手又行意动動方期它头頭经經长長儿回位分爱愛老因很给給名法间間斯知世什两兩次使身者被高已亲其进進此"
    "话話常与與活正感见見明问問力理尔点點文几幾定本公特做外孩相西果走将將月十实實向声聲车車全信重三机機工物气氣每并"
    "二四五六七八九百千万萬新业業市报報记記者元部门門關关资資产產员員区區保加表科技局院院议議員社会議者部長東京府円"
)
_COMMON_HANGUL = frozenset(
    "이다는을의에가하고한지사로기도은를서인시대자어정일리나아보해스전성부과수장구원상적들관"
)
_KANA = re.compile("[\u3041-\u3096]")
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]")
_HAN = re.compile(f"[{HAN}]")
_HANGUL = re.compile(f"[{HANGUL}]")
# What no page means: private use, what could not be decoded, control characters, frames of terminals.
_ODD = re.compile("[\ufffd\ue000-\uf8ff\x80-\x9f\u2500-\u257f\u2580-\u259f]")
_SIGN_IN_WORD = re.compile("(?<=[^\\W\\d_])[¡-©«-¬®-¹»-¿×÷†‡ˆ‰‹›˜€‚ƒ„](?=[^\\W\\d_])")
# Of letters alone: Chinese has no spaces around a foreign name.
_WORD = re.compile(rf"(?:(?![{HAN}{KANA}{HANGUL}])[^\W\d_])+")
_LATIN_BEYOND_ASCII = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
_RARE_CYRILLIC = re.compile("[\u0402-\u0403\u0409-\u040c\u040f\u0452-\u0453\u0459-\u045c\u045f\u0490-\u0491]")
_GREEK = re.compile("[\u0370-\u03ff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
# A Latin letter beside a Greek, Cyrillic, Hebrew, Arabic or Thai one.
_OTHER_ALPHABET = re.compile(
    "[A-Za-z\u00c0-\u024f][\u0370-\u06ff\u0e00-\u0eff]|[\u0370-\u06ff\u0e00-\u0eff][A-Za-z\u00c0-\u024f]"
)
_ALPHABETS = tuple(
    frozenset(letters + letters.upper())
    for letters in (
        "éèêëàâîïôùûüçœæÿ", "äöüßé", "ñáéíóúü", "ãõáéíóúâêôçà", "àèéìíòóùú", "åäöé", "æøåé",
        "áčďéěíňóřšťúůýž",
        "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű", "çğıöşüâîiİ", "ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž",
        "ăâîșțşţ", "čšžćđ", "ëïéèöüá", "áðéíóúýþæö", "àáâãèéêìíòóôõùúýăđĩũơư",
    )
)  # fmt: skip
_COMMON_LETTERS = frozenset("оеаинтсрвлОЕАИНТСРВЛαοιετσνηυράόίέήύΑΟΙΕΤΣΝΗΥΡ")
# The share of common characters below which a text is not in that script.
_COMMON_SHARE = 0.12
_COMMON_KANJI_SHARE = 0.06
_COMMON_LETTERS_SHARE = 0.5
_SAMPLE = 20_000


def strangeness(text: str) -> float:
    """From 0 to about 1: the share of characters beyond ASCII that are out of place; 0 where all is ASCII."""
    sample = text[:_SAMPLE]
    beyond = sum(map((0x7F).__lt__, map(ord, sample)))
    if not beyond:
        return 0.0
    odd = len(_ODD.findall(sample)) + len(_SIGN_IN_WORD.findall(sample)) + _half_width(sample)
    return (
        odd + _uncommon(sample) + _in_words(sample) + _unrelated(sample) + _rare_cyrillic(sample)
    ) / beyond


def _half_width(text: str) -> int:
    return 0 if _KANA.search(text) else len(_HALF_WIDTH_KANA.findall(text))


def _uncommon(text: str) -> float:
    """Ideographs, syllables or letters of which too few are common ones."""
    kanji_share = _COMMON_KANJI_SHARE if _KANA.search(text) else _COMMON_SHARE
    return (
        _lacking(_HAN.findall(text), _COMMON_HAN, kanji_share)
        + _lacking(_HANGUL.findall(text), _COMMON_HANGUL, _COMMON_SHARE)
        + _lacking(_CYRILLIC.findall(text), _COMMON_LETTERS, _COMMON_LETTERS_SHARE)
        + _lacking(_GREEK.findall(text), _COMMON_LETTERS, _COMMON_LETTERS_SHARE)
    )


def _lacking(characters: list[str], common: frozenset[str], least_share: float) -> float:
    share = sum(character in common for character in characters) / max(1, len(characters))
    return len(characters) * max(0.0, 1 - share / least_share)


def _in_words(text: str) -> int:
    """Words beyond ASCII with a capital behind a small letter, or with letters of two alphabets."""
    words = (word for word in _WORD.findall(text) if not word.isascii())
    return sum(len(word) for word in words if _has_inner_capital(word) or _OTHER_ALPHABET.search(word))


def _has_inner_capital(word: str) -> bool:
    return any(map(str.isupper, word[1:])) and not word.isupper()


def _unrelated(text: str) -> int:
    """Letters with accents that the language with most of them does not have."""
    letters = _LATIN_BEYOND_ASCII.findall(text)
    return min(sum(letter not in alphabet for letter in letters) for alphabet in _ALPHABETS)


def _rare_cyrillic(text: str) -> int:
    """Letters of one language or two, where there are many: a Serbian or Ukrainian text has few."""
    rare, every = len(_RARE_CYRILLIC.findall(text)), len(_CYRILLIC.findall(text))
    return rare if rare > every / 4 else 0
