"""A page as the lines that a reader sees, each with its place: what stands near the headline, and what
far off."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

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
    lines: list[Line] = []
    blocks: dict[HtmlElement, HtmlElement | None] = {}
    at = 0
    for block, pieces in _runs(tree.xpath(".//text()"), blocks):
        if text := " ".join("".join(pieces).split()):
            lines.append(Line(text, block, at))
            at += len(text)
    return lines


def _runs(
    texts: Sequence[Any], blocks: dict[HtmlElement, HtmlElement | None]
) -> Iterator[tuple[HtmlElement, list[str]]]:
    """Texts that no block and no break stands between, with the block that they are in."""
    pieces: list[str] = []
    last: HtmlElement | None = None
    for text in texts:
        beside = text.getparent()
        block = _block(beside.getparent() if text.is_tail else beside, blocks)
        if block is not last or (text.is_tail and beside.tag in _BREAKS):
            if last is not None:
                yield last, pieces
            pieces, last = [], block
        pieces.append(text)
    if last is not None:
        yield last, pieces


def _block(element: HtmlElement, known: dict[HtmlElement, HtmlElement | None]) -> HtmlElement | None:
    """The nearest block that an element is or is in; None within what is skipped."""
    path = []
    while element is not None and element not in known:
        path.append(element)
        element = element.getparent()
    block = path[-1] if element is None else known[element]
    for inner in reversed(path):
        block = None if block is None or inner.tag in _SKIPPED else inner if inner.tag in _BLOCKS else block
        known[inner] = block
    return block


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
