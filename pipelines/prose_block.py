"""The block of a page that holds the most prose in a script without spaces.

For pages whose article is in no `<p>` and under no telling name, where trafilatura finds menus instead.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from pipelines.scripts import count_spaceless

_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "label", "mark", "q", "rp", "rt", "ruby", "s", "small", "span", "strong", "sub", "sup",
    "time", "tt", "u", "wbr",
})  # fmt: skip
_PASSED_OVER = frozenset({
    "script", "style", "noscript", "template", "nav", "footer", "aside", "form", "button", "select",
    "textarea", "iframe", "svg", "head", "h1", "title",
})  # fmt: skip
_PUNCTUATION = re.compile("[。！？；，…]")
_SHORTEST_PROSE = 12
# Thai, Lao, Khmer and Burmese have little or no punctuation.
_PROSE_UNPUNCTUATED = 40


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    linked: int
    block: HtmlElement

    @property
    def prose(self) -> int:
        """How much of it is prose: 0 for menus and links."""
        return 0 if 2 * self.linked > len(self.text) else prose_length(self.text)


def prose_length(text: str) -> int:
    """Characters of scripts without spaces, in those lines of `text` that read like sentences."""
    return sum(map(_prose_of_line, text.split("\n")))


def prose_block(tree: HtmlElement) -> str:
    """From the first sentence of that block to its last, one line per paragraph; "" where there is none."""
    lines = list(_lines(tree))
    scores: dict[HtmlElement, float] = defaultdict(float)
    for line in lines:
        for weight, block in zip((1.0, 1.0, 0.5), (line.block, *line.block.iterancestors()), strict=False):
            scores[block] += weight * line.prose
    best = max(scores, key=lambda block: scores[block], default=None)
    if best is None or not scores[best]:
        return ""
    inside = [line for line in lines if line.block is best or best in line.block.iterancestors()]
    places = [place for place, line in enumerate(inside) if line.prose]
    shown = inside[places[0] : places[-1] + 1]
    return "\n".join(line.text for line in shown if 2 * line.linked <= len(line.text))


def _prose_of_line(line: str) -> int:
    characters = count_spaceless(line)
    enough = _SHORTEST_PROSE if _PUNCTUATION.search(line) else _PROSE_UNPUNCTUATED
    return characters if characters >= enough else 0


def _lines(tree: HtmlElement) -> Iterator[_Line]:
    """The text of each block between two breaks, with how much of it is linked."""
    blocks, links, linked, words = [tree], 0, 0, list[str]()
    walk = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        passed_over, inline = element.tag in _PASSED_OVER, element.tag in _INLINE
        if event in ("start", "end") and not inline:
            yield from _broken("".join(words), linked, blocks[-1])
            words, linked = [], 0
        if event == "start":
            said = "" if passed_over else element.text or ""
            if passed_over:
                walk.skip_subtree()
            elif not inline:
                blocks.append(element)
            links += element.tag == "a"
        else:
            said = element.tail or ""
            if event == "end" and not passed_over and not inline:
                blocks.pop()
            links -= element.tag == "a" and event == "end"
        words.append(said)
        linked += len(said.strip()) if links else 0


def _broken(text: str, linked: int, block: HtmlElement) -> Iterator[_Line]:
    for part in text.split("\n") if block.tag == "pre" else (text,):
        if line := " ".join(part.split()):
            yield _Line(line, linked, block)
