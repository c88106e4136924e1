"""Failed pages whose capture is kept, and the captures as they came."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

from warcio.archiveiterator import ArchiveIterator

from pipelines.archive.rows import FailureRow, LogRow
from pipelines.archive.store import Store
from pipelines.archive.vouched import Vouched
from pipelines.archive.warc import QUARANTINE
from pipelines.document import Capture, Headers

_RENAMED = "X-Archive-Orig-"


def quarantined(rows: Iterable[LogRow]) -> list[FailureRow]:
    """Of the rows of a log, the failures with a capture behind which nothing more is on record, newest first.

    A page is known by any of its URL keys. Neither a later failure nor a later success leaves it here twice.
    """
    open_pages: dict[str, FailureRow] = {}
    for row in rows:
        for key in row.keys:
            earlier = open_pages.get(key)
            for each in earlier.keys if earlier is not None else ():
                open_pages.pop(each, None)
        if isinstance(row, FailureRow) and row.quarantine is not None:
            open_pages.update(dict.fromkeys(row.keys, row))
    found = list({id(row): row for row in open_pages.values()}.values())
    return sorted(found, key=lambda row: row.time)[::-1]


def quarantine_sizes(store: Store) -> dict[str, int]:
    """Bytes of each file as it is kept, packed."""
    return dict(store.list(QUARANTINE))


def quarantined_capture(store: Store, row: FailureRow) -> Capture:
    """What came of a failed page that has a capture; of an article of several pages the first.

    Raises ArchiveDamaged where it is missing or not what its name says, StoreError.
    """
    assert row.quarantine is not None
    record = next(iter(ArchiveIterator(BytesIO(Vouched(store).quarantined(row.quarantine)))))
    as_of = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
    fetched = datetime.fromisoformat(row.time)
    return Capture(
        url=row.url,
        final_url=row.final_url,
        fetched=fetched,
        status=int(record.http_headers.get_statuscode()),
        headers=_as_they_came(record.http_headers.headers),
        body=record.raw_stream.read(),
        publisher=row.publisher,
        discovered_via=row.discovered_via,
        captured=None if as_of == fetched else as_of,
    )


def _as_they_came(headers: list[tuple[str, str]]) -> Headers:
    """Without the Content-Length that the archive added, which is the last."""
    return tuple((name.removeprefix(_RENAMED), value) for name, value in headers[:-1])
