"""Archives written by earlier releases say what they always said, are sound, and can be continued."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipelines.archive import (
    Archive,
    ArchiveWriter,
    load_health_days,
    load_history,
    load_listing_states,
    open_store,
    verify,
)
from pipelines.archive.repair import repair
from tests.archive.pages import document, judge
from tests.archives.reading import everything

HERE = Path(__file__).parent
RELEASES = sorted(path.name for path in HERE.glob("v*") if path.is_dir())
DERIVED = {"INDEX.parquet", "REJECTED.parquet", "warc/INDEX.cdxj", "schema/document.v1.json"}


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def folder(release: str, tmp_path: Path) -> Path:
    """A copy: nothing may touch the frozen one, not even a lock."""
    return shutil.copytree(HERE / release, tmp_path / release)


def differences(expected: Any, found: Any, path: str = "") -> list[str]:
    """Where `found` lacks something; a later release may say more of a thing."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return [
            each
            for name, value in expected.items()
            for each in differences(value, found.get(name, "nothing"), f"{path}.{name}")
        ]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = enumerate(zip(expected, found, strict=True))
        return [each for n, (a, b) in pairs for each in differences(a, b, f"{path}[{n}]")]
    return [] if expected == found else [f"{path}: {found!r}, not {expected!r}"]


def test_there_are_some() -> None:
    assert RELEASES == ["v0.1.0", "v0.2.0", "v0.3.0", "v0.4.0", "v0.5.0", "v0.6.0", "v0.7.0", "v0.8.0"]


def test_it_says_what_it_always_said(release: str, folder: Path) -> None:
    expected = json.loads((HERE / f"{release}.json").read_text(encoding="utf-8"))
    assert differences(expected, everything(folder)) == []


def test_it_is_sound(folder: Path) -> None:
    assert verify(open_store(str(folder))).findings == ()


def test_its_objects_are_those_that_were_frozen(release: str, folder: Path) -> None:
    before = {
        key: open_store(str(HERE / release)).get(key).data
        for key, _ in open_store(str(HERE / release)).list()
    }
    done = {each.key for each in repair(open_store(str(folder)))}
    assert done <= (DERIVED if release == "v0.1.0" else set())
    after = open_store(str(folder))
    assert {key: after.get(key).data for key in before} == before


def test_it_can_be_continued(folder: Path) -> None:
    """All that is derived is there then, and what was archived is not archived again."""
    store = open_store(str(folder))
    before = list(Archive.open(store))
    text = Archive.open(store).text(4).removesuffix("\n")
    writer = ArchiveWriter.open(store, run="later", software="test/1")
    rows = writer.commit([document("again", text), document("new")], judge).rows
    writer.close()
    assert [row.kind for row in rows] == ["rejected", "document"]
    archive = Archive.open(store)
    assert list(archive)[:-1] == before
    assert archive.get(len(before)).headline == "Headline of new"
    assert {key for key, _ in store.list()} >= DERIVED
    report = verify(store)
    assert (report.findings, report.notes) == ((), ())


def test_a_document_of_it_can_be_removed(folder: Path) -> None:
    store = open_store(str(folder))
    writer = ArchiveWriter.open(store, run="later", software="test/1")
    writer.remove(5, "asked for")
    writer.close()
    assert Archive.open(store).by_url("https://other.example/copy") is not None
    assert [row.number for row in Archive.open(store).documents()][:6] == [0, 1, 2, 3, 4, 6]
    report = verify(store)
    assert (report.findings, report.notes) == ((), ())


def test_what_crawls_remembered_is_believed(tmp_path: Path) -> None:
    store = open_store(str(shutil.copytree(HERE / "v0.4.0", tmp_path / "v0.4.0")))
    (state,) = load_listing_states(store).values()
    assert (state.etag, state.months, state.related) == ('"1"', {"2026-11": 3}, 2)
    assert load_history(store, "0123456789abcdef")["news.warc.gz"].done


def test_what_nights_are_judged_by_is_believed(tmp_path: Path) -> None:
    store = open_store(str(shutil.copytree(HERE / "v0.5.0", tmp_path / "v0.5.0")))
    (day,) = load_health_days(store)
    assert (day.publisher, day.archived, day.lengths) == ("aare", 3, {30: 3})


def test_no_cookie_is_kept(tmp_path: Path) -> None:
    archive = Archive.open(open_store(str(shutil.copytree(HERE / "v0.5.0", tmp_path / "v0.5.0"))))
    (lock,) = (row.number for row in archive if row.headline == "The lock is closed.")
    kept = archive.get(lock)
    assert [each.what for each in kept.reservations] == ["noarchive", "tdm"]
    assert ("Set-Cookie", "visit=; Path=/") in kept.http_headers


def test_a_text_read_anew_shares_its_capture(tmp_path: Path) -> None:
    archive = Archive.open(open_store(str(shutil.copytree(HERE / "v0.6.0", tmp_path / "v0.6.0"))))
    first, again = (archive.get(row.number) for row in archive if row.headline == "The lock is closed.")
    assert again.reading_of == first.number
    assert (again.warc, again.offset, again.length) == (first.warc, first.offset, first.length)
    assert again.text == f"{first.text}And boats.\n"
