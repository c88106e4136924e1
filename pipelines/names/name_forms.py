"""The form in which names and texts are compared, and where in a text a name may begin and end.

Case, width, dashes, apostrophes, middle dots and Traditional characters fold to one form. What a reader does
not see is left out (soft hyphens, marks of width zero, spaces after a space, the line breaks of hard-wrapped
lines), so a folded text may be shorter; it knows where each of its code points stood.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, starmap
from typing import NamedTuple

from opencc import OpenCC

WRAPPED_LINE = 60
"""Columns from which a line that ends without punctuation is taken for hard-wrapped; an ideograph has two."""

_SHORT_LINE = WRAPPED_LINE // 2  # characters
_FIRST_IDEOGRAPH = "\u2e80"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufe0f\ufeff"
_SPACES = " \t\u00a0\u2009\u3000"
_TWO_SPACES = re.compile(rf"[{_SPACES}]{{2}}")
_UNSEEN = re.compile(rf"[{_INVISIBLE}]+|(?<=[{_SPACES}])[{_SPACES}]+")
_IDEOGRAPH = re.compile(r"[\u2e80-\uffff]")
_PLAIN_GAPS = frozenset(" .,'\n\"“”:;()")
_PLAIN_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
_LONGEST_HEADING = 200  # characters before and after a name
_LONGEST_ADDRESS = 250  # characters before and after a name
_LONGEST_HASHTAG = 200  # characters: the data in a page may be words of a million
_IN_ADDRESS = frozenset("./@:-_=&?%#~+")
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*://.+|www\..+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?:[a-z0-9-]+\.)+(?:com|cn|net|org|io|tv|co|me|hk|tw|jp|de|fr|uk|eu|us|in|edu|gov|info|app|news|ai|fm|ly)"
    r"(?::\d+)?(?:/.*)?",
    re.IGNORECASE | re.ASCII,
)


class Folded(NamedTuple):
    """`plain` keeps the case, `folded` does not; both are equally long.

    `places`: where each code point stood in the text; None if all stand where they did.
    """

    plain: str
    folded: str
    places: Sequence[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text of a span that is not empty."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1

    def place(self, offset: int) -> int:
        """Where what stood at an offset of the text, or the first thing after it, stands now."""
        if self.places is None:
            return offset
        return bisect_left(self.places, offset)


def fold(text: str) -> Folded:
    """The form in which two spellings of a name are equal."""
    if "\n" in text:
        text = _unwrapped(text)
    places = None
    if any(sign in text for sign in _INVISIBLE) or _TWO_SPACES.search(text):
        spans = list(_seen(text))
        places = list(chain.from_iterable(starmap(range, spans)))
        text = "".join([text[start:end] for start, end in spans])
    plain = text.replace("-", " ") if text.isascii() else _in_normal_forms(text)
    folded = plain.lower()
    if len(folded) != len(plain):
        folded = "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)
    return Folded(plain, folded, places)


def cuts_word(text: Folded, place: int) -> bool:
    """Whether a name that begins or ends at `place` would cut a word in two.

    Letters and digits of scripts with word spaces hold together, and Katakana does; Chinese does not. In a
    hashtag (#DeleteFacebook) a capital after a small letter begins a word.
    """
    folded = text.folded
    if not 0 < place < len(folded):
        return False
    before, after = folded[place - 1], folded[place]
    if before in _PLAIN_GAPS or after in _PLAIN_GAPS:
        return False
    if _is_spaced(before) and _is_spaced(after):
        return not _begins_in_hashtag(text.plain, place)
    return _is_katakana(before) and _is_katakana(after)


def is_in_address(text: str, start: int, end: int) -> bool:
    """Whether the span is a part, but not the whole, of a URL, domain or e-mail address."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before not in _IN_ADDRESS and after not in _IN_ADDRESS:
        return False
    first, last = start, end
    while first and start - first < _LONGEST_ADDRESS and _may_be_in_address(text[first - 1]):
        first -= 1
    while last < len(text) and last - end < _LONGEST_ADDRESS and _may_be_in_address(text[last]):
        last += 1
    token = text[first:last].rstrip("./:-_=&?#~+")
    lead = len(token) - len(token.lstrip("./:-_@#"))
    if (start, end) == (first + lead, first + len(token)):
        return False
    return _ADDRESS.fullmatch(token[lead:]) is not None


def is_shouted(plain: str, start: int, end: int) -> bool:
    """Whether the rest of the line is in capitals too, so that the span's capitals tell nothing."""
    before, after = plain[max(0, start - _LONGEST_HEADING) : start], plain[end : end + _LONGEST_HEADING]
    rest = before.rpartition("\n")[2] + after.partition("\n")[0]
    small = sum(map(str.islower, rest))
    return small < 3 and sum(map(str.isupper, rest)) > 5 + 4 * small


def _unwrapped(text: str) -> str:
    """Line breaks within a hard-wrapped paragraph as spaces; between ideographs as nothing to be seen."""
    lines = text.split("\n")
    for place, line in enumerate(lines[:-1]):
        lines[place] = line + (_break_behind(line, lines[place + 1][:1]) if len(line) > _SHORT_LINE else "\n")
    return "".join(lines)


def _break_behind(line: str, following: str) -> str:
    """What stands for the line break there, one code point."""
    if not (line[-1].isalnum() and following.isalnum()):
        return "\n"
    if len(line) + len(_IDEOGRAPH.findall(line)) < WRAPPED_LINE:
        return "\n"
    return "\u200b" if _IDEOGRAPH.match(line[-1]) and _IDEOGRAPH.match(following) else " "


def _in_normal_forms(text: str) -> str:
    """Line by line: to look up each code point takes long, and many a line of a page has ASCII alone."""
    forms = _normal_forms()
    spaced = text.replace("-", " ").replace("\t", " ")
    return "\n".join([line if line.isascii() else line.translate(forms) for line in spaced.split("\n")])


def _seen(text: str) -> Iterator[tuple[int, int]]:
    """Where what is seen begins and ends."""
    last = 0
    for found in _UNSEEN.finditer(text):
        yield last, found.start()
        last = found.end()
    yield last, len(text)


def _may_be_in_address(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in _IN_ADDRESS)


def _is_spaced(character: str) -> bool:
    return character in _PLAIN_LETTERS or (character < _FIRST_IDEOGRAPH and character.isalnum())


def _is_katakana(character: str) -> bool:
    return "\u30a1" <= character <= "\u30fe" and character != "\u30fb"


def _begins_in_hashtag(plain: str, place: int) -> bool:
    if not (plain[place].isupper() and plain[place - 1].islower()):
        return False
    start, first = place - 1, max(0, place - _LONGEST_HASHTAG)
    while start > first and _is_spaced(plain[start]):
        start -= 1
    return plain[start] == "#"


@cache
def _normal_forms() -> str:
    """One code point for one: full width to half, Traditional to Simplified, dashes, apostrophes, spaces.

    Each stands at the place of its code point, which str.translate takes half the time for that a dict does.
    """
    ideographs = [chr(code) for code in (*range(0x3400, 0xA000), *range(0xF900, 0xFB00))]
    simplified = OpenCC("t2s").convert("\n".join(ideographs)).split("\n")
    forms = {ord(a): b for a, b in zip(ideographs, simplified, strict=True) if len(b) == 1}
    forms |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    forms |= {ord(c): "'" for c in "’‘ʼ＇"}
    forms |= {ord(c): "·" for c in "‧・•∙⋅．"}
    forms |= {ord(c): " " for c in "-‐‑－\t\u00a0\u2009\u202f\u3000"}
    return "".join([forms.get(code, chr(code)) for code in range(0x10000)])
