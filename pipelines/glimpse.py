"""Whether a page can be related at all: a look at its bytes that takes a twentieth of the time of reading it.

No score without names: of what the formula adds up (relevance.py), words alone come to 0.3 at most. So a page
on which no name of the gazetteer stands, or too few for the threshold if each were as prominent as can be,
cannot be kept, whatever its article is found to be. Names are looked for on all of the page that an article
is made of: what is shown, what meta tags say, JSON-LD. Only what the gazetteer says of a name's surroundings
is left aside: the surroundings in the article may be others.
"""

import re
from collections.abc import Callable
from heapq import nlargest
from html import unescape
from itertools import combinations
from math import ldexp, log2, sqrt

from pipelines.judging.prominence import MOST_PRESENCE
from pipelines.page.charset import decode_html
from pipelines.relevance import (
    ENTITY_WEIGHT,
    MOST_PAIRS,
    MOST_POWER,
    MOST_WORDS,
    PAIR_WEIGHT,
    WORD_WEIGHT,
    RelevanceModel,
)

# None of these patterns looks far from where it stands: a page of ten thousand open tags takes no longer.
_UNREAD = re.compile(r"(?i)<(script|style)\b([^<>]*)>|<!--")
_ENDS = {"script": re.compile("(?i)</script"), "style": re.compile("(?i)</style"), "": re.compile("-->")}
_BLOCK = re.compile(
    r"""(?ix) <meta\b([^<>]*)> | </?(?:address|article|aside|blockquote|body|button|dd|details|dialog|div|dl
    |dt|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|input|label|li|link|main|menu|nav
    |ol|optgroup|option|p|pre|script|section|select|svg|table|tbody|td|template|textarea|tfoot|th|thead|title|tr|ul
    |video)\b[^<>]*>"""
)
_INLINE = re.compile(r"(?i)</?[a-z!?][^<>]*>")
_BETWEEN_INLINE = (" ", "")
"""A name may begin at a tag, and a tag may stand within a name."""

LEAST_BYTES = 30
"""Of a line in UTF-8: a shorter one is a button or the entry of a menu, "Facebook" or "分享到微信"."""

_ESCAPED = re.compile(r"\\u(?![dD][89a-fA-F])([0-9a-fA-F]{4})")


class Glimpse:
    """Callable from a page's body and Content-Type to whether it need be read.

    `named` gives the entities that have a name in a text (`Tagger.named`).
    """

    def __init__(self, named: Callable[[str], set[str]], model: RelevanceModel) -> None:
        self._named = named
        self._model = model
        most = ENTITY_WEIGHT * float(MOST_PRESENCE**MOST_POWER)
        self._weights = {name: most * telling for name, telling in model.telling.items()}
        self._pairs = {
            (one, other): PAIR_WEIGHT * sqrt(model.frequency[one] * model.frequency[other])
            for one, other in model.pairs
        }
        self._wanted = _wanted(model)

    def __call__(self, body: bytes, content_type: str | None) -> bool:
        """False only where no reading of the page could be related."""
        if self._wanted <= 0:
            return True
        html = _read_part(decode_html(body, content_type)).replace("\n", " ").replace("\r", " ")
        blocks = _BLOCK.sub(r"\n\1\n", _ESCAPED.sub(_unescaped, html))
        return any(self._suffices(self._named(_lines(blocks, way))) for way in _BETWEEN_INLINE)

    def _suffices(self, names: set[str]) -> bool:
        pairs = (self._pairs.get(pair, 0.0) for pair in combinations(sorted(names), 2))
        most_pairs = nlargest(MOST_PAIRS, pairs)
        return self._most_weight(names) + sum(most_pairs) >= self._wanted

    def _most_weight(self, names: set[str]) -> float:
        """As in the formula, of those that are alike the second counts half, the third a quarter."""
        alike = self._model.common if self._may_be_broad(names) else self._model.common | self._model.firms
        ranked = sorted((self._weights.get(name, 0.0) for name in names & alike), reverse=True)
        others = (self._weights.get(name, 0.0) for name in names - alike)
        return sum(others) + sum(ldexp(weight, -rank) for rank, weight in enumerate(ranked))

    def _may_be_broad(self, names: set[str]) -> bool:
        """Firms alone have no breadth."""
        return any(self._model.room_taken.get(name) == 1.0 for name in names - self._model.firms)


def _read_part(html: str) -> str:
    """Without styles, comments and scripts, but for JSON-LD; what has no end is kept."""
    pieces: list[str] = []
    at = 0
    for found in _UNREAD.finditer(html):
        if found.start() < at or "ld+json" in (found[2] or "").lower():
            continue
        end = _ENDS[(found[1] or "").lower()].search(html, found.end())
        if end is None:
            break
        pieces.append(html[at : found.start()])
        at = end.end()
    return " ".join([*pieces, html[at:]])


def _lines(blocks: str, between: str) -> str:
    """The text of those that may be sentences."""
    lines = unescape(_INLINE.sub(between, blocks)).split("\n")
    plain = (" ".join(line.split()) for line in lines)
    return "\n".join(line for line in plain if len(line.encode()) >= LEAST_BYTES)


def _wanted(model: RelevanceModel) -> float:
    """The weight that names must have at least; 0 where words might do, or where marks have taught."""
    if model.learned is not None or model.threshold >= 1.0:
        return 0.0
    return -log2(1.0 - model.threshold) - MOST_WORDS * WORD_WEIGHT - 0.001


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))
