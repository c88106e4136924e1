"""What this corpus is: the first page."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pipelines.browse.choice import Choice
from pipelines.browse.site import Site, link, table_link
from pipelines.report.charts import Chart, Series, bars

_TOP = 10
_LIVE = "status = 'live'"
_LANGUAGES = 4
_OTHERS = "others"
_MOST_YEARS = 40


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
    counts = [tuple(row) for row in database.execute(_COUNTS)]
    publishers = _sums((publisher, count) for publisher, _, _, count in counts)
    languages = _sums((language, count) for _, language, _, count in counts)
    turned_away = [tuple(row) for row in database.execute(_TURNED_AWAY)]
    reasons = _sums((reason, count) for _, reason, count in turned_away)
    return {
        "title": site.title,
        "documents": sum(count for *_, count in counts),
        "first": _published(database, "ASC"),
        "last": _published(database, "DESC"),
        "languages": _tops("language", languages),
        "publishers": _tops("publisher", publishers),
        "publisher_count": len(publishers),
        "entities": list(_entities(database, site)),
        "years": _years([(year, language, count) for _, language, year, count in counts], languages),
        "newest": [Newest(*row) for row in database.execute(_NEWEST)],
        "turned_away": _sums((kind, count) for kind, _, count in turned_away),
        "reasons": [
            Top(reason, count, link("/turned-away", reason=reason)) for reason, count in _most(reasons)
        ],
        "run": database.execute(_RUN).fetchone(),
        "freshness": site.freshness(),
        "updated": database.execute("SELECT updated FROM lookup").fetchone()[0],
        "tables": [
            ("documents", table_link("documents"), table_link("documents", "csv", _stream="on")),
            ("texts", table_link("document_texts"), table_link("document_texts", "csv", _stream="on")),
            ("turned away", table_link("turned_away"), table_link("turned_away", "csv", _stream="on")),
            ("runs", table_link("runs"), table_link("runs", "csv", _stream="on")),
        ],
    }


# One pass, over an index alone: the rows themselves lie far apart.
_COUNTS = (
    "SELECT publisher, language, year, count(*) FROM documents INDEXED BY documents_grouped "
    f"WHERE {_LIVE} GROUP BY publisher, language, year"
)
_TURNED_AWAY = "SELECT kind, reason, count(*) FROM turned_away GROUP BY kind, reason"
_NEWEST = (
    "SELECT number, headline, publisher, published, language, file FROM documents "
    f"WHERE {_LIVE} ORDER BY number DESC LIMIT 8"
)
_RUN = "SELECT run, started, verdict FROM runs ORDER BY started DESC LIMIT 1"


def _sums(counts: Iterable[tuple[str | None, int]]) -> Counter[str]:
    found = Counter[str]()
    for value, count in counts:
        if value is not None:
            found[value] += count
    return found


def _most(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:_TOP]


def _tops(facet: str, counts: Counter[str]) -> list[Top]:
    return [Top(value, count, Choice().with_facet(facet, value).link()) for value, count in _most(counts)]


def _published(database: sqlite3.Connection, order: str) -> str | None:
    query = f"SELECT published FROM documents WHERE {_LIVE} AND published IS NOT NULL ORDER BY published"
    row = database.execute(f"{query} {order} LIMIT 1").fetchone()
    return row[0][:10] if row else None


def _entities(database: sqlite3.Connection, site: Site) -> Iterator[Top]:
    query = (
        "SELECT entity, count(*) FROM document_entities GROUP BY entity "
        f"ORDER BY count(*) DESC, entity LIMIT {2 * _TOP}"
    )
    for entity, count in database.execute(query):
        yield Top(site.name(entity), count, Choice(entity=(entity,)).link())


def _years(rows: list[tuple[int | None, str | None, int]], languages: Counter[str]) -> Chart | None:
    """Documents by year, divided by the languages that are frequent; None where they are of one year."""
    named = [language for language, _ in _most(languages)[:_LANGUAGES]]
    counts = Counter[tuple[int, str]]()
    for year, language, count in rows:
        if year is not None:
            counts[year, language if language in named else _OTHERS] += count
    years = sorted({year for year, _ in counts})
    if len(years) < 2:
        return None
    # A page that claims to be of 1970 leaves no gap of fifty bars.
    shown = (
        list(range(years[0], years[-1] + 1)) if years[-1] - years[0] < _MOST_YEARS else years[-_MOST_YEARS:]
    )
    kinds = [*named, *([_OTHERS] if any(language == _OTHERS for _, language in counts) else [])]
    series = [Series(kind, [counts[year, kind] for year in shown]) for kind in kinds]
    return bars("Documents by year", [str(year) for year in shown], series, of="year")
