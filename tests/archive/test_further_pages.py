"""Articles of several pages: every page lies in the WARC file, is found there, and goes with its document."""

import gzip
import io

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator

from pipelines.archive import Archive, DocumentRow, Store, verify
from pipelines.archive.cdxj import CDXJ
from pipelines.archive.repair import repair
from pipelines.archive.warc import read_response
from pipelines.document import Document
from pipelines.export.wacz import write_wacz
from tests.archive.pages import capture, document, judge, opened, seeds
from tests.export.archives import captured

PAGES = ("Page two of a.", "第三页 of a.")


def of_three_pages(name: str) -> Document:
    made = document(name)
    further = tuple(
        capture(f"{name}/{number}", f"<p>{text}</p>".encode()) for number, text in enumerate(PAGES, start=2)
    )
    return made.model_copy(update={"capture": made.capture.model_copy(update={"further": further})})


def built(store: Store) -> DocumentRow:
    writer = opened(store)
    writer.commit_seeds(seeds())
    rows = writer.commit([document("first"), of_three_pages("a"), document("last")], judge).rows
    writer.close()
    assert isinstance(rows[1], DocumentRow)
    return rows[1]


def is_clean(store: Store) -> bool:
    report = verify(store)
    assert (report.findings, report.notes) == ((), ())
    return True


def test_each_page_lies_where_the_log_says(store: Store) -> None:
    number = built(store).number
    row = Archive.open(store).get(number)
    assert row.warc is not None
    data = store.get(row.warc).data
    records = [read_response(data[page.offset : page.offset + page.length]) for page in row.further]
    assert [record.payload.decode() for record in records] == [f"<p>{text}</p>" for text in PAGES]
    assert [record.url for record in records] == ["http://news.test/a/2", "http://news.test/a/3"]
    assert all(record.sound for record in records)
    assert is_clean(store)


def test_other_readers_see_them_as_concurrent_to_the_first(store: Store) -> None:
    row = built(store)
    assert row.warc is not None
    records = list(FastIterator(io.BytesIO(store.get(row.warc).data)))
    headers = [dict(record.headers) for record in records]
    kinds = [header["WARC-Type"] for header in headers]
    assert kinds == [
        "response",
        "metadata",
        "response",
        "metadata",
        "response",
        "response",
        "response",
        "metadata",
    ]
    first = headers[2]["WARC-Record-ID"]
    assert [header.get("WARC-Concurrent-To") for header in headers[2:6]] == [None, first, first, first]


def test_replay_finds_every_page(store: Store) -> None:
    row = built(store)
    lines = store.get(CDXJ).data.decode().splitlines()
    assert len(lines) == 5
    assert sum(f'"number": "{row.number}"' in line for line in lines) == 3
    assert any(line.startswith("test,news)/a/3 ") for line in lines)


def test_a_removed_document_takes_all_its_pages_along(store: Store) -> None:
    row = built(store)
    writer = opened(store)
    writer.remove(row.number, "asked for")
    writer.close()
    found = {key: store.get(key).data for key, _ in store.list() if key.startswith(("warc/", "log/"))}
    plain = [gzip.decompress(data) if key.endswith(".gz") else data for key, data in found.items()]
    assert not any(text.encode() in data for data in plain for text in PAGES)
    assert is_clean(store)
    assert b"/a/2" not in store.get(CDXJ).data
    archive = Archive.open(store)
    assert [each.number for each in archive if each.status == "live"][-2:] == [row.number - 1, row.number + 1]


def test_a_page_that_was_altered_is_found(store: Store) -> None:
    row = built(store)
    assert row.warc is not None
    data = store.get(row.warc).data
    at = row.further[1].offset + row.further[1].length // 2
    store.put(row.warc, data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    problems = [finding.problem for finding in verify(store).findings if finding.key == row.warc]
    assert any(f"the capture of document {row.number}" in problem for problem in problems)


def test_a_line_of_a_further_page_that_is_missing_is_found_and_mended(store: Store) -> None:
    built(store)
    lines = store.get(CDXJ).data.splitlines(keepends=True)
    store.put(CDXJ, b"".join(line for line in lines if b"/a/2" not in line))
    assert [finding.key for finding in verify(store).findings] == [CDXJ]
    repair(store)
    assert store.get(CDXJ).data == b"".join(lines)
    assert is_clean(store)


def test_a_package_has_them_too(store: Store, tmp_path_factory: pytest.TempPathFactory) -> None:
    from zipfile import ZipFile

    row = built(store)
    path = tmp_path_factory.mktemp("wacz") / "all.wacz"
    write_wacz(captured(Archive.open(store)), path, store, 1 << 30)
    with ZipFile(path) as package:
        data = package.read("archive/data-00000.warc.gz")
        index = gzip.decompress(package.read("indexes/index.cdx.gz")).decode().splitlines()
    bodies = [record.reader.read() for record in FastIterator(io.BytesIO(data))]
    assert sum(any(text.encode() in body for text in PAGES) for body in bodies) == 2
    assert sum(f'"number": "{row.number}"' in line for line in index) == 3
