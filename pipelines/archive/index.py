"""INDEX: extended from the log after each commit, never torn, never ahead of the texts.

It is rewritten as a whole each time. What that costs at a million documents is a matter of this file alone.
"""

import json
from collections.abc import Callable, Iterable

from pipelines.archive.patience import WITH_OTHERS
from pipelines.archive.rows import DocumentRow, IndexRow, LogRow, RemovedRow, json_line
from pipelines.archive.store import Blob, Changed, KeyExists, KeyMissing, Store
from pipelines.archive.texts import write_texts
from pipelines.errors import ArchiveDamaged, StoreError

INDEX = "INDEX"
_TAIL_BYTES = 1 << 16
_REMEDY = "delete it, and the next crawl writes it anew from the log"

Listed = DocumentRow | RemovedRow


class Index:
    """Keeps INDEX up with the log. `read_from(number)` reads from the log all rows from `number` on."""

    def __init__(self, store: Store, read_from: Callable[[int], Iterable[Listed]]) -> None:
        self._store = store
        self._read_from = read_from
        self._listed = 0
        self._waiting: dict[int, Listed] = {}

    def begin(self) -> int:
        """Looks how many documents INDEX lists. Comes before reading the log, which is then no shorter."""
        self._listed = count_listed(self._store)
        return self._listed

    def expect(self, row: LogRow) -> None:
        """Takes note of a row of the log, if INDEX does not list it yet."""
        if isinstance(row, DocumentRow | RemovedRow) and number_of(row) >= self._listed:
            self._waiting[number_of(row)] = row

    def complete(self) -> None:
        """Writes the texts of the rows that INDEX does not list, then lists them. Raises StoreError."""
        if not self._waiting:
            return
        for _ in WITH_OTHERS.attempt():
            current = _read(self._store)
            rows = self._missing(_count(current.data) if current else 0)
            write_texts(self._store, [row for row in rows if isinstance(row, DocumentRow)])
            try:
                self._write(current, rows)
            except (Changed, KeyExists):
                continue
            self._listed = max(self._waiting) + 1
            self._waiting.clear()
            return
        raise StoreError(f"{self._store.url}: others keep changing INDEX; run the crawl again to complete it")

    def _missing(self, listed: int) -> list[Listed]:
        numbers = range(listed, max(self._waiting) + 1)
        if all(number in self._waiting for number in numbers):
            return [self._waiting[number] for number in numbers]
        return list(self._read_from(listed))

    def _write(self, current: Blob | None, rows: list[Listed]) -> None:
        added = b"".join(index_line(row) for row in rows)
        if not added:
            return
        if current is None:
            self._store.put_if_absent(INDEX, added)
        else:
            self._store.put_if_match(INDEX, current.data + added, current.tag)


def index_line(row: Listed) -> bytes:
    """The line of INDEX for a row of the log, newline and all."""
    return json_line(row.row if isinstance(row, RemovedRow) else row.index()) + b"\n"


def number_of(row: Listed) -> int:
    """The number of the document, removed or not."""
    return row.row.number if isinstance(row, RemovedRow) else row.number


def read_index(data: bytes) -> Iterable[IndexRow]:
    """The rows of INDEX. Raises ArchiveDamaged naming the line."""
    for number, line in enumerate(data.splitlines(), 1):
        try:
            yield IndexRow.model_validate_json(line)
        except ValueError as error:
            raise ArchiveDamaged(f"INDEX is damaged in line {number}; {_REMEDY}") from error


def count_listed(store: Store) -> int:
    """How many documents INDEX lists, read from its end."""
    size = dict(store.list(INDEX)).get(INDEX, 0)
    span = _TAIL_BYTES
    while size:
        tail = store.get(INDEX, max(0, size - span)).data
        if span >= size or tail.count(b"\n") > 1:
            return _count(tail)
        span *= 4
    return 0


def _read(store: Store) -> Blob | None:
    try:
        return store.get(INDEX)
    except KeyMissing:
        return None


def _count(data: bytes) -> int:
    if not data:
        return 0
    try:
        if not data.endswith(b"\n"):
            raise ValueError("the last line is cut")
        return int(json.loads(data[data.rfind(b"\n", 0, -1) + 1 :])["number"]) + 1
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveDamaged(f"INDEX is damaged at its end; {_REMEDY}") from error
