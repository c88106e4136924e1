"""What a page shows, as far as it tells a page that says something from one that only bars the way."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, groupby

from lxml.html import HtmlElement

from pipelines.page.page_metadata import PageMetadata
from pipelines.scripts import count_spaceless

_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "mark", "q", "s",
     "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var")
)  # fmt: skip
_UNSHOWN = frozenset(
    ("button", "head", "iframe", "label", "noscript", "option", "script", "select", "style", "template",
     "textarea")
)  # fmt: skip
_AROUND = frozenset(("footer", "nav"))
_HEADINGS = ("h1", "h2", "h3")
_MOST_HEADINGS = 2
_LONGEST_MESSAGE = 300
_PARTS_OF_TITLE = re.compile(r"\s+[-–—·•»«:]+\s+|\s*[|｜│_]+\s*|\s*[-–—]{2,}\s*")
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_EDGES = " \t\r\n.…。!！?？,，:：;；'\"‘’“”「」[]【】()（）<>《》*#"


@dataclass(frozen=True, slots=True)
class Shown:
    """`titles` (whole, and its parts) and `headings` without the marks at their ends.

    `pieces` are the words of each block but for those that are all linked.

    `weight` is the length of the pieces, `weight_of_all` that of whatever is shown, links included; both in
    characters, those of scripts without spaces counting double. `unscripted` is what readers without
    JavaScript are told. `is_dated`: the page states when it was published, or by whom it is.
    `shows_headline`: it calls itself an article, and its first heading is that article's headline.
    """

    titles: tuple[str, ...]
    headings: tuple[str, ...]
    pieces: tuple[str, ...]
    unscripted: str
    weight: int
    weight_of_all: int
    says_article: bool
    is_dated: bool
    shows_headline: bool

    def is_headed(self, pattern: re.Pattern[str]) -> bool:
        """Whether a part of the title, or a heading, is nothing but what `pattern` matches in full."""
        return any(map(pattern.fullmatch, (*self.titles, *self.headings)))

    def is_headed_twice(self, pattern: re.Pattern[str]) -> bool:
        """Whether both the title and a heading are."""
        return any(map(pattern.fullmatch, self.titles)) and any(map(pattern.fullmatch, self.headings))

    def tells(self, pattern: re.Pattern[str]) -> str | None:
        """The first piece, short as messages are, that begins with what `pattern` matches."""
        short = (piece for piece in self.pieces if weight_of(piece) <= _LONGEST_MESSAGE)
        return next((piece for piece in short if pattern.match(piece.lstrip(_EDGES))), None)


def read_shown(tree: HtmlElement, page: PageMetadata) -> Shown:
    """`tree` is the page as it came, consent dialog and all."""
    blocks = list(_blocks(tree))
    pieces = tuple(words for words, is_link in blocks if not is_link)
    return Shown(
        titles=parts_of_title(page.title),
        headings=_headings(tree),
        pieces=pieces,
        unscripted=" ".join(map(_words, tree.iter("noscript"))),
        weight=sum(map(weight_of, pieces)),
        weight_of_all=sum(weight_of(words) for words, _ in blocks),
        says_article=page.says_article,
        is_dated=bool(page.published or page.authors),
        shows_headline=page.says_article and page.first_heading in page.headlines,
    )


def shows_more(tree: HtmlElement, weight: int) -> bool:
    """Whether its `weight` is greater, which most pages tell in their first half."""
    weights = (weight_of(words) for words, is_link in _blocks(tree) if not is_link)
    return any(so_far > weight for so_far in accumulate(weights))


def weight_of(text: str) -> int:
    """Characters, those of scripts without spaces counting double: they say as much as two letters."""
    return len(text) + count_spaceless(text)


def _headings(tree: HtmlElement) -> tuple[str, ...]:
    """The first ones of the highest level that the page has: a dialog's are lower, as a rule."""
    levels = ([_words(heading).strip(_EDGES) for heading in tree.iter(tag)] for tag in _HEADINGS)
    highest = next((said for level in levels if (said := [heading for heading in level if heading])), [])
    return tuple(highest[:_MOST_HEADINGS])


def parts_of_title(title: str) -> tuple[str, ...]:
    """The whole, then what its separators part, without the marks at the ends."""
    parts = (part.strip(_EDGES) for part in (title, *_PARTS_OF_TITLE.split(title)))
    return tuple(dict.fromkeys(part for part in parts if part))


def _words(element: HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def _blocks(tree: HtmlElement) -> Iterator[tuple[str, bool]]:
    """The words of each block in the order of the page, and whether they are all linked."""
    for _, texts in groupby(_texts(tree), key=lambda found: found[0]):
        found = list(texts)
        words = " ".join("".join(text for _, text, _ in found).split())
        if words:
            yield words, all(is_linked for _, text, is_linked in found if text.strip())


def _texts(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str, bool]]:
    """Each text with the block that it is in, and whether it is linked. Menus and footers count as linked."""
    above = list(tree.iterancestors())
    block = next((each for each in above if each.tag not in _INLINE), None)
    is_linked = any(each.tag == "a" or each.tag in _AROUND for each in above)
    walk = [_Open(tree, block, is_linked=is_linked)] if all(map(_is_shown, (tree, *above))) else []
    if walk:
        yield from walk[0].says(tree.text)
    while walk:
        around = walk[-1]
        child = next(around.children, None)
        if child is None:
            walk.pop()
            if walk:
                yield from walk[-1].says(around.element.tail)
        elif _is_shown(child):
            walk.append(_Open(child, around.block, is_linked=around.is_linked))
            yield from walk[-1].says(child.text)
        else:
            yield from around.says(child.tail)


class _Open:
    """An element that a walk is in; `block`, `is_linked` are of what stands there, and are those around it
    at first."""

    __slots__ = ("block", "children", "element", "is_linked")

    def __init__(self, element: HtmlElement, block: HtmlElement | None, *, is_linked: bool) -> None:
        tag = element.tag
        self.element = element
        self.children = iter(element)
        self.block = block if tag in _INLINE else element
        self.is_linked = is_linked or tag == "a" or tag in _AROUND

    def says(self, text: str | None) -> Iterable[tuple[HtmlElement, str, bool]]:
        return ((self.block, text, self.is_linked),) if text and self.block is not None else ()


def _is_shown(element: HtmlElement) -> bool:
    tag = element.tag
    return isinstance(tag, str) and tag not in _UNSHOWN and not _is_hidden(element)


def _is_hidden(element: HtmlElement) -> bool:
    """By itself; what a style sheet hides is not known."""
    return element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "") is not None
