"""What a page says of itself in JSON-LD (schema.org): the one node that is the article."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from lxml.html import HtmlElement

Node = Mapping[str, Any]

_ARTICLE_TYPE = re.compile(r"(?i)(article|posting|report|story)$")
_LISTING_TYPES = frozenset({"CollectionPage", "SearchResultsPage", "ItemList"})
_CONTAINERS = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "subjectOf")
_MAX_DEPTH = 6
_WRAPPING = re.compile(r"^\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*;?\s*$")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")


def nodes(tree: HtmlElement) -> list[Node]:
    """Every typed node of every block, outer before inner; blocks that cannot be read are left out."""
    scripts = tree.xpath('.//script[contains(@type, "ld+json")]')
    return [node for script in scripts for node in _walk(_loaded(script.text or ""), 0)]


def article(found: Sequence[Node]) -> Node:
    """The first node that is an article, dated ones before others; empty where there is none."""
    articles = [node for node in found if is_article(node)]
    dated = (node for node in articles if node.get("datePublished"))
    return next(dated, articles[0] if articles else {})


def is_article(node: Node) -> bool:
    return any(_ARTICLE_TYPE.search(kind) for kind in _types(node))


def is_listing(node: Node) -> bool:
    return any(kind in _LISTING_TYPES for kind in _types(node))


def text_of(node: Node, key: str) -> str:
    """The value if it is text, the first text of it if it is a list, else ""."""
    for value in _as_list(node.get(key)):
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return unescape(str(value))
    return ""


def names(node: Node, key: str, found: Sequence[Node] = ()) -> list[str]:
    """The `name` of each value, where it has one, or the value itself; `@id` is looked up in `found`."""
    return [name for value in _as_list(node.get(key)) for name in _names(value, found)]


def _names(value: object, found: Sequence[Node]) -> list[str]:
    if isinstance(value, str):
        return [unescape(value)]
    if not isinstance(value, Mapping):
        return []
    if "name" not in value and "@id" in value:
        value = next((node for node in found if node.get("@id") == value["@id"] and "name" in node), {})
    return [unescape(name) for name in _as_list(value.get("name")) if isinstance(name, str)]


def _loaded(block: str) -> object:
    bare = _WRAPPING.sub("", block).strip().rstrip(";")
    for attempt in (bare, _TRAILING_COMMA.sub(r"\1", bare)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _walk(value: object, depth: int) -> Iterator[Node]:
    for node in _as_list(value):
        if not isinstance(node, Mapping) or depth > _MAX_DEPTH:
            continue
        if "@type" in node:
            yield node
        # What a listing lists is not what the page is.
        inner = _CONTAINERS[:3] if is_listing(node) else _CONTAINERS
        for key in inner:
            yield from _walk(node.get(key), depth + 1)


def _types(node: Node) -> list[str]:
    kinds = (kind for kind in _as_list(node.get("@type")) if isinstance(kind, str))
    return [kind.rpartition("/")[2].rpartition(":")[2] for kind in kinds]


def _as_list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
