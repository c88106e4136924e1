"""What others make of an article: rewordings, cuts, other boilerplate, the other way to write Chinese.

Deterministic: the same text and the same key give the same variant always.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from random import Random

from opencc import OpenCC

from pipelines.scripts import only_simplified, only_traditional

_SENTENCE = re.compile(r"[^。！？.!?\n]+[。！？.!?\n]+[”」』\"]?\s*|[^。！？.!?\n]+$")
_UNIT = re.compile(r"[\u3400-\u9fff]|[^\W_]+")
_TOUCHED = 0.1

Variant = Callable[[str, Sequence[str], Random], str]


def edited(text: str, words: Sequence[str], random: Random) -> str:
    """A tenth of the sentences reworded, a tenth moved, a tenth dropped; of a few sentences one reworded."""
    sentences = _SENTENCE.findall(text)
    kept = list(sentences)
    count = max(1, round(_TOUCHED * len(sentences)))
    for at in random.sample(range(len(kept)), min(count, len(kept))):
        kept[at] = _reworded(kept[at], words, random)
    for _ in range(count if len(kept) > 3 else 0):
        kept.insert(random.randrange(len(kept)), kept.pop(random.randrange(len(kept))))
    for _ in range(count if len(kept) > 5 else 0):
        kept.pop(random.randrange(len(kept)))
    return "".join(kept).strip()


def truncated(text: str, _words: Sequence[str], _random: Random) -> str:
    """The first four fifths."""
    return text[: len(text) * 4 // 5].rstrip()


def surrounded(text: str, words: Sequence[str], random: Random) -> str:
    """With lines of another page before and after it, a fifth of its length in all."""
    around = max(20, len(text) // 10)
    start = random.randrange(max(1, len(words) - 2 * around))
    glue = "" if _UNIT.fullmatch(words[0]) and len(words[0]) == 1 and words[0] > "\u3000" else " "
    before = glue.join(words[start : start + around])[:around]
    after = glue.join(words[start + around : start + 2 * around])[:around]
    return f"{before}\n{text}\n{after}"


def converted(text: str, _words: Sequence[str], _random: Random) -> str:
    """In the other way to write Chinese, with the words that are used there."""
    simplified = sum(map(only_simplified().__contains__, text))
    traditional = sum(map(only_traditional().__contains__, text))
    return str(_converter("s2twp" if simplified > traditional else "t2s").convert(text))


def words_of(text: str) -> list[str]:
    """Words, or characters of Chinese, of another text: what a rewording takes its words from."""
    return _UNIT.findall(text)


def _reworded(sentence: str, words: Sequence[str], random: Random) -> str:
    """Every fifth word, or every fifth pair of characters of Chinese, is another."""
    units = list(_UNIT.finditer(sentence))
    size = 2 if units and units[0][0] > "\u3000" else 1
    for at in range(len(units) - size - random.randrange(5 * size), -1, -5 * size):
        start, end = units[at].start(), units[at + size - 1].end()
        sentence = sentence[:start] + "".join(random.sample(words, size)) + sentence[end:]
    return sentence


@cache
def _converter(config: str) -> OpenCC:
    return OpenCC(config)


VARIANTS: Mapping[str, Mapping[str, Variant]] = {
    "zh": {
        "edited": edited,
        "cut": truncated,
        "reframed": surrounded,
        "converted": converted,
    },
    "en": {"edited": edited, "cut": truncated, "reframed": surrounded},
}
"""By language and kind."""
