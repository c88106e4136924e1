"""One SQLite file: documents with their texts, who wrote them, whom they name, and full text search."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from pipelines.archive import DocumentRow
from pipelines.export.columns import COLUMNS, value
from pipelines.export.search_form import search_form

SCHEMA_VERSION = 1

_TYPES = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "array": "TEXT"}
_DEFINITIONS = [f'"{column.name}" {_TYPES[column.kind]}' for column in COLUMNS]
_PLACEHOLDERS = ", ".join("?" * len(COLUMNS))

# The words of `documents_search` are in the form of search_form.py, so it keeps no text of its own to show.
_TABLES = f"""
PRAGMA user_version = {SCHEMA_VERSION};
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE documents ({", ".join(_DEFINITIONS)}, PRIMARY KEY (number));
CREATE TABLE document_authors (
    number INTEGER NOT NULL REFERENCES documents (number), place INTEGER NOT NULL, author TEXT NOT NULL,
    PRIMARY KEY (number, place)
) WITHOUT ROWID;
CREATE TABLE document_entities (
    number INTEGER NOT NULL REFERENCES documents (number), place INTEGER NOT NULL, entity TEXT NOT NULL,
    PRIMARY KEY (number, place)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE documents_search USING fts5 (
    headline, text, content='', tokenize="unicode61 remove_diacritics 2"
);
"""

# Made at the end, which is faster.
_INDEXES = """
CREATE INDEX documents_by_url ON documents (url);
CREATE INDEX documents_by_published ON documents (published);
CREATE INDEX documents_by_publisher ON documents (publisher);
CREATE INDEX documents_by_language ON documents (language);
CREATE INDEX document_authors_by_author ON document_authors (author);
CREATE INDEX document_entities_by_entity ON document_entities (entity);
INSERT INTO documents_search (documents_search) VALUES ('optimize');
"""


def write_sqlite(documents: Iterable[DocumentRow], path: Path) -> None:
    """A new database. Raises OSError where the disk refuses."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.executescript(_TABLES)
            database.execute("BEGIN")
            for row in documents:
                _insert(database, row)
            database.execute("COMMIT")
            database.executescript(_INDEXES)
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error


def _insert(database: sqlite3.Connection, row: DocumentRow) -> None:
    values = [value(row, column) for column in COLUMNS]
    database.execute(f"INSERT INTO documents VALUES ({_PLACEHOLDERS})", list(map(_plain, values)))
    for table, names in (("document_authors", row.authors), ("document_entities", row.entities)):
        placed = [(row.number, place, name) for place, name in enumerate(names)]
        database.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", placed)
    words = (row.number, search_form(row.headline or ""), search_form(row.text))
    database.execute("INSERT INTO documents_search (rowid, headline, text) VALUES (?, ?, ?)", words)


def _plain(found: object) -> object:
    """Lists as JSON, which `json_each` reads."""
    return json.dumps(found, ensure_ascii=False) if isinstance(found, list) else found
