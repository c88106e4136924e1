"""A page as the lines that a reader sees, each with its place: what stands near the headline, and what
far off."""

from collections.abc import Sequence
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

_BLOCK_NAMES = (
    "address article aside blockquote body br center dd details div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p section table tbody td th tr ul"
)
_SKIPPED_NAMES = (
    "script style noscript template svg nav footer aside form select button iframe figure head textarea"
)
_BLOCKS, _SKIPPED = frozenset(_BLOCK_NAMES.split()), frozenset(_SKIPPED_NAMES.split())


class Line(NamedTuple):
    """`at`: how many characters stand before it; `element`: the block that it is in."""

    text: str
    element: HtmlElement
    at: int


def page_lines(tree: HtmlElement) -> list[Line]:
    """In the order of the page, without menus, asides, forms, figures and what is not shown."""
    walk = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    lines: list[Line] = []
    pieces: list[str] = []
    blocks: list[HtmlElement] = [tree]
    at = 0
    for event, element in walk:
        is_skipped = element.tag in _SKIPPED
        if element.tag in _BLOCKS or is_skipped:
            if text := " ".join("".join(pieces).split()):
                lines.append(Line(text, blocks[-1], at))
                at += len(text)
            pieces.clear()
        if event != "start":
            pieces.append(element.tail or "")
            if blocks[-1] is element:
                blocks.pop()
        elif is_skipped:
            walk.skip_subtree()
        else:
            pieces.append(element.text or "")
            if element.tag in _BLOCKS:
                blocks.append(element)
    return lines


def below_and_above(lines: Sequence[Line], headings: Sequence[str], below: int, above: int) -> list[Line]:
    """What stands within so many characters of the headline, first what comes after it; [] where none is
    shown."""
    places = (place for heading in headings if (place := _place_of(lines, heading)) is not None)
    if (place := next(places, None)) is None:
        return []
    start = lines[place].at
    after = [line for line in lines[place + 1 :] if line.at - start <= below]
    return after + [line for line in lines[:place] if start - line.at <= above]


def _place_of(lines: Sequence[Line], heading: str) -> int | None:
    wanted = _letters(heading)
    places = (place for place, line in enumerate(lines) if wanted and _letters(line.text) == wanted)
    return next(places, None)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
