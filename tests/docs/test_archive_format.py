"""docs/archive-format.md is normative: what it says of the code is so, and nothing is left out."""

import re
from pathlib import Path

import pytest

from pipelines.archive import (
    FORMAT_VERSION,
    INDEX,
    ArchiveWriter,
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
    add_health_days,
    open_store,
    put_judgement,
    put_metrics,
    put_model,
    put_run,
    put_run_report,
    save_history,
    save_listing_states,
)
from pipelines.archive.columns import DOCUMENTS, TURNED_AWAY
from pipelines.document import Value
from tests.archive import pages
from tests.archive.test_judgements import MODEL, mark
from tests.docs.markdown import code, names, page, section

TEXT = page("docs/archive-format.md")
LISTING = ListingState(url="http://a.example/rss", kind="feed", publisher="a")
OWN = [name for name in DocumentRow.model_fields if name not in IndexRow.model_fields]


def test_version() -> None:
    assert TEXT.startswith(f"# The archive format, version {FORMAT_VERSION}\n")


def test_line_of_index() -> None:
    text = section(TEXT, "## A line of INDEX")
    table = text.rpartition("| --- |")[2]
    documented = [line.split("|")[1].strip(" `") for line in table.splitlines() if line.startswith("| `")]
    assert documented == list(IndexRow.model_fields)
    assert f"The {len(IndexRow.model_fields)} fields of INDEX" in TEXT


@pytest.mark.parametrize(
    ("heading", "fields"),
    [("### Header", list(SegmentHeader.model_fields)), ("### `document`", OWN)],
)
def test_tables_of_the_log(heading: str, fields: list[str]) -> None:
    documented = [
        cells.split("`")[1] for cells in section(TEXT, heading).splitlines() if cells.startswith("| `")
    ]
    assert documented == fields


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("### `rejected`", RejectionRow),
        ("### `failed`", FailureRow),
        ("### `removed`", RemovedRow),
        ("### `tombstone`", TombstoneRow),
        ("### `retagged`", RetaggedRow),
    ],
)
def test_other_rows_of_the_log(heading: str, model: type[Value]) -> None:
    text = section(TEXT, heading).split("\n\n")[0]
    documented = [name for name in code(text) if name in model.model_fields]
    assert documented == list(model.model_fields)


def test_kinds() -> None:
    models = (SegmentHeader, DocumentRow, RejectionRow, FailureRow, RemovedRow, TombstoneRow, RetaggedRow)
    text = section(TEXT, "## A segment of the log").partition("###")[0]
    assert names(text) == [model.model_fields["kind"].default for model in models]


def test_run_record() -> None:
    said = code(section(TEXT, "## Run records"))
    assert [name for name in RunRecord.model_fields if name not in said] == []


def test_memory_of_the_listings() -> None:
    said = code(section(TEXT, "## The memory of the listings"))
    assert [name for name in ListingState.model_fields if name not in said] == []


def test_memory_of_the_files_of_others() -> None:
    said = code(section(TEXT, "## The memory of the listings"))
    assert [name for name in FileState.model_fields if name not in said] == []


def test_memory_of_the_days() -> None:
    said = code(section(TEXT, "## The memory of the listings"))
    assert [name for name in HealthDay.model_fields if name not in said] == []


def test_every_key_of_an_archive_is_described(tmp_path: Path) -> None:
    """A small archive with a document, a rejection and a failure holds no key that the page does not show."""
    store = open_store(str(tmp_path / "archive"))
    writer = ArchiveWriter.open(store, run="r1", software="test 1")
    writer.commit_seeds(pages.seeds())
    writer.commit([pages.document("a"), pages.rejection("b"), pages.failure("c")], pages.judge)
    writer.close()
    store.put("warc/INDEX-000000005.cdxj", b"")
    save_listing_states(store, {LISTING.url: LISTING})
    save_history(store, "0123456789abcdef", {"a.warc.gz": FileState(file="a.warc.gz", offset=7)})
    put_judgement(store, mark("a"))
    add_health_days(store, [HealthDay(publisher="a", day="2026-11-22")])
    put_metrics(store, "")
    put_model(store, 1, MODEL)
    record = RunRecord(
        run="r1",
        started="2026-11-22T01:02:03Z",
        finished=None,
        spider="news",
        arguments={},
        archive=store.url,
        software={},
    )
    put_run(store, record)
    put_run_report(store, record, "")
    patterns = [_pattern(name) for name in names(section(TEXT, "## What lies where"))]
    keys = [key for key, _ in store.list()]
    assert [key for key in keys if not any(pattern.fullmatch(key) for pattern in patterns)] == []
    unused = [p.pattern for p in patterns if not any(p.fullmatch(key) for key in keys)]
    assert unused == [_pattern("probe/<moment>-<16 hex>/…").pattern]


def test_index_and_texts_come_back_to_the_same_bytes(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "archive"))
    writer = ArchiveWriter.open(store, run="r1", software="test 1")
    writer.commit_seeds(pages.seeds())
    writer.commit([pages.document("a")], pages.judge)
    derived = {key: store.get(key).data for key, _ in store.list() if key == INDEX or key.endswith(".txt")}
    for key in derived:
        store.delete(key)
    ArchiveWriter.open(store, run="r2", software="test 1")
    assert {key: store.get(key).data for key in derived} == derived
    assert len(derived) == 6


def test_columns() -> None:
    text = section(TEXT, "## Columns")
    own = names(text)
    assert [*IndexRow.model_fields, *own] == DOCUMENTS.schema.names
    said = code(text)
    assert [name for name in TURNED_AWAY.schema.names if name not in said] == []
    assert DOCUMENTS.widened().schema.names == [*DOCUMENTS.schema.names, "retagged"]
    assert "retagged" in said


def _pattern(shown: str) -> re.Pattern[str]:
    spelt = re.escape(shown)
    for sign, meaning in (
        ("NNNNNNNNNN", r"\d{10}"),
        ("NNNN", r"\d{4,}"),
        ("NNN", r"\d{3,}"),
        (re.escape("<16 hex>"), "[0-9a-f]{16}"),
        (re.escape("<commit>"), "[0-9a-f]{16}"),
        (re.escape("<number>"), r"\d{9,}"),
        (re.escape("<started>"), r"\d{8}T\d{6}Z"),
        (re.escape("<moment>"), r"\d{8}T\d{6}Z"),
        (re.escape("<run>"), r"[A-Za-z0-9_-]+"),
        ("…", ".+"),
    ):
        spelt = spelt.replace(sign, meaning)
    return re.compile(spelt)
