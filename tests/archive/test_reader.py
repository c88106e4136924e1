"""Reading: what it needs, and what it sees while others write."""

import gzip
import hashlib
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pipelines.archive import Archive, ArchiveWriter, Store, open_store
from pipelines.archive.rows import RemovedRow, json_line
from pipelines.archive.segment import decode, pack, segment_key
from tests.archive.pages import document, judge

ROOT = Path(__file__).parents[2]


def test_reading_a_folder_imports_nothing_heavy() -> None:
    heavy = {"boto3", "trafilatura", "scrapy", "lxml", "pandas"}
    code = f"import sys, pipelines.archive; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_reader_sees_one_snapshot(store: Store) -> None:
    writer = ArchiveWriter.open(store, run="r", software="s")
    writer.commit([document("a")], judge)
    archive = Archive.open(store)
    with pytest.raises(LookupError):
        archive.get(1)
    writer.commit([document("b")], judge)
    assert (len(archive), [row.number for row in archive]) == (1, [0])
    with pytest.raises(LookupError):
        archive.get(1)
    assert Archive.open(store).get(1).headline == "Headline of b"


def test_a_removed_document_is_neither_read_nor_forgotten(tmp_path: Path) -> None:
    store = open_store(str(tmp_path))
    ArchiveWriter.open(store, run="r", software="s").commit([document("a"), document("b")], judge)
    row = remove_first(store)
    writer = ArchiveWriter.open(store, run="r", software="s")
    assert writer.known.number_of_text(row.row.sha256) == 0
    assert writer.known.verdict("http://news.test/a") is not None
    assert [each.kind for each in writer.commit([document("a")], judge).rows] == ["rejected"]
    archive = Archive.open(store)
    with pytest.raises(LookupError, match="was removed"):
        archive.get(0)
    assert archive.get(1).headline == "Headline of b"


def remove_first(store: Store) -> RemovedRow:
    """As a removal will rewrite the segment."""
    key = segment_key(0)
    data = store.get(key).data
    header, first, *others = gzip.decompress(data).splitlines()
    document_row = decode(0, data).rows[0]
    assert document_row.kind == "document"
    gone = document_row.index().model_copy(update={"status": "removed"})
    stub = RemovedRow(digest=hashlib.sha256(first).hexdigest(), keys=document_row.keys, row=gone)
    store.put(key, pack([header, json_line(stub), *others]))
    store.delete(document_row.file)
    return stub


def test_known_may_be_asked_while_another_thread_commits(tmp_path: Path) -> None:
    writer = ArchiveWriter.open(open_store(str(tmp_path)), run="r", software="s")
    names = [f"p{number}" for number in range(40)]
    problems: list[str] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            for name in names:
                verdict = writer.known.verdict(f"http://news.test/{name}")
                if verdict is not None and writer.known.text_of(verdict.number or 0).split(":")[0] != name:
                    problems.append(name)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for start in range(0, len(names), 5):
            writer.commit([document(name) for name in names[start : start + 5]], judge)
    finally:
        done.set()
        asking.join()
    assert problems == []
