"""The `.txt` files: written from the log, again if need be, always to the same bytes."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from pipelines.archive.rows import DocumentRow
from pipelines.archive.store import Store

_AT_ONCE = 8


def write_texts(store: Store, rows: Iterable[DocumentRow]) -> None:
    """Several at a time, since each waits for a disk or a network. Raises StoreError."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _ in pool.map(lambda row: store.put(row.file, row.text.encode()), rows):
            pass
