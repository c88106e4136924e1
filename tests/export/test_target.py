"""A target has its name when it is whole, or not at all; what is there stays, unless it is an export."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.archive import Archive, DocumentRow
from pipelines.errors import ArchiveDamaged, ConfigurationError, StoreError
from pipelines.export import Format, checked_target, explained, export
from tests.export.archives import captured, documents

EACH = pytest.mark.parametrize("wanted", list(Format))


def broken(rows: list[DocumentRow], error: BaseException) -> Iterator[DocumentRow]:
    yield from rows
    raise error


def tree(folder: Path) -> dict[str, bytes | None]:
    return {str(path): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


@EACH
@pytest.mark.parametrize("error", [ArchiveDamaged("log/1 is damaged"), KeyboardInterrupt()], ids=repr)
def test_a_failure_leaves_nothing(
    archive: Archive, folder: Path, wanted: Format, error: BaseException
) -> None:
    target = folder / "export.wacz"
    with pytest.raises(type(error)):
        export(broken(captured(archive), error), archive.store, wanted, target)
    assert tree(folder) == {}


@EACH
def test_a_failure_leaves_what_was_there(archive: Archive, folder: Path, wanted: Format) -> None:
    target = folder / "export.wacz"
    export(captured(archive), archive.store, wanted, target)
    before = tree(folder)
    with pytest.raises(ArchiveDamaged):
        export(broken([], ArchiveDamaged("gone")), archive.store, wanted, target, overwrite=True)
    assert tree(folder) == before


@EACH
def test_what_exists_is_refused_in_a_sentence_or_replaced(
    archive: Archive, folder: Path, wanted: Format
) -> None:
    target = folder / "export.wacz"
    export(captured(archive), archive.store, wanted, target)
    before = tree(folder)
    with pytest.raises(ConfigurationError, match="exists; name another target, or replace it with --over"):
        export(captured(archive)[:1], archive.store, wanted, target)
    assert tree(folder) == before
    export(captured(archive)[:1], archive.store, wanted, target, overwrite=True)
    assert tree(folder) != before
    again = folder / "again.wacz"
    export(captured(archive)[:1], archive.store, wanted, again)
    names = {path.relative_to(folder).parts[0] for path in folder.rglob("*")}
    assert names == {"export.wacz", "again.wacz"}


def test_a_folder_that_holds_anything_else_is_never_replaced(archive: Archive, folder: Path) -> None:
    (folder / "home").mkdir()
    (folder / "home" / "INDEX").touch()
    (folder / "home" / "letters.txt").write_text("dear")
    (folder / "link").symlink_to(folder / "empty")
    (folder / "empty").mkdir()
    before = tree(folder)
    for name in ("home", "link"):
        with pytest.raises(
            ConfigurationError, match="not a folder of nothing but INDEX and texts, and stays"
        ):
            export(documents(archive), archive.store, Format.FOLDER, folder / name, overwrite=True)
    assert tree(folder) == before


def test_only_a_file_is_replaced_by_a_file(archive: Archive, folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "sub").mkdir()
    for name in ("pipe", "sub"):
        with pytest.raises(ConfigurationError, match="is not a file, and stays"):
            export(documents(archive), archive.store, Format.JSONL, folder / name, overwrite=True)
    assert (folder / "pipe").is_fifo()


def test_what_appears_meanwhile_stays(archive: Archive, folder: Path) -> None:
    def slow() -> Iterator[DocumentRow]:
        yield from documents(archive)
        (folder / "d.jsonl").write_text("mine")

    with pytest.raises(ConfigurationError, match="exists"):
        export(slow(), archive.store, Format.JSONL, folder / "d.jsonl")
    assert list(tree(folder).values()) == [b"mine"]


@pytest.mark.parametrize("wanted", [Format.JSONL, Format.FOLDER, Format.WACZ])
def test_a_killed_export_leaves_no_target(archive: Archive, folder: Path, wanted: Format) -> None:
    code = (
        "import os, sys; from pathlib import Path; from pipelines.export import Format, export\n"
        "from pipelines.archive import Archive; from tests.export.archives import captured\n"
        "archive = Archive.open(sys.argv[1])\n"
        "def rows():\n"
        "    yield from captured(archive)\n"
        "    os.kill(os.getpid(), 9)\n"
        "export(rows(), archive.store, Format(sys.argv[2]), Path(sys.argv[3]))\n"
    )
    target = folder / "export.wacz"
    done = subprocess.run([sys.executable, "-c", code, archive.store.url, wanted, str(target)], check=False)
    assert done.returncode == -9
    assert not target.exists()
    assert all(path.name.startswith(".export-") for path in folder.iterdir())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("s3://bucket/export.jsonl", "an export is a file or folder of this machine.*`corpus copy`"),
        ("", "is no name for an export"),
        ("/", "is no name for an export"),
        ("..", "is no name for an export"),
        ("a\0b", "is no name for an export"),
        ("absent/export.jsonl", "absent is no folder; create it"),
    ],
)
def test_targets_that_are_none(name: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        checked_target(name, "s3://bucket/archive")


def test_the_archive_is_no_place_for_exports(archive: Archive, folder: Path) -> None:
    (folder / "link").symlink_to(archive.store.url)
    for name in (f"{archive.store.url}/INDEX", archive.store.url, f"{folder}/link/d.jsonl"):
        with pytest.raises(ConfigurationError, match="lies in the archive itself"):
            checked_target(name, archive.store.url)
    assert checked_target(str(folder / "d.jsonl"), archive.store.url) == folder / "d.jsonl"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full: absent")
def test_a_full_disk_is_a_sentence() -> None:
    full = pytest.raises(StoreError, match=r"cannot be written \(No space left on device\); free the disk")
    with full, explained("d.jsonl"), Path("/dev/full").open("wb") as file:
        file.write(b"x" * 100_000)
    with pytest.raises(BrokenPipeError), explained("standard output"):
        raise OSError(errno.EPIPE, "Broken pipe")


@EACH
def test_a_folder_that_may_not_be_written_is_a_sentence(
    archive: Archive, folder: Path, wanted: Format
) -> None:
    gone = folder / "gone"
    with pytest.raises(StoreError, match=r"export\.wacz: cannot be written"):
        export(captured(archive), archive.store, wanted, gone / "export.wacz")


def test_a_folder_comes_back_where_the_new_one_cannot_take_its_name(
    archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = folder / "corpus"
    export(documents(archive), archive.store, Format.FOLDER, target)
    before = tree(folder)
    rename = Path.rename

    def refuse(self: Path, to: Path) -> Path:
        if self.suffix == ".part":
            raise OSError(errno.EIO, "Input/output error")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(StoreError, match="cannot be written"):
        export(documents(archive)[:1], archive.store, Format.FOLDER, target, overwrite=True)
    assert tree(folder) == before
