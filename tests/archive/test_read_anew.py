"""Other texts of archived captures: revisions that share the capture, which is neither doubled nor lost."""

import gzip
import json
import sys
import zipfile
from pathlib import Path

import pytest

from pipelines.archive import (
    Archive,
    DocumentRow,
    Known,
    ReadAnew,
    Store,
    archived_captures,
    copy_archive,
    open_store,
    verify,
)
from pipelines.archive.cdxj import CDXJ
from pipelines.archive.repair import repair
from pipelines.archive.segment import segment_key
from pipelines.document import Document
from pipelines.errors import ArchiveDamaged
from pipelines.export.wacz import write_wacz
from tests.archive.pages import document, judge, opened, seeds
from tests.archive.retagged import contents
from tests.archive.test_further_pages import is_clean, of_three_pages


class Reread:
    """A text for the capture of a document."""

    def __init__(self, source: DocumentRow, made: Document) -> None:
        self.source, self.made = source, made


def anew(reread: Reread, _known: Known) -> ReadAnew:
    row, made = reread.source, reread.made
    return ReadAnew(
        row, made.article, made.language, made.fingerprint, made.mentions, made.relevance, row.keys
    )


def read_again(store: Store, number: int, text: str) -> int:
    """Archives `text` as another reading of a document; the number of the new one."""
    writer = opened(store, "again")
    reread = Reread(Archive.open(store).get(number), document("a", text))
    row = writer.commit_others([reread], anew).rows[0]
    writer.close()
    assert isinstance(row, DocumentRow)
    return row.number


@pytest.fixture
def folder(tmp_path: Path) -> Store:
    """Four seeds; 4, and 5 of three pages, in one commit."""
    store = open_store(str(tmp_path / "archive"))
    writer = opened(store)
    writer.commit_seeds(seeds())
    writer.commit([document("first"), of_three_pages("a")], judge)
    writer.close()
    return store


def test_it_is_a_revision_that_names_the_capture_that_is_there(folder: Store) -> None:
    before = contents(folder)
    assert read_again(folder, 5, "Read anew.") == 6
    old, new = Archive.open(folder).get(5), Archive.open(folder).get(6)
    assert (new.revision_of, new.reading_of, new.text) == (5, 5, "Read anew.\n")
    same = (
        "url",
        "requested_url",
        "fetched",
        "warc",
        "offset",
        "length",
        "payload_digest",
        "further",
        "keys",
    )
    assert [getattr(new, name) for name in same] == [getattr(old, name) for name in same]
    added = contents(folder).keys() - before.keys()
    assert added == {segment_key(2), new.file}
    assert contents(folder)[CDXJ] == before[CDXJ]
    header, line = gzip.decompress(contents(folder)[segment_key(2)]).splitlines()
    assert (json.loads(header)["warc"], json.loads(line)["reading_of"]) == (None, 5)
    assert is_clean(folder)


def test_a_reading_of_a_reading_names_the_first(folder: Store) -> None:
    read_again(folder, 5, "Read anew.")
    assert read_again(folder, 6, "Read once more.") == 7
    newest = Archive.open(folder).get(7)
    assert (newest.revision_of, newest.reading_of) == (6, 5)
    assert is_clean(folder)


def test_what_a_reading_lacks_stays(folder: Store) -> None:
    """A listing may have said it: no capture tells."""
    made = document("a", "Without a date.")
    bare = made.model_copy(
        update={"article": made.article.model_copy(update={"published": None, "headline": None})}
    )
    writer = opened(folder)
    (row,) = writer.commit_others([Reread(Archive.open(folder).get(4), bare)], anew).rows
    assert isinstance(row, DocumentRow)
    assert (row.published, row.headline) == ("2026-11-21", "Headline of first")


def test_captures_come_back_as_they_were(folder: Store) -> None:
    read_again(folder, 5, "Read anew.")
    archive = Archive.open(folder)
    rows = [archive.get(number) for number in (4, 5, 6)]
    whole = of_three_pages("a").capture
    # What was asked for before a redirect is on record of the first page alone.
    further = [page.model_copy(update={"url": page.final_url}) for page in whole.further]
    whole = whole.model_copy(update={"further": tuple(further)})
    assert list(archived_captures(folder, rows)) == [document("first").capture, whole, whole]
    folder.put(str(rows[0].warc), b"\0" * 9999)
    assert all(isinstance(each, ArchiveDamaged) for each in archived_captures(folder, rows))
    folder.delete(str(rows[0].warc))
    assert all(isinstance(each, ArchiveDamaged) for each in archived_captures(folder, rows))


@pytest.mark.parametrize("named", [5, 6, 7])
def test_a_removal_takes_all_readings_with_the_capture(folder: Store, named: int, tmp_path: Path) -> None:
    copy = open_store(str(tmp_path / "copy"))
    read_again(folder, 5, "Read anew.")
    read_again(folder, 6, "Read once more.")
    copy_archive(folder, copy)
    writer = opened(folder, "r2")
    assert writer.remove(named, "x").number == named
    writer.close()
    assert [row.status for row in Archive.open(folder)] == ["live"] * 5 + ["removed"] * 3
    assert b"Page two of a" not in gzip.decompress(folder.get(str(Archive.open(folder).get(4).warc)).data)
    assert not any(b"Read anew" in data for key, data in contents(folder).items() if not key.endswith("gz"))
    assert is_clean(folder)
    copy_archive(folder, copy)
    assert contents(copy) == contents(folder)
    whole = contents(folder)
    assert repair(folder) == ()
    assert contents(folder) == whole


def test_a_removal_that_was_broken_off_is_told_and_completed(
    folder: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_again(folder, 5, "Read anew.")
    writer = opened(folder, "r2")
    monkeypatch.setattr("pipelines.archive.writer.others_of_capture", lambda *_: [])
    writer.remove(5, "x")
    writer.close()
    (finding,) = verify(folder).findings
    assert "document 6 was read from the capture of document 5, which is removed" in finding.problem
    monkeypatch.undo()
    opened(folder, "r3").remove(6, "x")
    opened(folder, "r4").close()
    assert is_clean(folder)


def test_a_damaged_capture_is_found_for_both(folder: Store) -> None:
    read_again(folder, 5, "Read anew.")
    row = Archive.open(folder).get(5)
    data = bytearray(folder.get(str(row.warc)).data)
    data[(row.offset or 0) + 40] ^= 1
    folder.put(str(row.warc), bytes(data))
    told = [
        finding.problem for finding in verify(folder).findings if "the capture of document" in finding.problem
    ]
    assert {text.split("document ")[1][0] for text in told} == {"5", "6"}


def test_a_sample_looks_at_the_captures_that_are_shared(
    folder: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the segment that they came with is not drawn."""
    read_again(folder, 5, "Read anew.")
    monkeypatch.setattr(sys.modules["pipelines.archive.verify"], "_sampled", lambda *_: [0, 2])
    assert verify(folder, sample=1).findings == ()
    row = Archive.open(folder).get(5)
    whole = folder.get(str(row.warc)).data
    data = bytearray(whole)
    data[(row.offset or 0) + 40] ^= 1
    folder.put(str(row.warc), bytes(data))
    (finding,) = verify(folder, sample=1).findings
    assert (finding.key, "the capture of document 6" in finding.problem) == (row.warc, True)
    folder.delete(str(row.warc))
    (finding,) = verify(folder, sample=1).findings
    assert (finding.key, "is missing" in finding.problem) == (row.warc, True)


def test_a_package_has_the_capture_once(folder: Store, tmp_path: Path) -> None:
    read_again(folder, 5, "Read anew.")
    documents = list(Archive.open(folder).documents())
    sizes = {}
    for name, rows in {
        "both": documents[4:],
        "old": documents[4:6],
        "new": [documents[4], documents[6]],
    }.items():
        write_wacz(rows, tmp_path / f"{name}.wacz", folder)
        with zipfile.ZipFile(tmp_path / f"{name}.wacz") as file:
            sizes[name] = len(file.read("archive/data-00000.warc.gz"))
            index = gzip.decompress(file.read("indexes/index.cdx.gz"))
            assert index.count(b"http://news.test/a") == 3
    assert sizes["both"] == sizes["old"] == sizes["new"]
