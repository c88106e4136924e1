"""The block of a page that holds the most prose in a script without spaces.

For pages whose article is in no `<p>` and under no telling name, where trafilatura finds menus instead.
"""

import re
from collections import defaultdict

from lxml.html import HtmlElement

from pipelines.page.linked_lines import LinkedLine, linked_lines
from pipelines.scripts import count_spaceless

_PASSED_OVER = frozenset({
    "script", "style", "noscript", "template", "nav", "footer", "aside", "form", "button", "select",
    "textarea", "iframe", "svg", "head", "h1", "title",
})  # fmt: skip
_PUNCTUATION = re.compile("[。！？；，…]")
_SHORTEST_PROSE = 12
# Thai, Lao, Khmer and Burmese have little or no punctuation.
_PROSE_UNPUNCTUATED = 40


def prose_length(text: str) -> int:
    """Characters of scripts without spaces, in those lines of `text` that read like sentences."""
    return sum(map(_prose_of_line, text.split("\n")))


def prose_block(tree: HtmlElement) -> str:
    """From the first sentence of that block to its last, one line per paragraph; "" where there is none."""
    lines = linked_lines(tree, _PASSED_OVER)
    scores: dict[HtmlElement, float] = defaultdict(float)
    for line in lines:
        for weight, block in zip((1.0, 1.0, 0.5), (line.block, *line.block.iterancestors()), strict=False):
            scores[block] += weight * _prose(line)
    best = max(scores, key=lambda block: scores[block], default=None)
    if best is None or not scores[best]:
        return ""
    inside = [line for line in lines if line.block is best or best in line.block.iterancestors()]
    places = [place for place, line in enumerate(inside) if _prose(line)]
    shown = inside[places[0] : places[-1] + 1]
    return "\n".join(line.text for line in shown if 2 * line.linked <= len(line.text))


def _prose(line: LinkedLine) -> int:
    """How much of it is prose: 0 for menus and links."""
    return 0 if 2 * line.linked > len(line.text) else prose_length(line.text)


def _prose_of_line(line: str) -> int:
    characters = count_spaceless(line)
    enough = _SHORTEST_PROSE if _PUNCTUATION.search(line) else _PROSE_UNPUNCTUATED
    return characters if characters >= enough else 0
