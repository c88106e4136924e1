"""What a row of the log changes in the lookup database."""

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from pipelines.archive import (
    DocumentRow,
    FailureRow,
    IndexRow,
    LogRow,
    RejectionRow,
    RemovedRow,
    RetaggedRow,
    RunRecord,
    TombstoneRow,
    named_document,
)
from pipelines.document import Mention, Value
from pipelines.export.search_form import search_form
from pipelines.lookup.tables import COLUMNS

_NAMES = tuple(name for name, _ in COLUMNS)
_RUN = tuple(RunRecord.model_fields)


def learn(database: sqlite3.Connection, row: LogRow) -> None:
    """Takes in one row, in the order of the log."""
    match row:
        case DocumentRow():
            _keep(database, row)
        case RemovedRow():
            _list(database, row.row)
        case TombstoneRow():
            _forget(database, row.number)
        case RetaggedRow():
            _retag(database, row)
        case RejectionRow() | FailureRow():
            _turn_away(database, row)


def learn_run(database: sqlite3.Connection, key: str, record: RunRecord) -> None:
    """The record of a run, in the place of what it said before."""
    health = None if record.health is None else _json([each.model_dump() for each in record.health])
    told = {name: getattr(record, name) for name in _RUN} | {"key": key, "health": health}
    _insert(database, "INSERT OR REPLACE INTO runs", {name: told[name] for name in _RUN_COLUMNS})


_RUN_COLUMNS = (
    "key", "run", "started", "finished", "spider", "fetched", "archived", "rejected", "failed", "abandoned",
    "exit_code", "verdict", "health", "head",
)  # fmt: skip


def _keep(database: sqlite3.Connection, row: DocumentRow) -> None:
    _list(database, row)
    text = {
        "number": row.number,
        "text": row.text,
        "mentions": _mentions(row.mentions),
        "evidence": _values(row.evidence),
        "keywords": _json(row.keywords),
        "reservations": _values(row.reservations),
    }
    _insert(database, "INSERT INTO document_texts", text)
    database.execute(
        "INSERT INTO documents_search (rowid, headline, text) VALUES (?, ?, ?)",
        (row.number, search_form(row.headline or ""), search_form(row.text)),
    )


def _list(database: sqlite3.Connection, row: IndexRow) -> None:
    """What INDEX says. What only a DocumentRow has stays null; whom removed ones name is not counted."""
    told = {name: getattr(row, name, None) for name in _NAMES}
    lists = {"authors": _json(row.authors), "entities": _json(row.entities)}
    counted = {"year": _year(row.published), "band": band(row.relevance)}
    _insert(database, "INSERT INTO documents", told | lists | counted)
    if row.status == "live":
        _name(database, "document_authors", row.number, row.authors)
        _name(database, "document_entities", row.number, row.entities)


def _name(database: sqlite3.Connection, table: str, number: int, names: Iterable[str]) -> None:
    placed = [(number, place, name) for place, name in enumerate(names)]
    database.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", placed)


# What a stub in the log does not tell either.
_GONE = ", ".join(f"{name} = NULL" for name in ("section", "threshold", "model", "captured", "reading_of"))


def _forget(database: sqlite3.Connection, number: int) -> None:
    """Neither text nor words of it stay; the line of INDEX does."""
    found = database.execute(
        "SELECT headline, text FROM document_texts JOIN documents USING (number) WHERE number = ?", (number,)
    ).fetchone()
    if found is not None:
        words = (number, search_form(found[0] or ""), search_form(found[1]))
        database.execute(
            "INSERT INTO documents_search (documents_search, rowid, headline, text) "
            "VALUES ('delete', ?, ?, ?)",
            words,
        )
        # A deletion alone leaves the words in the pieces of the index that are not merged yet.
        database.execute("INSERT INTO documents_search (documents_search) VALUES ('optimize')")
    for table in ("document_texts", "document_authors", "document_entities"):
        database.execute(f"DELETE FROM {table} WHERE number = ?", (number,))
    database.execute(f"UPDATE documents SET status = 'removed', {_GONE} WHERE number = ?", (number,))


def _retag(database: sqlite3.Connection, row: RetaggedRow) -> None:
    database.execute(
        "UPDATE documents SET entities = ?, tagger = ? WHERE number = ?",
        (_json(row.entities), row.tagger, row.number),
    )
    database.execute(
        "UPDATE document_texts SET mentions = ? WHERE number = ?", (_mentions(row.mentions), row.number)
    )
    database.execute("DELETE FROM document_entities WHERE number = ?", (row.number,))
    _name(database, "document_entities", row.number, row.entities)


def _turn_away(database: sqlite3.Connection, row: RejectionRow | FailureRow) -> None:
    told = {name: getattr(row, name, None) for name in _TURNED_AWAY}
    reason = row.reason if isinstance(row, RejectionRow) else row.cause
    evidence = _values(row.evidence if isinstance(row, RejectionRow) else ())
    document = named_document(row.detail) if isinstance(row, RejectionRow) else None
    told |= {"reason": reason, "evidence": evidence, "document": document}
    number = _insert(database, "INSERT INTO turned_away", told)
    words = (
        search_form(row.__dict__.get("headline") or ""),
        search_form(row.final_url),
        search_form(row.detail),
    )
    database.execute(
        "INSERT INTO turned_away_search (rowid, headline, url, detail) VALUES (?, ?, ?, ?)", (number, *words)
    )


_TURNED_AWAY = (
    "kind", "url", "final_url", "headline", "publisher", "stage", "reason", "detail", "time", "published",
    "relevance", "threshold", "model", "captured", "discovered_via", "quarantine",
)  # fmt: skip


def band(relevance: float | None) -> str | None:
    """The tenth that a relevance lies in: `0.7 to 0.8`, start in, end out; 1 is in the last one."""
    if relevance is None:
        return None
    tenth = min(int(relevance * 10 + 1e-9), 9)
    return f"{tenth / 10:.1f} to {(tenth + 1) / 10:.1f}"


def _year(published: str | None) -> int | None:
    digits = (published or "")[:4]
    return int(digits) if len(digits) == 4 and digits.isascii() and digits.isdigit() else None


def _mentions(mentions: Iterable[Mention]) -> str:
    """Each as `[entity, start, end]`."""
    return _json([(each.entity, each.start, each.end) for each in mentions])


def _values(values: Iterable[Value]) -> str:
    return _json([each.model_dump(mode="json") for each in values])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _insert(database: sqlite3.Connection, how: str, told: dict[str, Any]) -> int | None:
    columns = ", ".join(f'"{name}"' for name in told)
    places = ", ".join("?" * len(told))
    return database.execute(f"{how} ({columns}) VALUES ({places})", tuple(told.values())).lastrowid
