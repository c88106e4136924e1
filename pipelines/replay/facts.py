"""What a page says of itself, and what was found in its text, on record and as it is read now."""

from collections.abc import Iterator
from typing import Literal

from pipelines.archive import DocumentRow
from pipelines.document import Value
from pipelines.processed import Parts

Known = str | float | tuple[str, ...] | None
Change = Literal["gained", "lost", "changed"]

# Scores are told with three digits.
_SCORE_DIGITS = 3
# Nobody has looked for these in pages that an older release archived.
_LATER = frozenset({"section", "keywords", "reservations"})


class FactChange(Value):
    """A fact that is not as it was. `before` or `after` None: not known then, or not now."""

    fact: str
    change: Change
    before: Known
    after: Known


def fact_changes(row: DocumentRow, parts: Parts) -> tuple[FactChange, ...]:
    """In the order of INDEX."""
    return tuple(_changes(row, parts))


def _changes(row: DocumentRow, parts: Parts) -> Iterator[FactChange]:
    before = _on_record(row)
    for fact, now in _as_read(parts).items():
        then = before[fact]
        if now == then or (fact in _LATER and fact not in row.model_fields_set):
            continue
        change: Change = "gained" if not then else "changed" if now else "lost"
        yield FactChange(fact=fact, change=change, before=then or None, after=now or None)


def _on_record(row: DocumentRow) -> dict[str, Known]:
    return {
        "canonical_url": row.canonical_url,
        "headline": row.headline,
        "authors": row.authors,
        "published": row.published,
        "modified": row.modified,
        "language": row.language,
        "entities": row.entities,
        "relevance": _score(row.relevance),
        "access": row.access,
        "section": row.section,
        "keywords": row.keywords,
        "reservations": tuple(each.what for each in row.reservations),
    }


def _as_read(parts: Parts) -> dict[str, Known]:
    article = parts.article
    return {
        "canonical_url": article.canonical_url,
        "headline": article.headline,
        "authors": article.authors,
        "published": article.published,
        "modified": article.modified,
        "language": parts.language.tag,
        "entities": parts.mentions.entities,
        "relevance": _score(parts.relevance.score),
        "access": article.access,
        "section": article.section,
        "keywords": article.keywords,
        "reservations": tuple(each.what for each in article.reservations),
    }


def _score(score: float | None) -> float | None:
    return None if score is None else round(score, _SCORE_DIGITS)
