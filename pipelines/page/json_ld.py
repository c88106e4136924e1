"""What a page says of itself in JSON-LD (schema.org): the one node that is the article."""

import json
import re
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    scripts = [each for each in tree.iterdescendants("script") if "ld+json" in (each.get("type") or "")]
    return nodes_of(script.text or "" for script in scripts)


def nodes_of(blocks: Iterable[str]) -> list[Node]:
    """The same for blocks as they are written."""
    return [node for block in blocks for node in _walk(_loaded(block), 0)]


def article(found: Sequence[Node], titles: Sequence[str] = ()) -> Node:
    """The article that the page is, with what other nodes say of the same; empty where there is none.

    Of several that one whose headline is among `titles`, dated ones before others.
    """
    articles = sorted(filter(is_article, found), key=lambda node: not node.get("datePublished"))
    shown = {_letters(title) for title in titles} - {""}
    titled = (node for node in articles if _letters(text_of(node, "headline")) in shown)
    if (chosen := next(titled, next(iter(articles), None))) is None:
        return {}
    headline = _letters(text_of(chosen, "headline"))
    same = (node for node in articles if headline and _letters(text_of(node, "headline")) == headline)
    return ChainMap(*(dict(node) for node in (chosen, *same)))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


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


def flag_of(node: Node, key: str) -> bool | None:
    """A boolean, written as such, as a word or as an address of schema.org; None where it is neither."""
    for value in _as_list(node.get(key)):
        said = str(value).strip().lower().rpartition("/")[2]
        if said in ("true", "false"):
            return said == "true"
    return None


def names(node: Node, key: str, found: Sequence[Node] = ()) -> list[str]:
    """The `name` of each value, where it has one, or the value itself; `@id` is looked up in `found`."""
    known = _named(found)
    return [name for value in _as_list(node.get(key)) for name in _names(value, known)]


def _named(found: Sequence[Node]) -> dict[str, Node]:
    """By `@id`, the first of each; looked up one by one, 100,000 references would take a day."""
    named: dict[str, Node] = {}
    for node in found:
        if "name" in node and isinstance(node.get("@id"), str):
            named.setdefault(node["@id"], node)
    return named


def _names(value: object, known: Mapping[str, Node]) -> list[str]:
    if isinstance(value, str):
        return [unescape(value)]
    if not isinstance(value, Mapping):
        return []
    if "name" not in value and isinstance(value.get("@id"), str):
        value = known.get(value["@id"], {})
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
