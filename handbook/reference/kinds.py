"""Types as JSON Schema has them, in words."""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

_BOUNDS = {
    "minimum": "at least",
    "exclusiveMinimum": "more than",
    "maximum": "at most",
    "exclusiveMaximum": "less than",
}


def kind_of(schema: Schema, shared: Schema) -> str:
    """Such as `integer, at least 0` or `string or null`; `shared` has the types that others refer to."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return name.lower() if shared[name].get("type") == "object" else kind_of(shared[name], shared)
    if "const" in schema or "enum" in schema:
        return " or ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    if "anyOf" in schema:
        return " or ".join(kind_of(each, shared) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return _list(schema, shared)
    return ", ".join([str(schema.get("type", "anything")), *_bounds(schema)])


def _list(schema: Schema, shared: Schema) -> str:
    if "prefixItems" in schema:
        return "[" + ", ".join(kind_of(each, shared) for each in schema["prefixItems"]) + "]"
    return f"list of {kind_of(schema.get('items', {}), shared)}"


def _bounds(schema: Schema) -> list[str]:
    told = [f"{word} {schema[key]}" for key, word in _BOUNDS.items() if key in schema]
    return told + ([f"as `{schema['pattern']}`"] if "pattern" in schema else [])
