"""Pages that were turned away: why, and what they said."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pipelines.browse.document_page import NotThere
from pipelines.browse.site import link, table_link
from pipelines.document import Evidence
from pipelines.lookup import question

_PER_PAGE = 50
_SHOWN = "id, kind, headline, final_url, publisher, stage, reason, detail, time, relevance"


class Asked(NamedTuple):
    """Facets that are not chosen are ""; `page` counts from 1."""

    q: str = ""
    kind: str = ""
    reason: str = ""
    publisher: str = ""
    page: int = 1

    @classmethod
    def of(cls, arguments: Mapping[str, Sequence[str]]) -> "Asked":
        """That of a query string, whatever is in it."""
        one = {name: (arguments.get(name) or [""])[0][:1000].strip() for name in _FACETS}
        page = (arguments.get("page") or ["1"])[0]
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1
        return cls(**one, page=max(number, 1))

    def link(self, **changed: object) -> str:
        """The address with something else chosen, from its first page on."""
        told = self._asdict() | {"page": None} | changed
        return link("/turned-away", **told)

    def condition(self) -> tuple[str, list[object]]:
        """SQL on `turned_away`, and its values."""
        chosen = [(name, getattr(self, name)) for name in ("kind", "reason", "publisher")]
        parts = [f"{name} = ?" for name, value in chosen if value]
        values: list[object] = [value for _, value in chosen if value]
        asked = question(self.q)
        parts.append(asked.among("turned_away_search", "id"))
        return " AND ".join(parts), [*values, *asked.values()]


_FACETS = ("q", "kind", "reason", "publisher")


def turned_away_facts(database: sqlite3.Connection, asked: Asked) -> dict[str, Any]:
    """What templates/turned_away.html shows, the newest first."""
    where, values = asked.condition()
    query = f"SELECT {_SHOWN} FROM turned_away WHERE {where} ORDER BY time DESC, id DESC LIMIT ? OFFSET ?"
    cursor = database.execute(query, (*values, _PER_PAGE + 1, (asked.page - 1) * _PER_PAGE))
    names = [name for name, *_ in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    return {
        "title": "Pages turned away",
        "asked": asked,
        "rows": rows[:_PER_PAGE],
        "total": _count(database, where, values),
        "reasons": _facet(database, asked, "reason", where, values),
        "publishers": _facet(database, asked, "publisher", where, values),
        "before": asked.link(page=asked.page - 1) if asked.page > 1 else None,
        "after": asked.link(page=asked.page + 1) if len(rows) > _PER_PAGE else None,
        "json": table_link("turned_away", "json"),
        "csv": table_link("turned_away", "csv", _stream="on"),
    }


def turned_away_page(database: sqlite3.Connection, number: int) -> dict[str, Any]:
    """What templates/turned_away_page.html shows of one. Raises NotThere."""
    cursor = database.execute("SELECT * FROM turned_away WHERE id = ?", (min(number, 2**62),))
    row = cursor.fetchone()
    if row is None:
        raise NotThere(f"No page {number} was turned away.")
    told = dict(zip([name for name, *_ in cursor.description], row, strict=True))
    evidence = [Evidence.model_validate(each) for each in json.loads(told["evidence"])]
    same = database.execute(
        "SELECT id, time, kind, reason FROM turned_away WHERE url = ? AND id <> ? ORDER BY id LIMIT 50",
        (told["url"], number),
    ).fetchall()
    return {
        "title": told["headline"] or told["final_url"],
        "row": told,
        "evidence": evidence,
        "other_looks": same,
        "json": table_link(f"turned_away/{number}", "json"),
    }


def _count(database: sqlite3.Connection, where: str, values: Sequence[object]) -> int:
    (found,) = database.execute(f"SELECT count(*) FROM turned_away WHERE {where}", values).fetchone()
    return int(found)


def _facet(
    database: sqlite3.Connection, asked: Asked, name: str, where: str, values: Sequence[object]
) -> list[tuple[str, int, str, bool]]:
    """Value, count, the address that chooses it or lets it go, and whether it is chosen."""
    query = (
        f"SELECT {name}, count(*) FROM turned_away WHERE {where} AND {name} IS NOT NULL "
        f"GROUP BY {name} ORDER BY count(*) DESC LIMIT 15"
    )
    chosen = getattr(asked, name)
    return [
        (value, count, asked.link(**{name: "" if value == chosen else value}), value == chosen)
        for value, count in database.execute(query, values)
    ]
