"""What this corpus is: the first page."""

import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from pipelines.browse.choice import Choice
from pipelines.browse.site import Site, link, table_link
from pipelines.report.charts import Chart, Series, bars

_TOP = 10
_LIVE = "status = 'live'"
_LANGUAGES = 4


class Top(NamedTuple):
    """One of the most frequent, and where its documents are."""

    text: str
    documents: int
    link: str


class Newest(NamedTuple):
    """A document that came last."""

    number: int
    headline: str | None
    publisher: str | None
    published: str | None
    language: str | None
    file: str


def start_facts(database: sqlite3.Connection, site: Site) -> dict[str, Any]:
    """What templates/start.html shows."""
    documents, first, last, publishers = _row(
        database,
        "SELECT count(*), min(substr(published, 1, 10)), max(substr(published, 1, 10)), "
        f"count(DISTINCT publisher) FROM documents WHERE {_LIVE}",
    )
    languages = list(_tops(database, "language"))
    return {
        "title": site.title,
        "documents": documents,
        "first": first,
        "last": last,
        "languages": languages,
        "publishers": list(_tops(database, "publisher")),
        "publisher_count": publishers,
        "entities": list(_entities(database, site)),
        "years": _years(database, [each.text for each in languages[:_LANGUAGES]]),
        "newest": [Newest(*row) for row in database.execute(_NEWEST)],
        "turned_away": dict(database.execute("SELECT kind, count(*) FROM turned_away GROUP BY kind")),
        "reasons": list(_reasons(database)),
        "run": database.execute(_RUN).fetchone(),
        "freshness": site.freshness(),
        "updated": _row(database, "SELECT updated FROM lookup")[0],
        "archive": site.store.url,
        "tables": [
            ("documents", table_link("documents"), table_link("documents", "csv", _stream="on")),
            ("texts", table_link("document_texts"), table_link("document_texts", "csv", _stream="on")),
            ("turned away", table_link("turned_away"), table_link("turned_away", "csv", _stream="on")),
            ("runs", table_link("runs"), table_link("runs", "csv", _stream="on")),
        ],
    }


_NEWEST = (
    "SELECT number, headline, publisher, published, language, file FROM documents "
    f"WHERE {_LIVE} ORDER BY number DESC LIMIT 8"
)
_RUN = "SELECT run, started, verdict FROM runs ORDER BY started DESC LIMIT 1"


def _tops(database: sqlite3.Connection, column: str) -> Iterator[Top]:
    query = (
        f"SELECT {column}, count(*) FROM documents WHERE {_LIVE} AND {column} IS NOT NULL "
        f"GROUP BY {column} ORDER BY count(*) DESC, {column} LIMIT {_TOP}"
    )
    for value, count in database.execute(query):
        yield Top(value, count, Choice().with_facet(column, value).link())


def _entities(database: sqlite3.Connection, site: Site) -> Iterator[Top]:
    query = (
        "SELECT entity, count(*) FROM document_entities GROUP BY entity "
        f"ORDER BY count(*) DESC, entity LIMIT {2 * _TOP}"
    )
    for entity, count in database.execute(query):
        yield Top(site.name(entity), count, Choice(entity=(entity,)).link())


def _reasons(database: sqlite3.Connection) -> Iterator[Top]:
    query = f"SELECT reason, count(*) FROM turned_away GROUP BY reason ORDER BY count(*) DESC LIMIT {_TOP}"
    for reason, count in database.execute(query):
        yield Top(reason, count, link("/turned-away", reason=reason))


def _years(database: sqlite3.Connection, languages: list[str]) -> Chart | None:
    """Documents by year, divided by the languages that are frequent."""
    rows = database.execute(
        f"SELECT year, language, count(*) FROM documents WHERE {_LIVE} AND year IS NOT NULL GROUP BY 1, 2"
    ).fetchall()
    if len({row[0] for row in rows}) < 2:
        return None
    counts = {(year, language if language in languages else None): 0 for year, language, _ in rows}
    for year, language, count in rows:
        counts[year, language if language in languages else None] += count
    years = range(min(row[0] for row in rows), max(row[0] for row in rows) + 1)
    # A page that claims to be of 1970 leaves no gap of fifty bars.
    shown = list(years) if len(years) <= 40 else sorted({row[0] for row in rows})[-40:]
    kinds = [*languages, None] if any(language is None for _, language in counts) else [*languages]
    series = [Series(kind or "others", [counts.get((year, kind), 0) for year in shown]) for kind in kinds]
    return bars("Documents by year", [str(year) for year in shown], series, of="year")


def _row(database: sqlite3.Connection, query: str) -> Any:
    return database.execute(query).fetchone()
