"""The fields of all that an archive holds as JSON: names, types, and what is null."""

from collections.abc import Mapping

from handbook.reference.kinds import kind_of
from handbook.reference.tables import code, table
from pipelines.archive import (
    DocumentRow,
    FailureRow,
    FileState,
    HealthDay,
    IndexRow,
    ListingState,
    RejectionRow,
    RemovedRow,
    RetaggedRow,
    RunRecord,
    SegmentHeader,
    TombstoneRow,
)
from pipelines.document import Value

MODELS: Mapping[str, type[Value]] = {
    "A line of INDEX": IndexRow,
    "Log: `header`": SegmentHeader,
    "Log: `document`": DocumentRow,
    "Log: `rejected`": RejectionRow,
    "Log: `failed`": FailureRow,
    "Log: `removed`": RemovedRow,
    "Log: `tombstone`": TombstoneRow,
    "Log: `retagged`": RetaggedRow,
    "A run record": RunRecord,
    "`crawl/listings.jsonl.gz`": ListingState,
    "`crawl/health.jsonl.gz`": HealthDay,
    "`crawl/history/….jsonl.gz`": FileState,
}
_HEAD = """# Fields and their types

Made of the code. What each field means, and where it lies, stands in
[the archive format](../archive-format.md).

"""


def fields_page() -> str:
    return _HEAD + "".join(f"## {title}\n\n{_fields(model)}" for title, model in MODELS.items())


def _fields(model: type[Value]) -> str:
    schema = model.model_json_schema(mode="serialization")
    shared = schema.get("$defs", {})
    return _table(schema, shared) + "".join(
        f"`{name.lower()}` is\n\n{_table(part, shared)}"
        for name, part in shared.items()
        if "properties" in part
    )


def _table(schema: Mapping[str, object], shared: Mapping[str, object]) -> str:
    properties = schema["properties"]
    assert isinstance(properties, dict)
    return table(
        ("field", "type"), ((code(name), kind_of(each, shared)) for name, each in properties.items())
    )
