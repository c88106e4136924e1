"""The tables of the lookup database, and how it is told from other files."""

import sqlite3
from typing import NamedTuple

from pipelines.archive import IndexRow

# Another number and every database is made anew.
SCHEMA_VERSION = 1
APPLICATION_ID = int.from_bytes(b"corp")

_TYPES = {"integer": "INTEGER", "number": "REAL"}


class Column(NamedTuple):
    """A column of `documents` and its type in SQL."""

    name: str
    type: str


def _columns() -> tuple[Column, ...]:
    fields = IndexRow.model_json_schema()["properties"]
    kinds = {
        name: {each.get("type") for each in field.get("anyOf", [field])} for name, field in fields.items()
    }
    of_index = (
        Column(name, next((_TYPES[kind] for kind in _TYPES if kind in found), "TEXT"))
        for name, found in kinds.items()
    )
    return (*of_index, *_FURTHER)


# Of the row in the log, and two to count by. `band` is a tenth of the relevance.
_FURTHER = (
    Column("section", "TEXT"),
    Column("threshold", "REAL"),
    Column("model", "TEXT"),
    Column("captured", "TEXT"),
    Column("reading_of", "INTEGER"),
    Column("year", "INTEGER"),
    Column("band", "TEXT"),
)
COLUMNS = _columns()

_SEARCH = 'tokenize="unicode61 remove_diacritics 2"'
_DEFINITIONS = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS)

# Texts lie apart, so that what is counted and listed stays together on the disk. The words of both searches
# are in the form of export/search_form.py, so they keep no text of their own.
TABLES = f"""
CREATE TABLE lookup (archive TEXT NOT NULL, cursor TEXT, updated TEXT);
CREATE TABLE documents ({_DEFINITIONS}, PRIMARY KEY (number));
CREATE TABLE document_texts (
    number INTEGER PRIMARY KEY REFERENCES documents (number),
    text TEXT NOT NULL, mentions TEXT NOT NULL, evidence TEXT NOT NULL,
    keywords TEXT NOT NULL, reservations TEXT NOT NULL
);
CREATE TABLE document_authors (
    number INTEGER NOT NULL REFERENCES documents (number), place INTEGER NOT NULL, author TEXT NOT NULL,
    PRIMARY KEY (number, place)
) WITHOUT ROWID;
CREATE TABLE document_entities (
    number INTEGER NOT NULL REFERENCES documents (number), place INTEGER NOT NULL, entity TEXT NOT NULL,
    PRIMARY KEY (number, place)
) WITHOUT ROWID;
CREATE TABLE turned_away (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, url TEXT NOT NULL, final_url TEXT NOT NULL, headline TEXT,
    publisher TEXT, stage TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL, time TEXT NOT NULL,
    published TEXT, relevance REAL, threshold REAL, evidence TEXT NOT NULL, model TEXT, captured TEXT,
    discovered_via TEXT, quarantine TEXT, document INTEGER REFERENCES documents (number)
);
CREATE TABLE runs (
    key TEXT PRIMARY KEY, run TEXT NOT NULL, started TEXT NOT NULL, finished TEXT, spider TEXT NOT NULL,
    fetched INTEGER NOT NULL, archived INTEGER NOT NULL, rejected INTEGER NOT NULL, failed INTEGER NOT NULL,
    abandoned INTEGER NOT NULL, exit_code INTEGER, verdict TEXT, health TEXT, head TEXT
);
CREATE INDEX documents_by_published ON documents (status, published);
CREATE INDEX documents_by_fetched ON documents (fetched);
CREATE INDEX documents_by_publisher ON documents (publisher);
CREATE INDEX documents_by_url ON documents (url);
CREATE INDEX documents_by_likeness ON documents (near_duplicate_of) WHERE near_duplicate_of IS NOT NULL;
CREATE INDEX documents_by_revision ON documents (revision_of) WHERE revision_of IS NOT NULL;
CREATE INDEX document_authors_by_author ON document_authors (author);
CREATE INDEX document_entities_by_entity ON document_entities (entity);
CREATE INDEX documents_counted ON documents (number, status, publisher, language, year, band);
CREATE INDEX documents_grouped ON documents (status, publisher, language, year, band);
CREATE INDEX turned_away_by_reason ON turned_away (reason, kind);
CREATE INDEX turned_away_by_time ON turned_away (time);
CREATE INDEX turned_away_by_document ON turned_away (document) WHERE document IS NOT NULL;
CREATE VIRTUAL TABLE documents_search USING fts5 (headline, text, content='', {_SEARCH});
CREATE VIRTUAL TABLE turned_away_search USING fts5 (headline, url, detail, content='', {_SEARCH});
INSERT INTO documents_search (documents_search, rank) VALUES ('rank', 'bm25(4.0, 1.0)');
"""


def make_tables(database: sqlite3.Connection, archive: str) -> None:
    """In the transaction that is under way, in the place of whatever tables there are."""
    found = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
        "ORDER BY sql NOT LIKE 'CREATE VIRTUAL%'"
    ).fetchall()
    for (name,) in found:
        database.execute(f'DROP TABLE IF EXISTS "{name}"')
    for statement in TABLES.strip().split(";\n"):
        database.execute(statement.removesuffix(";"))
    database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute("INSERT INTO lookup (archive) VALUES (?)", (archive,))


def is_current(database: sqlite3.Connection) -> bool:
    """Whether the tables are there, as this release wants them."""
    return _pragma(database, "user_version") == SCHEMA_VERSION and is_ours(database)


def is_ours(database: sqlite3.Connection) -> bool:
    """Whether some release made it."""
    return _pragma(database, "application_id") == APPLICATION_ID


def is_empty(database: sqlite3.Connection) -> bool:
    """Whether nothing is in the file yet."""
    return _value(database, "SELECT count(*) FROM sqlite_master") == 0


def _pragma(database: sqlite3.Connection, name: str) -> int:
    return _value(database, f"PRAGMA {name}")


def _value(database: sqlite3.Connection, query: str) -> int:
    (value,) = database.execute(query).fetchone()
    return int(value)
