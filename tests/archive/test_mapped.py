"""What is known of an archive, on the local disk: the same answers, and whoever opens it does without."""

import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from pipelines.archive import ArchiveWriter, copy_archive, open_store
from pipelines.archive.catalogue import Catalogue
from pipelines.archive.columns import TURNED_AWAY
from pipelines.archive.digests import key_digest
from pipelines.archive.growing_file import GrowingFile
from pipelines.archive.parquet import empty_end, extend
from pipelines.archive.start import read_start
from pipelines.archive.store import Store
from pipelines.document import Outcome
from tests.archive.pages import document, failure, judge, opened, rejection

_TEXT = "The ferry from the far shore came in late."
_NEAR = "0000000a0000000b"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = open_store(str(tmp_path_factory.mktemp("archive")))
    writer = opened(store)
    kept = document("ferry", _TEXT, _NEAR)
    outcomes: list[Outcome] = [
        kept,
        document("gone"),
        rejection("dull"),
        failure("slow"),
        rejection("late", "http_404"),
    ]
    writer.commit(outcomes, judge)
    writer.remove(1, "asked for")
    writer.close()
    return store


def test_the_disk_says_what_memory_says(store: Store, tmp_path: Path) -> None:
    made, kept = _catalogue(store, tmp_path), _catalogue(store, tmp_path)
    plain = _catalogue(store, None)
    assert all(isinstance(each.parts.segments, np.memmap) for each in (made, kept))
    assert _answers(made) == _answers(kept) == _answers(plain)
    assert (kept.documents, kept.captures, kept.removed, kept.barred) == (
        plain.documents,
        plain.captures,
        plain.removed,
        plain.barred,
    )
    assert kept.removed == {1}
    assert kept.near(1, 0xB) == (0,)
    verdicts = [kept.verdict(key_digest(f"http://news.test/{page}")) for page in ("ferry", "dull", "slow")]
    assert [each and each.kind for each in verdicts] == ["archived", "rejected", "failed"]


@pytest.mark.parametrize("name", ["catalogue.json", "page-high.npy", "near-1.npy"])
@pytest.mark.parametrize("damage", [b"", b"{}", None])  # None: one bit
def test_what_is_damaged_is_made_anew(store: Store, tmp_path: Path, name: str, damage: bytes | None) -> None:
    _catalogue(store, tmp_path)
    (place,) = tmp_path.iterdir()
    _damage(place / name, damage)
    again = _catalogue(store, tmp_path)
    assert _answers(again) == _answers(_catalogue(store, None))
    assert isinstance(_catalogue(store, tmp_path).parts.segments, np.memmap)


def test_columns_that_were_mended_are_read_anew(store: Store, tmp_path: Path) -> None:
    """They cover as much of the log as before."""
    mended, cache = open_store(str(tmp_path / "mended")), tmp_path / "cache"
    copy_archive(store, mended)
    good = mended.get(TURNED_AWAY.key).data
    file = GrowingFile(mended, TURNED_AWAY)
    one = pa.concat_tables(file.groups()).slice(0, 1)
    bad = extend(file.layout, empty_end(file.layout), one, file.coverage.segments, file.coverage.head)
    mended.put(TURNED_AWAY.key, bad.data)
    assert _answers(_catalogue(mended, cache)) != _answers(_catalogue(store, None))
    mended.put(TURNED_AWAY.key, good)
    assert _answers(_catalogue(mended, cache)) == _answers(_catalogue(store, None))


def test_what_a_killed_run_left_half_written_goes(store: Store, tmp_path: Path) -> None:
    """Of another it may be under way."""
    _catalogue(store, tmp_path)
    (place,) = tmp_path.iterdir()
    old, new = (tmp_path / f".{place.name}-{name}" for name in ("old", "new"))
    for folder in (old, new):
        folder.mkdir()
        (folder / "page-high.npy").write_bytes(b"half")
    os.utime(old, (0, 0))
    (place / "catalogue.json").unlink()
    _catalogue(store, tmp_path)
    assert set(tmp_path.iterdir()) == {place, new}


def test_a_deleted_cache_is_missed_by_nobody(store: Store, tmp_path: Path) -> None:
    kept = _catalogue(store, tmp_path)
    for file in sorted(tmp_path.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    assert _answers(kept) == _answers(_catalogue(store, None))


def test_a_disk_that_takes_nothing_is_done_without(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert _answers(_catalogue(store, tmp_path / "file")) == _answers(_catalogue(store, None))


def test_a_crawl_finds_what_others_have_committed(tmp_path: Path) -> None:
    store, cache = open_store(str(tmp_path / "archive")), tmp_path / "cache"
    for name in ("first", "second", "third"):
        writer = ArchiveWriter.open(store, run=name, software="test/1", cache=cache)
        commit = writer.commit([document("first"), document(name)], judge)
        assert [row.kind for row in commit.rows][1:] == ["document" if name != "first" else "rejected"]
        writer.close()
    assert writer.documents == 3
    assert len(list(cache.iterdir())) == 1


def _catalogue(store: Store, cache: Path | None) -> Catalogue:
    start = read_start(store, cache)
    assert start is not None
    return start.catalogue


def _answers(catalogue: Catalogue) -> list[object]:
    pages = ("ferry", "r/ferry", "gone", "dull", "slow", "late", "never")
    kept = document("ferry", _TEXT)
    return [
        *(catalogue.verdict(key_digest(f"http://news.test/{page}")) for page in pages),
        catalogue.number_of_text(bytes.fromhex(kept.fingerprint.sha256)),
        [catalogue.near(place, key) for place in (0, 1, 2) for key in (0xA, 0xB)],
    ]


def _damage(file: Path, data: bytes | None) -> None:
    """Other bytes; None: one bit of it."""
    if data is None:
        whole = bytearray(file.read_bytes())
        whole[len(whole) * 9 // 10] ^= 1
        data = bytes(whole)
    file.write_bytes(data)
