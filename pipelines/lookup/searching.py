"""Documents that answer a question, the best first."""

import sqlite3
from typing import Any, NamedTuple

from pipelines.lookup.conditions import Condition, joined
from pipelines.lookup.passages import Piece, marked, passage
from pipelines.lookup.questions import Question, question

_SHOWN = "number, headline, publisher, published, language, relevance"
_LIVE = "status = 'live'"
_NEWEST = "ORDER BY published DESC, number DESC"


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
    database: sqlite3.Connection, text: str, among: Condition, limit: int = 20, offset: int = 0
) -> list[Hit]:
    """The best `limit` documents behind the first `offset`; without words the newest ones.

    Removed documents are not found. Raises sqlite3.Error.
    """
    asked = question(text)
    values = (*asked.values(), *among.values, limit, offset)
    rows = database.execute(_query(asked, among.sql), values).fetchall()
    return [_hit(database, asked, row) for row in rows]


def answering(text: str, among: Condition) -> Condition:
    """The documents that `search` finds."""
    asked = question(text)
    return joined([_found(asked), Condition(_LIVE), among])


def count(database: sqlite3.Connection, text: str, among: Condition) -> int:
    """How many documents answer."""
    wanted = answering(text, among)
    (found,) = database.execute(
        f"SELECT count(*) FROM documents WHERE {wanted.sql}", wanted.values
    ).fetchone()
    return int(found)


def _query(asked: Question, sql: str) -> str:
    if not asked.expression or asked.is_left_out:
        # None comes last, as SQLite has it.
        where = f"{_found(asked).sql} AND {_LIVE} AND {sql}"
        return f"SELECT {_SHOWN} FROM documents WHERE {where} {_NEWEST} LIMIT ? OFFSET ?"
    shown = _SHOWN.replace("headline", "documents.headline")
    return (
        f"SELECT {shown} FROM documents_search JOIN documents ON number = documents_search.rowid "
        f"WHERE documents_search MATCH ? AND {_LIVE} AND {sql} ORDER BY rank LIMIT ? OFFSET ?"
    )


def _found(asked: Question) -> Condition:
    return Condition(asked.among("documents_search", "number"), asked.values())


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
