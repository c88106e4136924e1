"""The captures of documents as they came, out of the WARC files of their commits."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pipelines.archive.rows import DocumentRow, FurtherPage
from pipelines.archive.store import KeyMissing, Store
from pipelines.archive.warc import read_response, target_uri
from pipelines.document import Capture
from pipelines.errors import ArchiveDamaged

# A file is read in one piece where at least this share of the piece is wanted.
_WANTED_FROM = 0.25


def archived_captures(store: Store, rows: Sequence[DocumentRow]) -> Iterator[Capture | ArchiveDamaged]:
    """Of documents whose captures lie in one file, in their order; what is wrong where one is not sound.

    What a listing said of a page is in no capture; of its site, only what `reservations` still has.
    Raises StoreError.
    """
    piece = _Piece(store, rows)
    for row in rows:
        try:
            yield _capture(row, piece)
        except ValueError as error:
            place = f"{row.warc} at {row.offset}: the capture of document {row.number}"
            yield ArchiveDamaged(f"{store.url}: {place} is damaged ({error})")


class _Piece:
    """From the first to the last byte that is wanted of a file; few of many are asked for one by one."""

    def __init__(self, store: Store, rows: Sequence[DocumentRow]) -> None:
        self._store = store
        self._key = rows[0].warc or ""
        places = [place for row in rows for place in _places(row)]
        self._start = min(offset for offset, _ in places)
        end = max(offset + length for offset, length in places)
        is_dense = sum(length for _, length in places) >= _WANTED_FROM * (end - self._start)
        self._data = self._get(self._start, end) if is_dense else None

    def of(self, offset: int, length: int) -> bytes:
        if self._data is None:
            return self._get(offset, offset + length)
        return self._data[offset - self._start :][:length]

    def _get(self, start: int, end: int) -> bytes:
        """None of them where the file is missing: that no record is there is found with each."""
        try:
            return self._store.get(self._key, start, end).data
        except KeyMissing:
            return b""


def _places(row: DocumentRow) -> Iterator[tuple[int, int]]:
    """Offset and length of its response, and of each further page's."""
    yield row.offset or 0, row.length or 0
    for page in row.further:
        yield page.offset, page.length


def _capture(row: DocumentRow, piece: _Piece) -> Capture:
    """Raises ValueError where a record is not what it should be."""
    page = _page(row, row.url, row.requested_url or row.url, _body(row, row.url, piece))
    further = tuple(
        _page(row, each.url, each.url, _body(each, each.url, piece), each) for each in row.further
    )
    from_site = (each for each in row.reservations if each.said_in == "tdmrep")
    return page.model_copy(update={"further": further, "site_reservation": next(from_site, None)})


def _page(
    row: DocumentRow, final_url: str | None, url: str | None, body: bytes, further: FurtherPage | None = None
) -> Capture:
    own = further or row
    return Capture(
        url=url or "",
        final_url=final_url or "",
        fetched=datetime.fromisoformat(own.fetched or ""),
        status=own.http_status or 200,
        headers=own.http_headers,
        body=body,
        publisher=row.publisher,
        discovered_via=row.discovered_via,
        captured=datetime.fromisoformat(row.captured) if row.captured and further is None else None,
    )


def _body(page: DocumentRow | FurtherPage, url: str | None, piece: _Piece) -> bytes:
    record = read_response(piece.of(page.offset or 0, page.length or 0))
    expected = target_uri(url or ""), page.payload_digest
    if not record.sound or (record.url, record.payload_digest) != expected:
        raise ValueError("it is not what was fetched")
    return record.payload
