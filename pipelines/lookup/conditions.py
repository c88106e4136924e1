"""`Where` as a condition in SQL on the table `documents`."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipelines.archive import Where

# As far as both dates are precise; those without a date are left out.
_SINCE = "substr(published, 1, 10) >= substr(?, 1, length(substr(published, 1, 10)))"
_UNTIL = "substr(published, 1, min(10, length(?))) <= substr(?, 1, 10)"
_LINKED = "(near_duplicate_of IS NOT NULL OR revision_of IS NOT NULL)"
_SPEAKS = "lower(language) || '-' LIKE ? ESCAPE '!'"
_NAMES = "number IN (SELECT number FROM document_entities WHERE entity = ?)"


class Condition(NamedTuple):
    """SQL on a row of `documents`, and the values for its question marks."""

    sql: str
    values: tuple[object, ...] = ()


def condition(where: Where | None) -> Condition:
    """It admits what `Where.admits` admits."""
    return joined(_conditions(where or Where()))


def joined(conditions: Iterable[Condition]) -> Condition:
    """All of them; everything where there are none."""
    found = list(conditions)
    sql = " AND ".join(each.sql for each in found) or "1"
    return Condition(sql, tuple(value for each in found for value in each.values))


def _conditions(where: Where) -> Iterator[Condition]:
    if where.publisher is not None:
        yield Condition("publisher = ?", (where.publisher,))
    if where.language is not None:
        yield Condition(_SPEAKS, (_literal(where.language.lower()) + "-%",))
    for entity in where.entities:
        yield Condition(_NAMES, (entity,))
    if where.status is not None:
        yield Condition("status = ?", (where.status,))
    if where.linked is not None:
        yield Condition(f"{_LINKED} = ?", (where.linked,))
    yield from _dates(where)


def _dates(where: Where) -> Iterator[Condition]:
    if where.since is not None or where.until is not None:
        yield Condition("published IS NOT NULL", ())
    if where.since is not None:
        yield Condition(_SINCE, (where.since,))
    if where.until is not None:
        yield Condition(_UNTIL, (where.until, where.until))


def _literal(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
