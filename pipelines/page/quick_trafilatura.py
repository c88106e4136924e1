"""trafilatura made to find the same for less: its patterns as walks, all elements of one class.

Both change the library in this process, in the places where it takes changes: lists of patterns, a parser.
"""

import re
from collections.abc import MutableSequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from lxml import etree
from lxml.html import HtmlComment, HtmlElement, HtmlEntity, HtmlProcessingInstruction
from trafilatura import utils, xpaths

from pipelines.page.xpath_walk import walk

_FORBIDDEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\r"})
_NONE = ("\ufffe", "\uffff")
_LISTS = (
    "DISCARD_IMAGE_ELEMENTS", "OVERALL_DISCARD_XPATH", "RAW_TREE_PRUNE_XPATH",
    "REMOVE_COMMENTS_AND_LISTS_XPATH", "REMOVE_COMMENTS_XPATH", "TEASER_DISCARD_XPATH",
)  # fmt: skip
# Of what these find the library takes the first alone.
_LISTS_OF_FIRSTS = ("BODY_XPATH",)


def quicken() -> None:
    """Once for a process; again it changes nothing. What another version lacks is left out."""
    for name in (*_LISTS, *_LISTS_OF_FIRSTS):
        _as_walks(getattr(xpaths, name, []), first=name in _LISTS_OF_FIRSTS)
    baseline = vars(import_module("trafilatura.baseline"))  # the package has a function of that name
    if isinstance(pattern := baseline.get("BASIC_CLEAN_XPATH"), etree.XPath):
        baseline["BASIC_CLEAN_XPATH"] = walk(pattern)
    if getattr(utils.INVALID_XML_CHARS, "pattern", None) == _FORBIDDEN:
        vars(utils)["INVALID_XML_CHARS"] = _SeldomFound(utils.INVALID_XML_CHARS)
    utils.HTML_PARSER.set_element_class_lookup(_plain_elements())


@dataclass(frozen=True, slots=True)
class _SeldomFound:
    """Characters that XML forbids, which are looked for among the bytes first."""

    characters: re.Pattern[str]

    def sub(self, replacement: str, text: str) -> str:
        try:
            written = text.encode("utf-8")
        except UnicodeEncodeError:
            return self.characters.sub(replacement, text)
        if not any(map(written.__contains__, _CONTROLS)) and not any(map(text.__contains__, _NONE)):
            return text
        return self.characters.sub(replacement, text)


def _as_walks(patterns: MutableSequence[Any], *, first: bool) -> None:
    patterns[:] = [walk(each, first=first) if isinstance(each, etree.XPath) else each for each in patterns]


def _plain_elements() -> etree.ElementDefaultClassLookup:
    """lxml asks a function in Python which class an element is of, for each that is looked at. What forms
    and inputs could do besides nobody asks for."""
    return etree.ElementDefaultClassLookup(
        element=HtmlElement, comment=HtmlComment, pi=HtmlProcessingInstruction, entity=HtmlEntity
    )
