"""A large file in a folder gets another end in one step, at the price of that end."""

import os
from pathlib import Path

import pytest

from pipelines.archive import local, splice
from pipelines.archive.local import LocalStore
from pipelines.archive.store import Changed


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalStore:
    """Four kilobytes count as large, and a copy may be used at once."""
    monkeypatch.setattr(local, "_SMALL_BYTES", 4096)
    monkeypatch.setattr(splice, "_RESTS_S", -1.0)
    return LocalStore(tmp_path / "store")


def lengthen(store: LocalStore, data: bytes, keep: int | None = None) -> None:
    found = store.stat("INDEX")
    store.put_if_match("INDEX", data, found.tag, found.size if keep is None else keep)


def test_ends_come_and_go(store: LocalStore) -> None:
    expected = b"a" * 10_000
    store.put("INDEX", expected)
    for number, cut in enumerate((0, 0, 5, 4000, 0, 1, 0, 0, 9000, 3)):
        keep = len(expected) - cut
        added = b"%d" % number * 3000
        expected = expected[:keep] + added
        lengthen(store, added, keep)
        assert store.get("INDEX").data == expected
        assert store.stat("INDEX").tag == store.get("INDEX").tag
    assert [key for key, _ in store.list()] == ["INDEX"]


def test_files_whose_names_begin_alike_keep_their_copies_apart(store: LocalStore, tmp_path: Path) -> None:
    keys = ("INDEX", "INDEX.parquet", "warc/INDEX.cdxj")
    for key in keys:
        store.put(key, key.encode() * 10_000)
    spares: set[int] = set()
    for added in (b"1", b"2", b"3"):
        for key in keys:
            found = store.stat(key)
            store.put_if_match(key, added, found.tag, found.size)
        was_spare = {(tmp_path / "store" / key).stat().st_ino in spares for key in keys}
        assert was_spare == {bool(spares)}
        spares = {path.stat().st_ino for path in (tmp_path / "store" / ".spare").iterdir()}
        assert len(spares) == 3
    for key in keys:
        assert store.get(key).data == key.encode() * 10_000 + b"123"


def test_what_a_reader_has_open_stays_as_it_was(store: LocalStore, tmp_path: Path) -> None:
    store.put("INDEX", b"a" * 10_000)
    with (tmp_path / "store" / "INDEX").open("rb") as file:
        lengthen(store, b"b" * 10)
        assert file.read() == b"a" * 10_000


def test_only_the_end_is_written(store: LocalStore, tmp_path: Path) -> None:
    store.put("INDEX", b"a" * 1_000_000)
    lengthen(store, b"b")
    inodes = {path.stat().st_ino for path in (tmp_path / "store" / ".spare").iterdir()}
    lengthen(store, b"c")
    assert (tmp_path / "store" / "INDEX").stat().st_ino in inodes
    assert len(list((tmp_path / "store" / ".spare").iterdir())) == 1
    assert store.get("INDEX").data == b"a" * 1_000_000 + b"bc"


def test_a_copy_that_readers_may_still_hold_is_left(
    store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(splice, "_RESTS_S", 60.0)
    store.put("INDEX", b"a" * 10_000)
    with (tmp_path / "store" / "INDEX").open("rb") as file:
        for number in range(3):
            lengthen(store, b"%d" % number)
        assert file.read() == b"a" * 10_000
    assert store.get("INDEX").data == b"a" * 10_000 + b"012"


def test_a_change_that_was_broken_off_leaves_no_trap(store: LocalStore, tmp_path: Path) -> None:
    """Killed after the spare got its name and before the new file got its own: both names are one file."""
    store.put("INDEX", b"a" * 10_000)
    lengthen(store, b"b" * 10)
    path = tmp_path / "store" / "INDEX"
    for spare in list(path.parent.joinpath(".spare").iterdir()):
        spare.unlink()
    os.link(path, path.parent / ".spare" / f"INDEX~10010~{splice.version(path.stat())}")
    before = path.read_bytes()
    with path.open("rb") as file:
        lengthen(store, b"c" * 10)
        assert file.read() == before
    assert store.get("INDEX").data == before + b"c" * 10


def test_a_file_that_was_replaced_does_not_take_an_old_copy(store: LocalStore) -> None:
    store.put("INDEX", b"a" * 10_000)
    lengthen(store, b"b")
    store.put("INDEX", b"x" * 10_000)
    lengthen(store, b"y")
    assert store.get("INDEX").data == b"x" * 10_000 + b"y"


def test_another_version_is_not_touched(store: LocalStore) -> None:
    store.put("INDEX", b"a" * 10_000)
    tag = store.stat("INDEX").tag
    lengthen(store, b"b")
    with pytest.raises(Changed):
        store.put_if_match("INDEX", b"c", tag, 10_000)
    with pytest.raises(Changed):
        store.put_if_match("missing", b"c", tag, 10_000)
    assert store.get("INDEX").data == b"a" * 10_000 + b"b"
