"""schema/document.v1.json: the JSON Schema of a line of INDEX, for validators.

It is kept as a file, so that another release of pydantic does not change what archives hold; a test holds it
against IndexRow.
"""

from importlib.resources import files

from pipelines.archive.store import KeyMissing, Store

SCHEMA = "schema/document.v1.json"


def schema_bytes() -> bytes:
    """The schema as this release writes it."""
    return files("pipelines.archive").joinpath("document.v1.json").read_bytes()


def write_schema(store: Store) -> None:
    """Writes it where it is missing or another release's. Raises StoreError."""
    data = schema_bytes()
    try:
        if store.get(SCHEMA).data == data:
            return
    except KeyMissing:
        pass
    store.put(SCHEMA, data)
