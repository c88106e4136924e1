"""Documents that answer a question, the best first."""

import sqlite3
from typing import Any, NamedTuple

from pipelines.archive import Where
from pipelines.lookup.conditions import condition
from pipelines.lookup.passages import Piece, marked, passage
from pipelines.lookup.questions import Question, question

_SHOWN = "number, headline, publisher, published, language, relevance"
_LIVE = "status = 'live'"


class Hit(NamedTuple):
    """A document that was found. `headline` and `passage` are in pieces, those that were looked for marked.

    `published` is as precise as the page says, `relevance` 0 to 1; a seed has none of both.
    """

    number: int
    headline: tuple[Piece, ...]
    publisher: str | None
    published: str | None
    language: str | None
    relevance: float | None
    passage: tuple[Piece, ...]


def search(
    database: sqlite3.Connection, text: str, where: Where | None = None, limit: int = 20, offset: int = 0
) -> list[Hit]:
    """The best `limit` documents behind the first `offset`; without words the newest ones.

    Removed documents are not found. Raises sqlite3.Error.
    """
    asked = question(text)
    sql, values = condition(where)
    rows = database.execute(_query(asked, sql), (*_matched(asked), *values, limit, offset)).fetchall()
    return [_hit(database, asked, row) for row in rows]


def count(database: sqlite3.Connection, text: str, where: Where | None = None) -> int:
    """How many documents answer."""
    asked = question(text)
    sql, values = condition(where)
    query = f"SELECT count(*) FROM documents WHERE {_found(asked)} AND {_LIVE} AND {sql}"
    (found,) = database.execute(query, (*_matched(asked), *values)).fetchone()
    return int(found)


def _query(asked: Question, sql: str) -> str:
    if not asked.expression:
        newest = "ORDER BY published IS NULL, published DESC, number DESC"
        return f"SELECT {_SHOWN} FROM documents WHERE {_LIVE} AND {sql} {newest} LIMIT ? OFFSET ?"
    shown = _SHOWN.replace("headline", "documents.headline")
    return (
        f"SELECT {shown} FROM documents_search JOIN documents ON number = documents_search.rowid "
        f"WHERE documents_search MATCH ? AND {_LIVE} AND {sql} ORDER BY rank LIMIT ? OFFSET ?"
    )


def _found(asked: Question) -> str:
    if not asked.expression:
        return "1"
    return "number IN (SELECT rowid FROM documents_search WHERE documents_search MATCH ?)"


def _matched(asked: Question) -> tuple[str, ...]:
    return (asked.expression,) if asked.expression else ()


def _hit(database: sqlite3.Connection, asked: Question, row: tuple[Any, ...]) -> Hit:
    number, headline, publisher, published, language, relevance = row
    found = database.execute("SELECT text FROM document_texts WHERE number = ?", (number,)).fetchone()
    return Hit(
        number=number,
        headline=marked(headline or "", asked.terms),
        publisher=publisher,
        published=published,
        language=language,
        relevance=relevance,
        passage=passage(found[0] if found else "", asked.terms),
    )
