"""How the documents that were found divide: by publisher, language, entity, year and relevance."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipelines.browse.choice import Choice
from pipelines.browse.site import Site
from pipelines.lookup import answering

_SHOWN = 10
_NAMES = {
    "publisher": "Publisher", "language": "Language", "entity": "Named", "year": "Year", "band": "Relevance",
}  # fmt: skip
_COUNTED = ("publisher", "language", "year", "band")
# What has an order of its own, the newest or highest first.
_ORDERED = frozenset({"year", "band"})


class Value(NamedTuple):
    """One value of a facet: `link` chooses it, or lets it go where it `is_chosen`."""

    text: str
    documents: int
    link: str
    is_chosen: bool


class Facet(NamedTuple):
    """`more` are values that are not shown."""

    name: str
    values: tuple[Value, ...]
    more: int


def facets(database: sqlite3.Connection, site: Site, choice: Choice) -> tuple[list[Facet], int]:
    """Those that divide what was found or are chosen; and how many documents were found."""
    counts = {name: Counter[str]() for name in _NAMES}
    is_all = choice._replace(page=1) == Choice()
    if not is_all:
        _find(database, choice)
    total = 0
    for *values, number in database.execute(_ALL if is_all else _FOUND):
        total += number
        for name, value in zip(_COUNTED, values, strict=True):
            if value is not None:
                counts[name][str(value)] += number
    counts["entity"].update(dict(database.execute(_ALL_ENTITIES if is_all else _FOUND_ENTITIES)))
    return [facet for name in _NAMES if (facet := _facet(site, choice, name, counts[name])).values], total


def _find(database: sqlite3.Connection, choice: Choice) -> None:
    """In a table of this connection: searched once, and counted in two ways."""
    wanted = answering(choice.q, choice.among())
    database.execute("CREATE TEMP TABLE IF NOT EXISTS found (number INTEGER PRIMARY KEY)")
    database.execute("DELETE FROM found")
    database.execute(f"INSERT INTO found SELECT number FROM documents WHERE {wanted.sql}", wanted.values)


_GROUPED = "GROUP BY publisher, language, year, band"
_NAMED = "GROUP BY entity ORDER BY count(*) DESC LIMIT 50"
_SHOWN_COUNTS = "SELECT publisher, language, year, band, count(*) FROM"
_FOUND = f"{_SHOWN_COUNTS} found CROSS JOIN documents USING (number) {_GROUPED}"
_FOUND_ENTITIES = f"SELECT entity, count(*) FROM found CROSS JOIN document_entities USING (number) {_NAMED}"
_ALL = f"{_SHOWN_COUNTS} documents INDEXED BY documents_grouped WHERE status = 'live' {_GROUPED}"
_ALL_ENTITIES = f"SELECT entity, count(*) FROM document_entities {_NAMED}"


def _facet(site: Site, choice: Choice, name: str, counts: Counter[str]) -> Facet:
    chosen = _chosen(choice, name)
    ordered = sorted(counts.items(), reverse=True) if name in _ORDERED else counts.most_common()
    shown = [*((value, counts[value]) for value in chosen), *_others(ordered, chosen)]
    values = tuple(_value(site, choice, name, value, count) for value, count in shown)
    return Facet(_NAMES[name], values, max(0, len(counts) - len(shown)))


def _others(ordered: Iterable[tuple[str, int]], chosen: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    left = [each for each in ordered if each[0] not in chosen]
    return iter(left[: _SHOWN - len(chosen)])


def _chosen(choice: Choice, name: str) -> tuple[str, ...]:
    value = getattr(choice, name)
    return value if isinstance(value, tuple) else (value,) if value else ()


def _value(site: Site, choice: Choice, name: str, value: str, count: int) -> Value:
    is_chosen = value in _chosen(choice, name)
    other = choice.without(name, value) if is_chosen else choice.with_facet(name, value)
    return Value(site.name(value) if name == "entity" else value, count, other.link(), is_chosen)
