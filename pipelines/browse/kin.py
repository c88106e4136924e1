"""The other documents of a page, and who else published a text."""

import sqlite3
from typing import Any, NamedTuple

_COPIES = ("known_text", "near_duplicate")

# Documents that are linked, directly or by way of others; the column is one of ours.
_KIN = """
WITH RECURSIVE kin (number) AS (
  VALUES (?)
  UNION
  SELECT documents.{link} FROM kin JOIN documents USING (number) WHERE documents.{link} IS NOT NULL
  UNION
  SELECT documents.number FROM kin JOIN documents ON documents.{link} = kin.number
)
SELECT number, headline, publisher, published, fetched, url, status, reading_of
FROM kin JOIN documents USING (number)
"""
_TURNED_AWAY = (
    "SELECT id, headline, publisher, published, time, final_url, reason, detail FROM turned_away "
    "WHERE document IN (SELECT value FROM json_each(?)) ORDER BY time, id LIMIT 200"
)


class Relative(NamedTuple):
    """A document that revises this one, is revised by it, or resembles it."""

    number: int
    headline: str | None
    publisher: str | None
    published: str | None
    fetched: str | None
    url: str | None
    status: str
    reading_of: int | None


class Refused(NamedTuple):
    """A page that was turned away on account of a document."""

    id: int
    headline: str | None
    publisher: str | None
    published: str | None
    time: str
    url: str
    reason: str
    detail: str


def versions(database: sqlite3.Connection, number: int) -> list[Relative]:
    """The documents of the same page, itself among them, oldest first."""
    return sorted(_kin(database, "revision_of", number), key=lambda each: each.number)


def lookalikes(database: sqlite3.Connection, number: int) -> list[Relative]:
    """Other documents that resemble it, in order of publication; undated ones last."""
    found = (each for each in _kin(database, "near_duplicate_of", number) if each.number != number)
    return sorted(found, key=lambda each: (each.published is None, each.published or "", each.number))


def refused(database: sqlite3.Connection, numbers: list[int]) -> tuple[list[Refused], list[Refused]]:
    """Pages that were turned away on account of one of these: copies of it, and later looks at its page."""
    rows = [Refused(*row) for row in database.execute(_TURNED_AWAY, (_json(numbers),))]
    return [row for row in rows if row.reason in _COPIES], [row for row in rows if row.reason not in _COPIES]


def _kin(database: sqlite3.Connection, link: str, number: int) -> list[Relative]:
    return [Relative(*row) for row in database.execute(_KIN.replace("{link}", link), (number,))]


def _json(numbers: list[int]) -> Any:
    return "[" + ",".join(map(str, numbers)) + "]"
