"""What a page says of itself in microdata or RDFa: the one item that is the article, as a JSON-LD node.

Microdata: the HTML standard, section 5. RDFa: https://www.w3.org/TR/rdfa-lite/.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, cast

from lxml import etree
from lxml.html import HtmlElement

from pipelines.page import json_ld

_MOST_PROPERTIES = 200


class _Syntax(NamedTuple):
    """The names of the attributes, and where properties are."""

    kind: str
    name: str
    properties: str


_ANNOTATED = etree.XPath("descendant::*[@itemtype or @typeof or @itemprop]")
_MICRODATA = _Syntax("itemtype", "itemprop", "descendant::*[@itemprop]")
_RDFA = _Syntax("typeof", "property", "descendant::*[@property and not(self::meta[parent::head])]")


def annotated(tree: HtmlElement) -> list[HtmlElement]:
    """Items of both kinds, and properties of microdata, in the order of the page."""
    return cast(list[HtmlElement], _ANNOTATED(tree))


def article_item(found: Sequence[HtmlElement]) -> json_ld.Node:
    """Property by property; empty where the page has no such item. `found` is what is annotated.

    Of several articles the one that the heading belongs to, which teasers of others do not have.
    """
    typed = [each for each in found if (each.get("itemtype") or each.get("typeof")) is not None]
    for syntax in (_MICRODATA, _RDFA):
        items = [item for item in typed if json_ld.is_article(_typed(item, syntax))]
        if items:
            headed = (item for item in items if next(item.iter("h1"), None) is not None)
            chosen = next(headed, items[0] if len(items) == 1 else None)
            return {} if chosen is None else _node(chosen, syntax)
    return {}


def _node(item: HtmlElement, syntax: _Syntax) -> dict[str, Any]:
    node: dict[str, Any] = _typed(item, syntax)
    for element in item.xpath(syntax.properties)[:_MOST_PROPERTIES]:
        if _owner(element, syntax) is item:
            for name in (element.get(syntax.name) or "").split():
                node.setdefault(name.rpartition(":")[2], []).append(_value(element, syntax))
    return node


def _typed(item: HtmlElement, syntax: _Syntax) -> dict[str, Any]:
    return {"@type": (item.get(syntax.kind) or "").split()}


def _owner(element: HtmlElement, syntax: _Syntax) -> HtmlElement | None:
    return next((above for above in element.iterancestors() if above.get(syntax.kind)), None)


def _value(element: HtmlElement, syntax: _Syntax) -> object:
    if element.get(syntax.kind):
        names = (name for name in _named(element, syntax) if name)
        return {**_typed(element, syntax), "name": next(names, _text(element))}
    return element.get("content") or element.get("datetime") or _text(element) or element.get("href") or ""


def _named(item: HtmlElement, syntax: _Syntax) -> Iterator[str]:
    for element in item.xpath(syntax.properties)[:_MOST_PROPERTIES]:
        if (element.get(syntax.name) or "").rpartition(":")[2] == "name":
            yield element.get("content") or _text(element)


def _text(element: HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())
