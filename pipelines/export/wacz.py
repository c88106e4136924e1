"""WACZ 1.1.1: the captures of documents with all that a replay tool needs, in one ZIP file."""

import json
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from io import BytesIO
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZipFile

from warcio.warcwriter import WARCWriter

from pipelines.archive import DocumentRow, Store, cdxj_lines
from pipelines.export.captures import Captures
from pipelines.export.package import Entry, Package
from pipelines.export.sorting import Sorter
from pipelines.export.zipnum import Block, blocks

_WACZ_VERSION = "1.1.1"
_WARC_BYTES = 1024 * 1024 * 1024
_CDX = "index.cdx.gz"
_PAGES = b'{"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": true}\n'
_NO_TIME = "1980-01-01T00:00:00Z"


def write_wacz(
    documents: Iterable[DocumentRow], path: Path, store: Store, warc_bytes: int = _WARC_BYTES
) -> None:
    """A new file, from documents that have a capture; a WARC file in it that has `warc_bytes` gets no more.

    Raises ArchiveDamaged where a capture is missing or not sound.
    """
    with (
        ZipFile(path, "x") as file,
        Sorter(path.parent) as index,
        TemporaryFile(dir=path.parent) as pages,
        TemporaryFile(dir=path.parent) as pointers,
    ):
        package = Package(file)
        contents = _Contents(store, index, pages)
        contents.copy(documents, package, warc_bytes)
        found = _pointed(blocks(index.sorted(), _CDX), pointers)
        package.add(f"indexes/{_CDX}", found, packed=False)
        package.add("indexes/index.idx", _parts(pointers))
        package.add("pages/pages.jsonl", chain([_PAGES], _parts(pages)))
        _describe(package, contents)


class _Contents:
    """What the captures say of themselves while they are copied."""

    def __init__(self, store: Store, index: Sorter, pages: IO[bytes]) -> None:
        self.documents = 0
        self.newest = _NO_TIME
        self._captures = Captures(store)
        self._index = index
        self._pages = pages
        self._copied: set[int] = set()

    def copy(self, documents: Iterable[DocumentRow], package: Package, warc_bytes: int) -> None:
        waiting = iter(documents)
        row, files = next(waiting, None), 0
        while row or not files:
            name = f"data-{files:05}.warc.gz"
            with package.entry(f"archive/{name}") as entry:
                if not row:
                    entry.write(_warcinfo(name))
                while row and entry.size < warc_bytes:
                    self._copy(row, name, entry)
                    row = next(waiting, None)
            files += 1

    def _copy(self, row: DocumentRow, name: str, entry: Entry) -> None:
        """Several readings of one capture bring it once."""
        owner = row.number if row.reading_of is None else row.reading_of
        if owner not in self._copied:
            members = self._captures.of(row)
            for line in cdxj_lines(_moved(row, name, entry.size)):
                self._index.add(line)
            entry.write(members)
            self._copied.add(owner)
        self._pages.write(_page(row))
        self.documents += 1
        self.newest = max(self.newest, row.fetched or _NO_TIME)


def _moved(row: DocumentRow, warc: str, offset: int) -> DocumentRow:
    """With its records, further pages' too, in another file from `offset` on."""
    way = offset - (row.offset or 0)
    further = tuple(page.model_copy(update={"offset": page.offset + way}) for page in row.further)
    return row.model_copy(update={"warc": warc, "offset": offset, "further": further, "reading_of": None})


def _page(row: DocumentRow) -> bytes:
    moment = row.captured or row.fetched
    fields = {"id": str(row.number), "url": row.url, "ts": moment, "title": row.headline or row.url}
    return json.dumps({**fields, "text": row.text}, ensure_ascii=False).encode() + b"\n"


def _warcinfo(name: str) -> bytes:
    """A package without a WARC file is none, and one without a record is hardly a WARC file."""
    data = BytesIO()
    writer = WARCWriter(data, gzip=True, warc_version="WARC/1.1")
    record = writer.create_warcinfo_record(name, {"software": _software()})
    record.rec_headers.replace_header("WARC-Date", _NO_TIME)
    record.rec_headers.replace_header("WARC-Record-ID", "<urn:uuid:00000000-0000-5000-8000-000000000000>")
    writer.write_record(record)
    return data.getvalue()


def _pointed(found: Iterable[Block], pointers: IO[bytes]) -> Iterator[bytes]:
    for block in found:
        pointers.write(block.pointer)
        yield block.data


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while part := file.read(1 << 20):
        yield part


def _describe(package: Package, contents: _Contents) -> None:
    """`created` is the newest capture's time: made again of the same captures, it is the same package."""
    description = {
        "profile": "data-package",
        "wacz_version": _WACZ_VERSION,
        "title": f"{contents.documents} documents of a corpus",
        "created": contents.newest,
        "software": _software(),
        "resources": list(package.resources),
    }
    digest = package.add_json("datapackage.json", description)
    package.add_json("datapackage-digest.json", {"path": "datapackage.json", "hash": digest})


def _software() -> str:
    return f"corpus-crawler {version('corpus-crawler')}"
