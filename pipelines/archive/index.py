"""INDEX: extended from the log, never torn, never ahead of the texts.

A small one is extended with every commit. Past PACED_BYTES that would cost a server a copy of the whole
each time, so it is done once a minute and at the end.
"""

import json
import time
from collections.abc import Callable, Iterable
from itertools import islice
from typing import NamedTuple

from pipelines.archive.line_changes import LineChange, changed_lines
from pipelines.archive.patience import WITH_OTHERS
from pipelines.archive.retaggings import Retagging, Retaggings, retagged_line
from pipelines.archive.rows import DocumentRow, IndexRow, LogRow, RemovedRow, TombstoneRow, json_line
from pipelines.archive.segment import Segment
from pipelines.archive.store import Changed, KeyExists, KeyMissing, Stat, Store
from pipelines.archive.texts import write_texts
from pipelines.errors import ArchiveDamaged, StoreError

INDEX = "INDEX"
PACED_BYTES = 1 << 23
_PACE_S = 60.0
_TAIL_BYTES = 1 << 16
# So many lines are held and written at a time; where more are missing, the log is read again.
_AT_A_TIME = 5000
_REMEDY = "run `corpus repair`, which writes it anew from the log"

Listed = DocumentRow | RemovedRow


class _Waiting(NamedTuple):
    """A line to come; `text` is the document whose text may have to be written before, if so."""

    line: bytes
    text: DocumentRow | None


class Index:
    """Keeps INDEX up with the log. `read_from(number)` reads from the log all rows from `number` on."""

    def __init__(self, store: Store, read_from: Callable[[int], Iterable[Listed]]) -> None:
        self._store = store
        self._read_from = read_from
        self._listed = 0
        self._wanted = 0
        self._waiting: dict[int, _Waiting] = {}
        self._removed: dict[int, RemovedRow] = {}
        self._extended_at: float | None = None

    def begin(self) -> int:
        """Looks how many documents INDEX lists. Comes before reading the log, which is then no shorter."""
        self._listed = self._wanted = count_listed(self._store)
        return self._listed

    def expect(self, segment: Segment) -> None:
        """Takes note of a segment of the log: of what INDEX does not list yet, and of what is removed."""
        for row in segment.rows:
            self._expect(row)
        self.want(segment.header.first_number + segment.header.documents)

    def _expect(self, row: LogRow) -> None:
        if isinstance(row, TombstoneRow):
            self._removed[row.number] = row.stub
            if row.number in self._waiting:
                self._waiting[row.number] = _Waiting(index_line(row.stub), None)
        elif isinstance(row, Listed) and number_of(row) >= self._listed:
            self._wanted = number_of(row) + 1
            if len(self._waiting) >= _AT_A_TIME:
                self._waiting.clear()
            self._waiting[number_of(row)] = _Waiting(
                index_line(row), row if isinstance(row, DocumentRow) else None
            )

    def want(self, documents: int) -> None:
        """INDEX has to list so many documents."""
        self._wanted = max(self._wanted, documents)

    def written(self, number: int) -> None:
        """The text of this document is in its place."""
        if number in self._waiting:
            self._waiting[number] = self._waiting[number]._replace(text=None)

    def complete(self, *, at_once: bool = True) -> None:
        """Writes the texts of the rows that INDEX does not list, then lists them. Raises StoreError.

        Unless `at_once`, a large INDEX may be left for later.
        """
        if self._listed >= self._wanted and not self._removed:
            return
        if not at_once and self._rests():
            return
        self._list()
        if self._removed:
            self._change({})

    def retag(self, retaggings: Retaggings) -> None:
        """Puts what these say into lines that INDEX has, all at once. Raises StoreError."""
        if retaggings:
            self._change(retaggings)

    def _list(self) -> None:
        while self._listed < self._wanted:
            self._listed = self._extend()
        self._waiting.clear()

    def _extend(self) -> int:
        """Lists what is missing, or a good part of it; answers with how many documents are listed then."""
        for _ in WITH_OTHERS.attempt():
            current = _stat(self._store)
            listed = _count_at_end(self._store, current.size) if current else 0
            rows = self._missing(listed)
            write_texts(self._store, [row.text for row in rows if row.text is not None])
            try:
                self._write(current, b"".join(row.line for row in rows))
            except (Changed, KeyExists):
                continue
            self._extended_at = time.monotonic()
            return listed + len(rows)
        raise StoreError(f"{self._store.url}: others keep changing INDEX; run the crawl again to complete it")

    def _change(self, retagged: Retaggings) -> None:
        """Puts the lines of removed and retagged documents in the place of those that stand there."""
        for _ in WITH_OTHERS.attempt():
            try:
                change = self._changed(retagged)
                if change is not None:
                    self._store.put_if_match(INDEX, change.data, change.tag, change.keep)
            except Changed:
                continue
            self._removed.clear()
            return
        raise StoreError(f"{self._store.url}: others keep changing INDEX; run `corpus repair`")

    def _changed(self, retagged: Retaggings) -> LineChange | None:
        """Raises Changed where it was replaced while it was read, ArchiveDamaged where a line is none."""

        def new(number: int, line: bytes) -> bytes:
            stub = self._removed.get(number)
            row = stub.row if stub is not None else IndexRow.model_validate_json(line)
            return json_line(retagged_line(row, retagged.get(number, ()))) + b"\n"

        current = _stat(self._store)
        try:
            return changed_lines(self._store, INDEX, {*self._removed, *retagged}, new)
        except KeyMissing:
            return None
        except ValueError as error:
            if _stat(self._store) != current:
                raise Changed(INDEX) from error
            raise ArchiveDamaged(f"INDEX is damaged; {_REMEDY}") from error

    def _rests(self) -> bool:
        if self._extended_at is None or time.monotonic() - self._extended_at >= _PACE_S:
            return False
        current = _stat(self._store)
        return current is not None and current.size >= PACED_BYTES

    def _missing(self, listed: int) -> list[_Waiting]:
        numbers = range(listed, self._wanted)
        if all(number in self._waiting for number in numbers):
            return [self._waiting[number] for number in numbers]
        rows = islice(self._read_from(listed), _AT_A_TIME)
        return [_Waiting(index_line(row), row if isinstance(row, DocumentRow) else None) for row in rows]

    def _write(self, current: Stat | None, added: bytes) -> None:
        if not added:
            return
        if current is None:
            self._store.put_if_absent(INDEX, added)
        else:
            self._store.put_if_match(INDEX, added, current.tag, current.size)


def index_line(row: Listed, retaggings: tuple[Retagging, ...] = ()) -> bytes:
    """The line of INDEX for a row of the log and what was found in its text since, newline and all."""
    line = row.row if isinstance(row, RemovedRow) else row.index()
    return json_line(retagged_line(line, retaggings)) + b"\n"


def number_of(row: Listed) -> int:
    """The number of the document, removed or not."""
    return row.row.number if isinstance(row, RemovedRow) else row.number


def count_listed(store: Store) -> int:
    """How many documents INDEX lists, read from its end."""
    current = _stat(store)
    return _count_at_end(store, current.size) if current else 0


def _count_at_end(store: Store, size: int) -> int:
    span = _TAIL_BYTES
    while size:
        tail = store.get(INDEX, max(0, size - span), size).data
        if span >= size or tail.count(b"\n") > 1:
            return _count(tail)
        span *= 4
    return 0


def _stat(store: Store) -> Stat | None:
    try:
        return store.stat(INDEX)
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
