"""The lines of a page as a reader sees them, each with its block and with how much of it is linked."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from lxml.html import HtmlElement

from pipelines.page.letters import letters

INLINE = frozenset({
    "a", "abbr", "b", "bdi", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "label", "mark", "q", "rp", "rt", "ruby", "s", "small", "span", "strong", "sub", "sup",
    "time", "tt", "u", "wbr",
})  # fmt: skip
UNSEEN = frozenset({
    "script", "style", "noscript", "template", "button", "select", "textarea", "iframe", "svg", "head",
    "title",
})  # fmt: skip
_DIGITS = re.compile(r"\d+")
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True)
class LinkedLine:
    """`links`: those parts of `text` that are in links. `block`: the innermost element not inline."""

    text: str
    links: tuple[str, ...]
    block: HtmlElement

    @cached_property
    def letters(self) -> str:
        return letters(self.text)

    @property
    def linked(self) -> int:
        """How many characters are in links."""
        return sum(map(len, self.links))

    @cached_property
    def link_share(self) -> float:
        """Of its letters, 0 to 1. A date or a rank beside a link makes it no less a link."""
        if not self.links:
            return 0.0
        told = _DIGITS.sub("", self.letters)
        return min(1.0, len(_DIGITS.sub("", letters("".join(self.links)))) / len(told)) if told else 1.0

    @property
    def is_heading(self) -> bool:
        return self.block.tag in HEADINGS


def linked_lines(tree: HtmlElement, unseen: Collection[str] = UNSEEN) -> list[LinkedLine]:
    """In the order of the page, none empty; broken at blocks and at `<br>`, in `<pre>` at line ends.

    Nothing of the elements `unseen`, nor of what is in them.
    """
    walk = _Walk(unseen)
    walk.through(tree, tree, in_link=False)
    return walk.lines


@dataclass(slots=True)
class _Walk:
    unseen: Collection[str]
    lines: list[LinkedLine] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def through(self, element: HtmlElement, block: HtmlElement, *, in_link: bool) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in self.unseen:
            return
        inline = tag in INLINE
        if not inline:
            if self.words:
                self.end_line(block)
            block = element
        in_link = in_link or tag == "a"
        if text := element.text:
            self.say(text, in_link)
        for child in element:
            self.through(child, block, in_link=in_link)
            if tail := child.tail:
                self.say(tail, in_link)
        if self.words and not inline:
            self.end_line(block)

    def say(self, text: str, in_link: bool) -> None:
        self.words.append(text)
        if in_link:
            self.links.append(text.strip())

    def end_line(self, block: HtmlElement) -> None:
        text, links = "".join(self.words), tuple(self.links)
        for part in text.split("\n") if block.tag == "pre" else (text,):
            if line := " ".join(part.split()):
                self.lines.append(LinkedLine(line, links, block))
        self.words.clear()
        self.links.clear()
