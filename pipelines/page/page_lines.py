"""A page as the lines that a reader sees, each with its place: what stands near the headline, and what
far off."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml.html import HtmlElement

_BLOCK_NAMES = (
    "address article aside blockquote body br center dd details div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p section table tbody td th tr ul"
)
_SKIPPED_NAMES = (
    "script style noscript template svg nav footer aside form select button iframe figure head textarea"
)
_BLOCKS, _SKIPPED = frozenset(_BLOCK_NAMES.split()), frozenset(_SKIPPED_NAMES.split())
_BREAKS = _BLOCKS | _SKIPPED


class Line(NamedTuple):
    """`at`: how many characters stand before it; `element`: the block that it is in."""

    text: str
    element: HtmlElement
    at: int


def page_lines(tree: HtmlElement) -> list[Line]:
    """In the order of the page, without menus, asides, forms, figures and what is not shown."""
    walk = _Walk()
    walk.through(tree, _block(tree))
    walk.begin(None)
    return walk.lines


def _block(element: HtmlElement) -> HtmlElement | None:
    """The nearest block that an element is or is in, else its root; None within what is skipped."""
    around = [element, *element.iterancestors()]
    if any(each.tag in _SKIPPED for each in around):
        return None
    return next((each for each in around if each.tag in _BLOCKS), around[-1])


@dataclass(slots=True)
class _Walk:
    """`pieces`: texts that no block and no break stands between, in `block`."""

    lines: list[Line] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    block: HtmlElement | None = None
    at: int = 0

    def through(self, element: HtmlElement, block: HtmlElement | None) -> None:
        if text := element.text:
            self.say(text, block)
        for child in element:
            tag = child.tag
            if tag in _SKIPPED:
                self.pass_over(child)
            elif isinstance(tag, str):
                self.through(child, child if tag in _BLOCKS else block)
            if tail := child.tail:
                if tag in _BREAKS:
                    self.begin(block)
                self.say(tail, block)

    def pass_over(self, element: HtmlElement) -> None:
        """Words in it stand between those before it and after it."""
        if next(element.itertext(with_tail=False), None) is not None:
            self.begin(None)

    def say(self, text: str, block: HtmlElement | None) -> None:
        if block is not self.block:
            self.begin(block)
        self.pieces.append(text)

    def begin(self, block: HtmlElement | None) -> None:
        if self.block is not None and (text := " ".join("".join(self.pieces).split())):
            self.lines.append(Line(text, self.block, self.at))
            self.at += len(text)
        self.pieces.clear()
        self.block = block


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
    wanted, longest = _letters(heading), 2 * len(heading)
    likely = (place for place, line in enumerate(lines) if len(line.text) <= longest)
    return next((place for place in likely if wanted and _letters(lines[place].text) == wanted), None)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
