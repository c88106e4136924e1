"""The columns of a table of documents: the fields of INDEX with their types, and `text`."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from pipelines.archive import DocumentRow, IndexRow

Kind = Literal["string", "integer", "number", "array"]


class Column(NamedTuple):
    """`array` is a list of strings."""

    name: str
    kind: Kind


def value(row: DocumentRow, column: Column) -> Any:
    """What stands in the column; a list for an array."""
    found = getattr(row, column.name)
    return list(found) if column.kind == "array" else found


def _columns() -> tuple[Column, ...]:
    fields: Mapping[str, Any] = IndexRow.model_json_schema()["properties"]
    return (*(Column(name, _kind(field)) for name, field in fields.items()), Column("text", "string"))


def _kind(field: Mapping[str, Any]) -> Kind:
    kinds = {choice["type"] for choice in field.get("anyOf", [field])} - {"null"}
    (kind,) = kinds
    return kind  # type: ignore[no-any-return]


COLUMNS = _columns()
