"""What must stand in the ids and classes of a page for a pattern to find anything there.

Most patterns find nothing on most pages. All ids and classes of a page, looked through at once, tell so for
less than its elements one by one.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

Needs = Mapping[str, tuple[str, ...]] | None
"""By attribute: regular expressions, one of which is found in one of them. None where nothing is needed."""

_NAMES = ("class", "id")
_VALUES = {name: etree.XPath(f"descendant-or-self::*/@{name}", smart_strings=False) for name in _NAMES}
# Of values in lines below each other these tell something else than of one alone.
_OF_ONE_ALONE = re.compile(r"\\[AZ\d]|\(\?(?!:)(?!![a-z])")


def needs_of(names: Iterable[str], expression: str) -> Needs:
    """Of a value of any of the attributes `names` in which `expression` is found."""
    return None if _OF_ONE_ALONE.search(expression) else dict.fromkeys(names, (expression,))


def any_needed(parts: Iterable[Needs]) -> Needs:
    """Of conditions of which one holds."""
    together: dict[str, tuple[str, ...]] = {}
    for part in parts:
        if part is None:
            return None
        for name, expressions in part.items():
            together[name] = (*together.get(name, ()), *expressions)
    return together


def one_needed(parts: Iterable[Needs]) -> Needs:
    """Of conditions that all hold."""
    return next((part for part in parts if part is not None), None)


def may_find(needs: Needs) -> Callable[[], bool]:
    """Whether the page at hand has what is needed; where none is at hand it may."""
    if needs is None or not needs.keys() <= set(_NAMES):
        return lambda: True
    looked_for = {name: _one_of(expressions) for name, expressions in needs.items()}

    def may() -> bool:
        page = _at_hand.get()
        return page is None or any(each.search(page.said[name]) for name, each in looked_for.items())

    return may


def _one_of(expressions: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in dict.fromkeys(expressions)), re.MULTILINE)


class _Names:
    """Looked for when a pattern is first asked."""

    def __init__(self, tree: HtmlElement) -> None:
        self._tree = tree

    @cached_property
    def said(self) -> Mapping[str, str]:
        """Each value once, a line for each."""
        return {name: "\n".join(_said(values, self._tree)) for name, values in _VALUES.items()}


def _said(values: etree.XPath, tree: HtmlElement) -> Iterable[str]:
    return dict.fromkeys(cast(list[str], values(tree)))


_at_hand: ContextVar[_Names | None] = ContextVar("_at_hand", default=None)


@contextmanager
def at_hand(tree: HtmlElement) -> Iterator[None]:
    """Meanwhile patterns are asked of `tree` alone, and of copies that have no other ids and classes."""
    before = _at_hand.set(_Names(tree))
    try:
        yield
    finally:
        _at_hand.reset(before)
