"""The columns of a table of documents: the fields of INDEX with their types, `text`, and what is reserved."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from pipelines.archive import DocumentRow, IndexRow

Kind = Literal["string", "integer", "number", "array"]


class Column(NamedTuple):
    """`array` is a list of strings."""

    name: str
    kind: Kind


RESERVATIONS = Column("reservations", "array")


def value(row: DocumentRow, column: Column) -> Any:
    """What stands in the column; a list for an array. Of reservations their slugs alone."""
    if column == RESERVATIONS:
        return [each.what for each in row.reservations]
    found = getattr(row, column.name)
    return list(found) if column.kind == "array" else found


def _columns() -> tuple[Column, ...]:
    fields: Mapping[str, Any] = IndexRow.model_json_schema()["properties"]
    of_index = (Column(name, _kind(field)) for name, field in fields.items())
    return (*of_index, Column("text", "string"), RESERVATIONS)


def _kind(field: Mapping[str, Any]) -> Kind:
    kinds = {choice["type"] for choice in field.get("anyOf", [field])} - {"null"}
    (kind,) = kinds
    return kind  # type: ignore[no-any-return]


COLUMNS = _columns()
