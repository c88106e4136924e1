"""warc/INDEX.cdxj: where each capture lies, for replay tools, in the order that they search.

New lines belong between the old ones, so the file is written anew. A large one rests: what is newer than
document N lies sorted in `warc/INDEX-<N>.cdxj` beside it, until that is a sixteenth of it. Replay tools read
all `.cdxj` files of a folder as one.
"""

import json
import re
from collections.abc import Callable, Container, Iterable
from contextlib import suppress
from heapq import merge
from io import BytesIO
from itertools import pairwise
from typing import NamedTuple

from pipelines.archive.patience import WITH_OTHERS
from pipelines.archive.rows import DocumentRow, FurtherPage, LogRow, TombstoneRow
from pipelines.archive.store import Blob, Changed, KeyExists, KeyMissing, Store
from pipelines.archive.surt import surt
from pipelines.archive.warc import WARC, target_uri
from pipelines.errors import StoreError

CDXJ = f"{WARC}INDEX.cdxj"
RESTS_BYTES = 1 << 23
_MERGED_FROM = 16
_RECENT = re.compile(rf"{WARC}INDEX-(\d{{9,}})\.cdxj")
_NUMBER = re.compile(rb'"number": "(\d+)"')


class _Found(NamedTuple):
    """The files as they are. `recent` has those beside the large one, by the number they begin with."""

    base: Blob | None
    recent: dict[int, Blob]


class Cdxj:
    """Keeps the lines up with the log. `read_from(number)`: the documents of the log from there on."""

    def __init__(self, store: Store, read_from: Callable[[int], Iterable[LogRow]]) -> None:
        self._store = store
        self._read_from = read_from
        self._waiting: dict[int, tuple[bytes, ...]] = {}
        self._removed: set[int] = set()
        self._covered = 0

    def begin(self, documents: int) -> None:
        """The captures of so many documents are listed, if the file is there at all."""
        self._covered = documents

    def expect(self, row: LogRow) -> None:
        """Takes note of a row of the log."""
        if isinstance(row, DocumentRow):
            self._waiting[row.number] = cdxj_lines(row)
        elif isinstance(row, TombstoneRow):
            self._removed.add(row.number)

    def complete(self, documents: int, *, merged: bool = False) -> None:
        """Lists the captures of all documents below number `documents`; in one file if `merged`."""
        for _ in WITH_OTHERS.attempt():
            found = self._found()
            try:
                self._write(found, documents, merged)
            except (Changed, KeyExists):
                continue
            self._waiting.clear()
            self._removed.clear()
            self._covered = documents
            return
        raise StoreError(f"{self._store.url}: others keep changing {CDXJ}; run `corpus repair`")

    def _found(self) -> _Found:
        recent = {}
        for key, _ in list(self._store.list(f"{WARC}INDEX-")):
            match, blob = _RECENT.fullmatch(key), _read(self._store, key)
            if match and blob is not None:
                recent[int(match[1])] = blob
        return _Found(_read(self._store, CDXJ), recent)

    def _write(self, found: _Found, documents: int, merged: bool) -> None:
        base = found.base.data if found.base else b""
        recent = [line for blob in found.recent.values() for line in blob.data.splitlines(keepends=True)]
        fresh = self._lines(self._covered if found.base else 0, documents)
        if not (fresh or merged or self._removed) and found.base is not None:
            return
        is_small = sum(map(len, recent + fresh)) * _MERGED_FROM < len(base)
        if found.recent and is_small and not merged and not self._removed:
            # Where a merge was killed there are two; the older one is about to go.
            first = max(found.recent)
            self._put(recent_key(first), merged_lines(b"", [*recent, *fresh]), found.recent[first])
            return
        whole = merged_lines(base, [*recent, *fresh], self._removed)
        self._put(CDXJ, whole, found.base)
        if len(whole) >= RESTS_BYTES and documents not in found.recent:
            with suppress(KeyExists):
                self._store.put_if_absent(recent_key(documents), b"")
        for number, blob in found.recent.items():
            self._clear(number, blob, is_kept=number == documents and len(whole) >= RESTS_BYTES)

    def _clear(self, number: int, blob: Blob, *, is_kept: bool) -> None:
        """What was merged goes; emptied first, so that lines which another has added since are noticed."""
        if blob.data:
            self._store.put_if_match(recent_key(number), b"", blob.tag)
        if not is_kept:
            self._store.delete(recent_key(number))

    def _lines(self, first: int, documents: int) -> list[bytes]:
        numbers = range(first, documents)
        if not all(number in self._waiting for number in numbers):
            for row in self._read_from(first):
                if isinstance(row, DocumentRow):
                    self._waiting[row.number] = cdxj_lines(row)
        return [line for number in numbers for line in self._waiting.get(number, ())]

    def _put(self, key: str, data: bytes, current: Blob | None) -> None:
        if current is None:
            self._store.put_if_absent(key, data)
        elif data != current.data:
            self._store.put_if_match(key, data, current.tag)


def cdxj_lines(row: DocumentRow) -> tuple[bytes, ...]:
    """A line for each page of a document, newline and all; none where it has no capture of its own."""
    if row.warc is None or row.url is None or row.reading_of is not None:
        return ()
    pages: list[tuple[str, DocumentRow | FurtherPage]] = [
        (row.url, row),
        *((page.url, page) for page in row.further),
    ]
    return tuple(_line(row, url, page) for url, page in pages)


def _line(row: DocumentRow, url: str, page: DocumentRow | FurtherPage) -> bytes:
    types = (value for name, value in page.http_headers if name.lower() == "content-type")
    fields = {
        "url": target_uri(url),
        "mime": next(types, "unk").split(";")[0].strip().lower() or "unk",
        "status": str(page.http_status),
        "digest": page.payload_digest,
        "length": str(page.length),
        "offset": str(page.offset),
        "filename": (row.warc or "").removeprefix(WARC),
        "number": str(row.number),
    }
    captured = page.captured if isinstance(page, DocumentRow) else None
    moment = re.sub(r"\D", "", captured or page.fetched or "")
    return f"{surt(url)} {moment} {json.dumps(fields)}\n".encode()


def merged_lines(base: bytes, more: Iterable[bytes], removed: Container[int] = ()) -> bytes:
    """All lines, sorted, each once, without those of documents that are removed.

    Those of `base` stand in order already, and are taken from there one by one: a million of them as strings
    of their own would take half as much memory again.
    """
    data, last = BytesIO(), b""
    for line in merge(_in_order(base), sorted(more)):
        if line != last and not (removed and line_number(line) in removed):
            data.write(line)
        last = line
    return data.getvalue()


def _in_order(base: bytes) -> Iterable[bytes]:
    """Its lines, sorted if somebody else wrote them otherwise."""
    if all(first <= second for first, second in pairwise(BytesIO(base))):
        return BytesIO(base)
    return sorted(BytesIO(base))


def recent_key(number: int) -> str:
    """The file for what is newer than the large one: documents from `number` on."""
    return f"{WARC}INDEX-{number:09}.cdxj"


def is_cdxj(key: str) -> bool:
    """Whether `key` is one of these files."""
    return key == CDXJ or _RECENT.fullmatch(key) is not None


def line_number(line: bytes) -> int:
    """The number of the document; -1 where the line has none."""
    match = _NUMBER.search(line)
    return int(match[1]) if match else -1


def _read(store: Store, key: str) -> Blob | None:
    try:
        return store.get(key)
    except KeyMissing:
        return None
