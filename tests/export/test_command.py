"""`corpus export` as it is typed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq
import pytest

from pipelines.archive import INDEX, Archive, ArchiveWriter, IndexRow, open_store
from pipelines.cli import main
from pipelines.export import Format
from tests.archive.pages import document, judge
from tests.export.archives import documents

ROOT = Path(__file__).parents[2]
EACH = pytest.mark.parametrize("wanted", list(Format))


class Told(NamedTuple):
    """How the command ended, and what it printed where."""

    code: int
    output: bytes
    message: str


Corpus = Callable[..., Told]


@pytest.fixture
def corpus(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Corpus:
    """Runs the command line in this process, which takes a moment instead of seconds."""

    def run(*arguments: str | Path, archive: str) -> Told:
        monkeypatch.setenv("ARCHIVE_URL", archive)
        monkeypatch.setattr(sys, "argv", ["corpus", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        output, message = capfdbinary.readouterr()
        return Told(int(ended.value.code or 0), output, message.decode())

    return run


def printed(archive: Archive, descriptor: int) -> Told:
    """`corpus export jsonl -` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", "export", "jsonl", "-"],
        cwd=ROOT,
        env=os.environ | {"ARCHIVE_URL": archive.store.url},
        stdout=descriptor,
        stderr=subprocess.PIPE,
        check=False,
    )
    return Told(done.returncode, b"", done.stderr.decode())


@pytest.mark.parametrize(
    "filters",
    [
        (),
        ("--language", "zh"),
        ("--publisher", "daybook"),
        ("--entity", "douyin"),
        ("--since", "2020-11", "--until", "2021"),
        ("--until", "2022-05-01", "--language", "en"),
        ("--language", "zh", "--publisher", "news"),
    ],
    ids=" ".join,
)
def test_filters_are_those_of_ls(corpus: Corpus, archive: Archive, filters: tuple[str, ...]) -> None:
    listed = corpus("ls", "--json", *filters, archive=archive.store.url).output.splitlines()
    told = corpus("export", "jsonl", "-", *filters, archive=archive.store.url)
    exported = [json.loads(line) for line in told.output.splitlines()]
    assert (told.code, told.message) == (0, "")
    assert 0 < len(exported) == len(listed)
    for row, line in zip(exported, listed, strict=True):
        assert row.pop("text").encode() == archive.store.get(row["file"]).data
        assert [*row.pop("reservations")] == (
            ["noarchive", "tdm"] if "café" in (row["headline"] or "") else []
        )
        assert row == json.loads(line)


@EACH
def test_every_format_by_its_name(corpus: Corpus, archive: Archive, folder: Path, wanted: Format) -> None:
    target = folder / "export.wacz"
    told = corpus("export", wanted, target, archive=archive.store.url)
    lacking = "; 4 have no capture and are not in it" if wanted is Format.WACZ else ""
    count = 7 if wanted is Format.WACZ else 11
    assert told == (0, b"", f"{target}: {count} documents{lacking}\n")
    assert [path.name for path in folder.iterdir()] == ["export.wacz"]
    again = corpus("export", wanted, target, archive=archive.store.url)
    assert (again.code, again.message.count("\n")) == (2, 1)
    assert again.message.startswith(f"error: {target} exists; ")
    assert corpus("export", wanted, target, "--overwrite", archive=archive.store.url).code == 0


@pytest.mark.s3
@EACH
def test_an_archive_in_a_bucket_exports_the_same(
    corpus: Corpus, archive: Archive, s3_archive: Archive, folder: Path, wanted: Format
) -> None:
    told = corpus("export", wanted, folder / "export.wacz", "--language", "zh", archive=s3_archive.store.url)
    assert (told.code, told.message) == (0, f"{folder / 'export.wacz'}: 2 documents\n")


@EACH
def test_what_matches_nothing_is_empty_and_says_so(
    corpus: Corpus, archive: Archive, folder: Path, wanted: Format
) -> None:
    target = folder / "export.wacz"
    told = corpus("export", wanted, target, "--publisher", "nobody", archive=archive.store.url)
    assert told == (0, b"", f"nothing matches; the export is empty\n{target}: 0 documents\n")
    assert target.exists()


def test_removed_documents_are_in_no_export(corpus: Corpus, tmp_path: Path, folder: Path) -> None:
    store = open_store(str(tmp_path / "archive"))
    writer = ArchiveWriter.open(store, run="r", software="test/1")
    writer.commit([document("a"), document("b"), document("c")], judge)
    gone = writer.remove(1, "asked for")
    writer.close()
    for wanted in Format:
        told = corpus("export", wanted, folder / f"{wanted}.wacz", archive=store.url)
        assert told.message == f"{folder / wanted}.wacz: 2 documents\n"
    for path in filter(Path.is_file, folder.rglob("*")):
        assert b"Headline of b" not in path.read_bytes()
    index = (folder / "folder.wacz" / INDEX).read_bytes().splitlines()
    assert [IndexRow.model_validate_json(line).number for line in index] == [0, 2]
    assert not (folder / "folder.wacz" / gone.stub.row.file).exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("jsonl", "s3://bucket/d.jsonl"), 2, "is a file or folder of this machine"),
        (("wacz", "d.zip"), 2, "a WACZ file is named *.wacz"),
        (("parquet", "-"), 2, "parquet cannot be printed"),
        (("jsonl", "-", "--since", "yesterday"), 2, "--since 'yesterday' is no date; write a day"),
        (
            ("jsonl", "-", "--since", "2021", "--until", "2020-12"),
            2,
            "--since 2021 lies after --until 2020-12",
        ),
        (("jsonl", "-", "--until", "2020-13"), 2, "--until '2020-13' is no date"),
        (("jsonl", "/proc/d.jsonl"), 5, "/proc/d.jsonl: cannot be written"),
    ],
)
def test_mistakes_end_in_a_sentence(
    corpus: Corpus, archive: Archive, arguments: tuple[str, ...], code: int, words: str
) -> None:
    told = corpus("export", *arguments, archive=archive.store.url)
    assert (told.code, told.output, told.message.count("\n")) == (code, b"", 1), told.message
    assert told.message.startswith("error: ")
    assert words in told.message


def test_no_archive_is_a_sentence(corpus: Corpus, folder: Path) -> None:
    told = corpus("export", "jsonl", folder / "d.jsonl", archive=str(folder / "nothing"))
    assert (told.code, told.message.count("\n")) == (2, 1)
    assert "holds no archive" in told.message
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full: absent")
def test_a_full_disk_behind_standard_output(archive: Archive) -> None:
    descriptor = os.open("/dev/full", os.O_WRONLY)
    try:
        told = printed(archive, descriptor)
    finally:
        os.close(descriptor)
    assert (told.code, told.message.count("\n")) == (5, 1)
    assert told.message.startswith("error: standard output: cannot be written (No space left on device)")


def test_a_reader_that_has_seen_enough_is_no_error(archive: Archive) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        told = printed(archive, writing)
    finally:
        os.close(writing)
    assert told == (0, b"", "")


def test_what_is_reserved_can_be_left_out(corpus: Corpus, archive: Archive, folder: Path) -> None:
    whole, part = folder / "whole.jsonl", folder / "part.jsonl"
    corpus("export", "jsonl", whole, "--unreserved", "noai", archive=archive.store.url)
    corpus("export", "jsonl", part, "--unreserved", "noai", "--unreserved", "tdm", archive=archive.store.url)
    reserved = [row.number for row in documents(archive) if row.reservations]
    numbers = [
        [json.loads(line)["number"] for line in file.read_bytes().splitlines()] for file in (whole, part)
    ]
    assert numbers[0] == [row.number for row in documents(archive)]
    assert sorted({*numbers[0]} - {*numbers[1]}) == reserved
    assert len(reserved) == 1


def test_columns_are_those_of_the_archives_own_parquet(
    corpus: Corpus, archive: Archive, folder: Path
) -> None:
    corpus("export", "parquet", folder / "d.parquet", archive=archive.store.url)
    schema = pq.read_schema(folder / "d.parquet")
    own = pq.read_schema(Path(archive.store.url) / "INDEX.parquet")
    assert [(field.name, field.type) for field in schema][:-2] == [
        (field.name, field.type) for field in own if field.name in IndexRow.model_fields
    ]
    assert schema.names[-2:] == ["text", "reservations"]
    assert pq.read_table(folder / "d.parquet", columns=["file"]).num_rows == len(documents(archive))
