"""The report of a run beside its record: sealed, copied with it, and found where it was altered."""

from pathlib import Path

import pytest

from pipelines.archive import (
    Archive,
    copy_archive,
    list_run_reports,
    open_store,
    put_run,
    put_run_report,
    read_run_report,
    segments_of_run,
    verify,
)
from pipelines.errors import ArchiveDamaged
from tests.archive.pages import document, judge, opened
from tests.moving.archives import archive_at, record

HTML = "<!doctype html>\n<title>Run</title>\n"


def test_it_is_what_was_written(tmp_path: Path) -> None:
    store = archive_at(str(tmp_path / "a"))
    key = put_run_report(store, record("0a", None), HTML)
    assert key == "runs/20261122T010203Z-0a.html"
    assert list(list_run_reports(store)) == [key]
    assert read_run_report(store, key).startswith(HTML.encode())
    assert (verify(store).findings, verify(store).notes) == ((), ())


@pytest.mark.parametrize("at", [0, 20, -5])
def test_a_flipped_byte_is_found(tmp_path: Path, at: int) -> None:
    store = archive_at(str(tmp_path / "a"))
    key = put_run_report(store, record("0a", None), HTML)
    data = bytearray(store.get(key).data)
    data[at] ^= 1
    store.put(key, bytes(data))
    with pytest.raises(ArchiveDamaged):
        read_run_report(store, key)
    (finding,) = verify(store).findings
    assert finding.key == key


def test_a_copy_has_it_unless_it_is_damaged(tmp_path: Path) -> None:
    store = archive_at(str(tmp_path / "a"))
    key = put_run_report(store, record("0a", None), HTML)
    stray = put_run_report(store, record("0z", None), HTML)
    target = open_store(str(tmp_path / "b"))
    copy_archive(store, target)
    assert target.get(key) == store.get(key)
    assert stray not in dict(target.list())
    store.put(key, b"other")
    other = open_store(str(tmp_path / "c"))
    copy_archive(store, other)
    assert key not in dict(other.list())
    assert verify(other).findings == ()


def test_the_segments_of_a_run_are_found_among_others(tmp_path: Path) -> None:
    store = archive_at(str(tmp_path / "a"))
    own = Archive.open(store).cursor
    run = next(iter(Archive.open(store).segments())).header.run
    writer = opened(store, run="another")
    writer.commit([document("later")], judge)
    found = [segment.number for segment in segments_of_run(store, record(run, None))]
    assert found == list(range(int(own.partition("-")[0])))
    assert [s.header.run for s in segments_of_run(store, record("another", None))] == ["another"]
    assert list(segments_of_run(store, record("nobody", None))) == []


def test_a_removal_takes_the_report_that_shows_the_document(tmp_path: Path) -> None:
    """Of its run alone, and of the copies of the archive too."""
    store = archive_at(str(tmp_path / "a"))
    shown = put_run_report(store, record("run-1", None), HTML)
    other = put_run_report(store, record("of-run-1", None), HTML)
    for run in ("run-1", "of-run-1"):
        put_run(store, record(run, None))
    target = open_store(str(tmp_path / "b"))
    copy_archive(store, target)
    assert {*list_run_reports(target)} == {shown, other}
    writer = opened(store, run="run-2")
    writer.remove(5, "asked for")
    writer.close()
    assert [*list_run_reports(store)] == [other]
    copy_archive(store, target)
    assert [*list_run_reports(target)] == [other]
    put_run_report(store, record("run-1", None), HTML)
    opened(store, run="run-3").close()
    copy_archive(store, target)
    assert {*list_run_reports(target)} == {*list_run_reports(store)} == {shown, other}
