"""A plain corpus folder: what the corpus began as."""

from pathlib import Path

import pytest

from pipelines.archive import INDEX, Archive
from pipelines.errors import ArchiveDamaged
from pipelines.export import Format, export
from tests.archive.pages import SEEDS
from tests.export.archives import documents


def test_texts_are_the_files_of_the_archive_byte_for_byte(archive: Archive, folder: Path) -> None:
    export(documents(archive), archive.store, Format.FOLDER, folder / "corpus")
    names = {path.name for path in (folder / "corpus").iterdir()}
    assert names == {INDEX, *(row.file for row in documents(archive))}
    for name in names:
        assert (folder / "corpus" / name).read_bytes() == archive.store.get(name).data
    for seed in SEEDS.glob("*.txt"):
        assert (folder / "corpus" / seed.name).read_bytes() == seed.read_bytes()


def test_index_lists_what_is_there_and_nothing_else(archive: Archive, folder: Path) -> None:
    chosen = documents(archive)[1::3]
    export(chosen, archive.store, Format.FOLDER, folder / "corpus")
    lines = archive.store.get(INDEX).data.splitlines(keepends=True)
    assert (folder / "corpus" / INDEX).read_bytes() == b"".join(lines[1::3])
    assert {path.name for path in (folder / "corpus").glob("*.txt")} == {row.file for row in chosen}


def test_an_empty_folder_has_an_empty_index(archive: Archive, folder: Path) -> None:
    export([], archive.store, Format.FOLDER, folder / "corpus")
    assert [path.read_bytes() for path in (folder / "corpus").iterdir()] == [b""]


@pytest.mark.parametrize(
    "name",
    [
        "../004_0123456789abcdef.txt",
        "/004_0123456789abcdef.txt",
        "INDEX",
        "004_0123456789abcdef.txt\n",
        "004_0123456789abcdef.txt/..",
        "٠٠٤_0123456789abcdef.txt",
        ".txt",
        "",
    ],
)
def test_a_file_name_that_no_archive_gives_is_refused(archive: Archive, folder: Path, name: str) -> None:
    rows = documents(archive)[:2]
    rows.append(rows[1].model_copy(update={"file": name}))
    with pytest.raises(ArchiveDamaged, match="which is no name of a text"):
        export(rows, archive.store, Format.FOLDER, folder / "corpus")
    assert list(folder.parent.rglob("*")) == [folder]
