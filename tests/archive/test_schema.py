"""schema/document.v1.json, as an archive has it, holds of every line of INDEX and of nothing that is none."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pipelines.archive import INDEX, IndexRow, Store, open_store
from tests.archive import pages

SCHEMA = "schema/document.v1.json"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """In a folder; only to be read."""
    return filled(str(tmp_path_factory.mktemp("schema") / "archive"))


@pytest.fixture(scope="module")
def schema(archive: Store) -> Any:
    return schema_of(archive)


@pytest.fixture(scope="module")
def lines(archive: Store) -> list[dict[str, Any]]:
    return lines_of(archive)


def filled(url: str) -> Store:
    """An archive with seeds, documents, and a removed one."""
    writer = pages.opened(open_store(url))
    writer.commit_seeds(pages.seeds())
    writer.commit([pages.document(name) for name in ("a", "b", "c")], pages.judge)
    writer.remove(5, "asked for by its author")
    writer.close()
    return open_store(url)


def schema_of(archive: Store) -> Any:
    return json.loads(archive.get(SCHEMA).data)


def lines_of(archive: Store) -> list[dict[str, Any]]:
    return [json.loads(line) for line in archive.get(INDEX).data.splitlines()]


def test_it_is_a_schema_for_all_fields(schema: Any) -> None:
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert list(schema["properties"]) == schema["required"] == list(IndexRow.model_fields)


def test_every_line_is_valid(url: str) -> None:
    archive = filled(url)
    lines = lines_of(archive)
    assert [line["status"] for line in lines] == ["live"] * 5 + ["removed", "live"]
    for line in lines:
        Draft202012Validator(schema_of(archive)).validate(line)


def test_a_later_release_may_add_fields(schema: Any, lines: list[dict[str, Any]]) -> None:
    Draft202012Validator(schema).validate(lines[4] | {"a_field_of_next_year": 1})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", -1),
        ("number", "4"),
        ("file", None),
        ("sha256", "0123"),
        ("bytes", 1.5),
        ("authors", None),
        ("authors", "Ann Author"),
        ("language_confidence", 1.1),
        ("entities", [1]),
        ("access", "paid"),
        ("near_duplicate_of", "3"),
        ("run", None),
        ("status", "gone"),
    ],
)
def test_what_is_no_line_is_refused(
    lines: list[dict[str, Any]], schema: Any, field: str, value: object
) -> None:
    assert not Draft202012Validator(schema).is_valid(lines[4] | {field: value})


def test_no_field_may_be_missing(schema: Any, lines: list[dict[str, Any]]) -> None:
    for field in lines[4]:
        rest = {name: value for name, value in lines[4].items() if name != field}
        assert not Draft202012Validator(schema).is_valid(rest), field
