"""A page that another archive had captured: every layer says when, and when it came to us."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator

from pipelines.archive import Archive, Entry, Kept, Known, TurnedAway, open_store, verify
from pipelines.archive.cdxj import CDXJ
from pipelines.archive.repair import repair
from pipelines.archive.rows import json_line, log_row
from pipelines.archive.warc import read_response
from pipelines.cli import command_line
from pipelines.document import Document, Outcome, Rejection
from pipelines.export import Format, export
from pipelines.urls import keys_of
from tests.archive.pages import FETCHED, capture, document, opened

CAPTURED = datetime(2020, 3, 4, 5, 6, 7, tzinfo=UTC)
STAMP = "2020-03-04T05:06:07Z"


def old_page(name: str) -> Document:
    page = document(name)
    return page.model_copy(update={"capture": page.capture.model_copy(update={"captured": CAPTURED})})


def old_rejection() -> Rejection:
    return Rejection.of(
        capture("dull").model_copy(update={"captured": CAPTURED}), "relevance", "x", "y", None
    )


def keep(outcome: Outcome, _: Known) -> Entry:
    """Everything, under the keys by which `corpus why` asks."""
    if isinstance(outcome, Document):
        return Kept(outcome, keys_of(outcome.capture.final_url))
    assert isinstance(outcome, Rejection)
    return TurnedAway(outcome, keys_of(outcome.final_url))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    store = open_store(str(tmp_path / "archive"))
    writer = opened(store)
    writer.commit([document("new"), old_page("old"), old_rejection()], keep)
    writer.close()
    return Archive.open(store)


def test_the_rows_say_both_times(archive: Archive) -> None:
    assert [(row.fetched, row.captured) for row in archive.documents()] == [
        ("2026-11-22T01:02:03Z", None),
        ("2026-11-22T01:02:03Z", STAMP),
    ]
    refused = archive.record("news.test/dull")
    assert refused is not None
    assert refused.model_dump()["captured"] == STAMP
    assert b"captured" not in archive.store.get("INDEX").data


def test_the_record_has_the_date_of_the_capture(archive: Archive) -> None:
    row = archive.get(1)
    assert row.warc is not None
    data = archive.store.get(row.warc, row.offset or 0, None).data
    records = [
        (record.rec_headers.get_header("WARC-Date"), record.content_stream().read())
        for record in ArchiveIterator(io.BytesIO(data))
    ]
    assert [date for date, _ in records] == [STAMP, STAMP]
    told = json.loads(records[1][1])
    assert (told["fetched"], told["captured"]) == ("2026-11-22T01:02:03Z", STAMP)
    assert read_response(data).sound


def test_replay_finds_it_at_that_moment_and_all_is_sound(archive: Archive) -> None:
    listed = archive.store.get(CDXJ).data
    moments = [line.split(b" ")[1] for line in listed.splitlines()]
    assert moments == [b"20261122010203", b"20200304050607"]
    archive.store.delete(CDXJ)
    repair(archive.store)
    assert archive.store.get(CDXJ).data == listed
    assert verify(archive.store).findings == ()


def test_a_line_without_it_keeps_its_bytes(archive: Archive) -> None:
    for row in archive.documents():
        line = json_line(row)
        older = json.loads(line)
        del older["captured"]
        written = json.dumps(older, ensure_ascii=False, separators=(",", ":")).encode()
        assert json_line(log_row(written)) == written
        assert json_line(log_row(line)) == line


def test_show_and_why_tell_it(archive: Archive) -> None:
    assert f"captured     {STAMP} by another archive\n" in corpus("show", "1", archive=archive)
    assert "captured " not in corpus("show", "0", archive=archive)
    for name in ("old", "dull"):
        told = corpus("why", f"http://news.test/{name}", archive=archive)
        assert f", as another archive had captured it at {STAMP}" in told
    assert "captured" not in corpus("why", "http://news.test/new", archive=archive)


def corpus(*arguments: str, archive: Archive) -> str:
    return CliRunner().invoke(command_line(), [*arguments, "--archive", archive.store.url]).output


def test_a_package_has_it_at_that_moment(archive: Archive, tmp_path: Path) -> None:
    export(archive.documents(), archive.store, Format.WACZ, tmp_path / "all.wacz")
    with ZipFile(tmp_path / "all.wacz") as package:
        _, *pages = map(json.loads, package.read("pages/pages.jsonl").splitlines())
    assert [page["ts"] for page in pages] == ["2026-11-22T01:02:03Z", STAMP]


def test_its_dates_are_held_against_the_capture() -> None:
    assert capture("x").as_of == FETCHED
    assert old_page("x").capture.as_of == CAPTURED
