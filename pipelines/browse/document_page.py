"""The reading page of a document, and two texts of one page side by side."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from pipelines.browse.comparison import compared
from pipelines.browse.highlights import paragraphs
from pipelines.browse.kin import Relative, lookalikes, refused, versions
from pipelines.browse.site import Site, link, table_link
from pipelines.document import Evidence, Reservation
from pipelines.lookup import question

_SHOWN_EVIDENCE = 12


class NotThere(LookupError):
    """What was asked for is not in the archive; says so in a sentence for people."""


def document_facts(database: sqlite3.Connection, site: Site, number: int, q: str) -> dict[str, Any]:
    """What templates/document.html shows. Raises NotThere."""
    row = _document(database, number)
    text = _text(database, number)
    same_page, alike = versions(database, number), lookalikes(database, number)
    copies, later = refused(database, [number, *(each.number for each in alike)])
    asked = question(q)
    return {
        "title": row["headline"] or row["file"],
        "row": row,
        "authors": json.loads(row["authors"]),
        "entities": [(each, site.name(each)) for each in json.loads(row["entities"])],
        "paragraphs": paragraphs(text["text"], text["mentions"], asked) if text else [],
        "site": site,
        "q": q,
        "evidence": _evidence(text),
        "keywords": json.loads(text["keywords"]) if text else [],
        "reservations": _reservations(text),
        "versions": _compared_with(same_page),
        "alike": alike,
        "copies": copies,
        "later": [each for each in later if each.url],
        "replay": _replay(site, row),
        "formats": [
            ("JSON", table_link(f"documents/{number}", "json")),
            ("text and evidence as JSON", table_link(f"document_texts/{number}", "json")),
            ("plain text", f"/documents/{number}.txt"),
        ],
        "run_link": table_link("documents", run=row["run"]),
    }


def comparison_facts(database: sqlite3.Connection, number: int, other: int) -> dict[str, Any]:
    """What templates/comparison.html shows: document `other`, then `number`. Raises NotThere."""
    old, new = _document(database, other), _document(database, number)
    texts = _text(database, other), _text(database, number)
    if texts[0] is None or texts[1] is None:
        raise NotThere("One of the two was removed from the archive, and its text with it.")
    rows = compared(texts[0]["text"], texts[1]["text"])
    changed = sum(not row.is_same for row in rows)
    return {
        "title": f"What changed from {other:03d} to {number:03d}",
        "old": old,
        "new": new,
        "rows": rows,
        "changed": changed,
    }


def text_of(database: sqlite3.Connection, number: int) -> str:
    """Raises NotThere."""
    _document(database, number)
    text = _text(database, number)
    if text is None:
        raise NotThere(f"Document {number:03d} was removed from the archive, and its text with it.")
    return str(text["text"])


def _document(database: sqlite3.Connection, number: int) -> dict[str, Any]:
    row = _one(database, "SELECT * FROM documents WHERE number = ?", number)
    if row is None:
        raise NotThere(f"There is no document {number:03d} in this archive.")
    return row


def _text(database: sqlite3.Connection, number: int) -> dict[str, Any] | None:
    return _one(database, "SELECT * FROM document_texts WHERE number = ?", number)


def _one(database: sqlite3.Connection, query: str, number: int) -> dict[str, Any] | None:
    # Larger ones are no number of SQLite's.
    cursor = database.execute(query, (min(number, 2**62),))
    row = cursor.fetchone()
    names = [name for name, *_ in cursor.description]
    return dict(zip(names, row, strict=True)) if row is not None else None


def _evidence(text: Mapping[str, Any] | None) -> list[Evidence]:
    return [Evidence.model_validate(each) for each in json.loads(text["evidence"])] if text else []


def _reservations(text: Mapping[str, Any] | None) -> list[str]:
    found = json.loads(text["reservations"]) if text else []
    return [Reservation.model_validate(each).told for each in found]


def _compared_with(found: list[Relative]) -> list[tuple[Relative, str | None]]:
    """Each version with the address that compares it with the one before."""
    before = [None, *(each.number for each in found)]
    return [
        (each, None if old is None else f"/documents/{each.number}/compare/{old}")
        for each, old in zip(found, before, strict=False)
    ]


def _replay(site: Site, row: Mapping[str, Any]) -> str | None:
    moment = row["captured"] or row["fetched"]
    if site.replay is None or not row["url"] or not moment or row["status"] != "live":
        return None
    return site.replay("".join(char for char in moment if char.isdigit())[:14], row["url"])


def neighbours(number: int) -> tuple[str, str]:
    """The addresses of the documents before and after it."""
    return link(f"/documents/{max(0, number - 1)}"), link(f"/documents/{number + 1}")
