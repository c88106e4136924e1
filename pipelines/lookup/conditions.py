"""`Where` as a condition in SQL on the table `documents`."""

from collections.abc import Iterator

from pipelines.archive import Where

# As far as both dates are precise; those without a date are left out.
_SINCE = "substr(published, 1, 10) >= substr(?, 1, length(substr(published, 1, 10)))"
_UNTIL = "substr(published, 1, min(10, length(?))) <= substr(?, 1, 10)"
_LINKED = "(near_duplicate_of IS NOT NULL OR revision_of IS NOT NULL)"
_SPEAKS = "lower(language) || '-' LIKE ? ESCAPE '!'"
_NAMES = "number IN (SELECT number FROM document_entities WHERE entity = ?)"

Conditions = Iterator[tuple[str, tuple[object, ...]]]


def condition(where: Where | None) -> tuple[str, tuple[object, ...]]:
    """The condition, `1` for everything, and its parameters. It admits what `Where.admits` admits."""
    found = list(_conditions(where or Where()))
    sql = " AND ".join(each for each, _ in found) or "1"
    return sql, tuple(value for _, values in found for value in values)


def _conditions(where: Where) -> Conditions:
    if where.publisher is not None:
        yield "publisher = ?", (where.publisher,)
    if where.language is not None:
        yield _SPEAKS, (_literal(where.language.lower()) + "-%",)
    for entity in where.entities:
        yield _NAMES, (entity,)
    if where.status is not None:
        yield "status = ?", (where.status,)
    if where.linked is not None:
        yield f"{_LINKED} = ?", (where.linked,)
    yield from _dates(where)


def _dates(where: Where) -> Conditions:
    if where.since is not None or where.until is not None:
        yield "published IS NOT NULL", ()
    if where.since is not None:
        yield _SINCE, (where.since,)
    if where.until is not None:
        yield _UNTIL, (where.until, where.until)


def _literal(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
