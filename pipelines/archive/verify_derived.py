"""Holds what is derived from the log against it, as the log goes by: INDEX, the columns, CDXJ, the schema."""

import hashlib
from collections.abc import Callable, Iterable
from itertools import pairwise

import pyarrow as pa

from pipelines.archive.cdxj import CDXJ, cdxj_lines, is_cdxj, line_number
from pipelines.archive.columns import TABLES, Placed, widened, with_retaggings
from pipelines.archive.expected_retaggings import ExpectedRetaggings
from pipelines.archive.findings import Findings
from pipelines.archive.growing_file import GrowingFile
from pipelines.archive.index import INDEX, Listed, index_line, number_of
from pipelines.archive.parquet import GROUP_ROWS, End, Layout, empty_end, extend, written_by
from pipelines.archive.retaggings import Retaggings
from pipelines.archive.rows import DocumentRow, LogRow
from pipelines.archive.schema import SCHEMA, schema_bytes
from pipelines.archive.segment import Segment, segment_key
from pipelines.archive.store import Changed, KeyMissing, Store
from pipelines.archive.warc import WARC
from pipelines.errors import ArchiveDamaged

_CHUNK_BYTES = 1 << 23
_ROWS_AT_A_TIME = 4 * GROUP_ROWS


class IndexCheck:
    """Line for line. INDEX is looked at before the log is, which is then no shorter."""

    def __init__(self, store: Store, findings: Findings, retaggings: Retaggings) -> None:
        self._store, self._findings, self._retaggings = store, findings, retaggings
        self._at = self._read = self._lines = 0
        self._buffer = b""
        self._is_over = False
        try:
            self._size: int | None = store.stat(INDEX).size
        except KeyMissing:
            self._size = None

    def take(self, row: LogRow) -> None:
        """The next row of the log."""
        if self._size is None or self._is_over or not isinstance(row, Listed):
            return
        expected = index_line(row, self._retaggings.get(number_of(row), ()))
        found = self._next(len(expected))
        self._lines += 1
        if found != expected and (found or self._read < self._size):
            self._findings.find(INDEX, f"line {self._lines} is not what the log says", repairable=True)
            self._is_over = True
        elif not found:
            self._lines -= 1
            self._is_over = True

    def finish(self, documents: int) -> None:
        """After the last row of a log that is whole and has so many documents."""
        if self._size is None:
            if documents:
                self._findings.find(INDEX, "is missing", repairable=True)
        elif self._lines < documents and not self._found():
            self._findings.find(INDEX, f"lists {self._lines} of {documents} documents", repairable=True)
        elif self._lines == documents and self._at < self._size:
            self._findings.find(INDEX, f"goes on behind line {documents}", repairable=True)

    def _found(self) -> bool:
        return any(finding.key == INDEX for finding in self._findings.faults)

    def _next(self, length: int) -> bytes:
        assert self._size is not None
        while len(self._buffer) < length and self._read < self._size:
            end = min(self._read + _CHUNK_BYTES, self._size)
            self._buffer += self._store.get(INDEX, self._read, end).data
            self._read = end
        found, self._buffer = self._buffer[:length], self._buffer[length:]
        self._at += len(found)
        return found


class ColumnsCheck:
    """Builds a file anew beside the one that is there, and compares them piece by piece."""

    def __init__(
        self,
        store: Store,
        findings: Findings,
        layout: Layout,
        make_table: Callable[[Iterable[Placed]], pa.Table],
        retaggings: ExpectedRetaggings,
    ) -> None:
        self._store, self._findings, self._layout, self._make_table = store, findings, layout, make_table
        self._waiting: list[pa.Table] = []
        self._head, self._segments = "", 0
        self._groups = 0
        self.is_there = True
        self._file = self._opened()
        covered = self._file.coverage.segments if self._file is not None else 0
        self._retaggings = retaggings.covered_by(covered) if layout.wider is not None else {}
        if self._retaggings:
            self._layout = layout.widened()
        self._end: End = empty_end(self._layout)
        self._rest = self._layout.schema.empty_table()

    @property
    def documents(self) -> int:
        """How many rows it has, as far as it is sound."""
        return self._file.coverage.rows if self._file is not None else 0

    def take(self, segment: Segment) -> None:
        """The next segment."""
        if self._file is None or segment.number >= self._file.coverage.segments:
            return
        self._waiting.append(self._make_table((segment.number, row) for row in segment.rows))
        self._head, self._segments = segment.digest, segment.number + 1
        if sum(table.num_rows for table in self._waiting) >= _ROWS_AT_A_TIME:
            self._compare(is_last=False)

    def finish(self, segments: int) -> None:
        """After the last of so many segments."""
        if self._file is None:
            return
        coverage = self._file.coverage
        if coverage.segments > segments:
            lost = segment_key(segments)
            problem = f"covers {coverage.segments} segments: {lost} is missing, or it is of another archive"
            self._findings.find(self._layout.key, problem, repairable=False)
        elif self._segments == coverage.segments:
            self._compare(is_last=True)
            if coverage.segments < segments:
                behind = segments - coverage.segments
                problem = f"is {behind} segments behind; the next crawl brings it up"
                self._findings.note(self._layout.key, problem)

    def _compare(self, *, is_last: bool) -> None:
        assert self._file is not None
        rows = self._expected()
        self._waiting = []
        try:
            same = self._same_bytes(rows, is_last) if self._is_ours() else self._same_rows(rows, is_last)
        except Changed:
            self._findings.note(self._layout.key, "was replaced while it was looked at")
            self._file = None
            return
        except ArchiveDamaged as error:
            self._find(str(error))
            self._file = None
            return
        if not same:
            self._find("is not what the log says")
            self._file = None

    def _expected(self) -> pa.Table:
        """The rows that wait, as retaggings leave them."""
        tables = [widened(table) for table in self._waiting] if self._retaggings else self._waiting
        rows = pa.concat_tables([self._layout.schema.empty_table(), *tables])
        return with_retaggings(rows, self._retaggings) if self._retaggings else rows

    def _is_ours(self) -> bool:
        assert self._file is not None
        return self._file.created_by == written_by()

    def _same_bytes(self, rows: pa.Table, is_last: bool) -> bool:
        addition = extend(self._layout, self._end, rows, self._segments, self._head)
        data = addition.data if is_last else addition.data[: addition.end.keep - addition.keep]
        self._end = addition.end
        found = self._store.get(self._layout.key, addition.keep, addition.keep + len(data)).data
        is_all = not is_last or self._store.stat(self._layout.key).size == addition.keep + len(data)
        return found == data and is_all

    def _same_rows(self, rows: pa.Table, is_last: bool) -> bool:
        """Another release of pyarrow wrote it, so only what is in it can be compared."""
        assert self._file is not None
        if not self._file.layout.schema.equals(self._layout.schema):
            return False
        self._rest = pa.concat_tables([self._rest, rows])
        while self._rest.num_rows >= GROUP_ROWS or (is_last and self._rest.num_rows):
            if self._groups >= self._file.group_count:
                return False
            expected = self._rest.slice(0, GROUP_ROWS).combine_chunks()
            if not self._file.group(self._groups).combine_chunks().equals(expected):
                return False
            self._groups += 1
            self._rest = self._rest.slice(GROUP_ROWS)
        is_all = self._groups == self._file.group_count and self._file.coverage.head == self._head
        return is_all or not is_last

    def _opened(self) -> GrowingFile | None:
        try:
            return GrowingFile(self._store, self._layout)
        except KeyMissing:
            self.is_there = False
            return None
        except ArchiveDamaged as error:
            self._find(str(error))
            return None

    def _find(self, problem: str) -> None:
        self._findings.find(self._layout.key, problem, repairable=True)


class CdxjCheck:
    """Each line against the row that it is of."""

    def __init__(self, store: Store, findings: Findings) -> None:
        self._store, self._findings = store, findings
        self._lines: dict[int, set[bytes]] = {}
        self._first_missing: int | None = None
        self._keys = [key for key, _ in store.list(f"{WARC}INDEX") if is_cdxj(key)]
        for key in self._keys:
            self._load(key)

    @property
    def is_there(self) -> bool:
        """Whether there is such a file."""
        return CDXJ in self._keys

    def take(self, row: LogRow) -> None:
        """The next row of the log."""
        if not isinstance(row, DocumentRow) or not self.is_there:
            return
        lines, found = cdxj_lines(row), self._lines.pop(row.number, None)
        if lines and found is None:
            self._first_missing = row.number if self._first_missing is None else self._first_missing
        elif found is not None and set(map(_digest, lines)) != found:
            self._find(f"the line of document {row.number} is not what the log says")

    def finish(self, covered: int) -> None:
        """After the last row, where `covered` documents should be listed."""
        missing = self._first_missing
        if missing is not None and missing < covered:
            self._find(f"lacks the line of document {missing}")
        elif missing is not None:
            self._findings.note(CDXJ, f"ends before document {missing}; the next crawl brings it up")
        if self._lines:
            unknown = sum(map(len, self._lines.values()))
            self._find(f"has {unknown} lines that the log does not know")

    def _load(self, key: str) -> None:
        try:
            lines = self._store.get(key).data.splitlines(keepends=True)
        except KeyMissing:
            return
        if any(a >= b for a, b in pairwise(lines)):
            self._findings.find(key, "its lines are not in order, each once", repairable=True)
        if any(line_number(line) < 0 for line in lines):
            self._findings.find(key, "has a line that is of no document", repairable=True)
        for line in lines:
            self._lines.setdefault(line_number(line), set()).add(_digest(line))

    def _find(self, problem: str) -> None:
        self._findings.find(CDXJ, problem, repairable=True)


def check_schema(store: Store, findings: Findings) -> bool:
    """Whether there is a schema; a finding where it is not the one of this release."""
    try:
        data = store.get(SCHEMA).data
    except KeyMissing:
        return False
    if data != schema_bytes():
        findings.find(SCHEMA, "is not the schema of this release", repairable=True)
    return True


def column_checks(store: Store, findings: Findings, retaggings: ExpectedRetaggings) -> list[ColumnsCheck]:
    """One for each file."""
    return [ColumnsCheck(store, findings, layout, make_table, retaggings) for layout, make_table in TABLES]


def _digest(line: bytes) -> bytes:
    return hashlib.blake2b(line, digest_size=16).digest()
