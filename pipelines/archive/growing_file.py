"""Reading a Parquet file that grows at its end (parquet.py), by ranges where it is large."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.archive.coverage import DIGEST_BYTES, PREFIX, Coverage, Held, is_large
from pipelines.archive.parquet import End, Layout, footer_of
from pipelines.archive.store import Changed, KeyMissing, Store
from pipelines.errors import ArchiveDamaged


class GrowingFile:
    """Reads one version of such a file: a small one at once, a large one by ranges.

    Every method raises ArchiveDamaged where the file is not what `extend` made, and Changed where a large one
    was replaced since.
    """

    def __init__(self, store: Store, layout: Layout, held: Held | None = None) -> None:
        """Reads what is not `held`. Raises KeyMissing where there is none, StoreError, ArchiveDamaged."""
        self._store, self._layout = store, layout
        self.tag, self._source = _source(store, layout.key, held)
        with self._explained():
            self._file = pq.ParquetFile(
                pa.PythonFile(self._source, mode="r"), pre_buffer=True, page_checksum_verification=True
            )
            self._notes = _notes(self._file.metadata)
            self._check_footers()
            self.coverage = Coverage(
                int(self._notes["segments"]), self._notes["head"], int(self._notes["rows"])
            )
            self.layout = _layout_with(self._file.schema_arrow, layout)
            if self._file.metadata.num_rows != self.coverage.rows:
                raise ValueError("its rows are not as many as it says")

    @property
    def created_by(self) -> str:
        """The software that wrote it."""
        return str(self._file.metadata.created_by)

    @property
    def group_count(self) -> int:
        """How many row groups there are."""
        return int(self._file.num_row_groups)

    @property
    def group_rows(self) -> int:
        """How many rows each group has but for the last one."""
        return int(self._file.metadata.row_group(0).num_rows) if self.group_count else 0

    def end(self) -> End:
        """What `extend` needs."""
        with self._explained():
            keep, length = int(self._notes["keep"]), int(self._notes["sealed"])
            sealed = footer_of(_between(self._source, keep, keep + length)) if length else None
            is_open = self.coverage.rows > (sealed.num_rows if sealed is not None else 0)
            rest = self.group(self.group_count - 1) if is_open else self.layout.schema.empty_table()
            return End(keep, sealed, rest, self.coverage)

    def groups(self, columns: list[str] | None = None) -> Iterator[pa.Table]:
        """The rows, group by group; of each the columns asked for, or all."""
        for number in range(self._file.num_row_groups):
            yield self.group(number, columns)

    def group(self, number: int, columns: list[str] | None = None) -> pa.Table:
        """The rows of one group."""
        with self._explained():
            return self._file.read_row_group(number, columns=columns, use_threads=False)

    def _check_footers(self) -> None:
        size = self._source.seek(0, io.SEEK_END)
        start = size - 8 - int.from_bytes(_between(self._source, size - 8, size - 4), "little")
        keep, length = int(self._notes["keep"]), int(self._notes["sealed"])
        found = _between(self._source, start - DIGEST_BYTES, size)
        footers = _between(self._source, keep, keep + length) + found[DIGEST_BYTES:]
        if hashlib.sha256(footers).digest() != found[:DIGEST_BYTES]:
            raise ValueError("its footers are not those that were written")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Whatever pyarrow says of bad bytes, in the archive's own words; and no bytes of another version."""
        try:
            yield
        except (pa.ArrowException, ValueError, KeyError, OSError, TypeError, MemoryError) as error:
            self._check_version()
            remedy = "run `corpus repair`, which writes it anew from the log"
            raise ArchiveDamaged(f"{self._layout.key} is damaged ({str(error)[:200]}); {remedy}") from error
        self._check_version()

    def _check_version(self) -> None:
        if isinstance(self._source, _Ranges):
            try:
                is_same = self._store.stat(self._layout.key).tag == self.tag
            except KeyMissing:
                is_same = False
            if not is_same:
                raise Changed(self._layout.key)


def _layout_with(schema: pa.Schema, layout: Layout) -> Layout:
    """The one of both that has this schema."""
    for each in (layout, layout.widened()):
        if schema.equals(each.schema):
            return each
    raise ValueError("its columns are not as they should be")


def _source(store: Store, key: str, held: Held | None) -> "tuple[str, io.BytesIO | _Ranges]":
    """The tag of the version found, and its bytes as a file. Raises KeyMissing."""
    if held is not None:
        return held.tag, io.BytesIO(held.data)
    found = store.stat(key)
    if is_large(found.size):
        return found.tag, _Ranges(store, key, found.size)
    blob = store.get(key)
    return blob.tag, io.BytesIO(blob.data)


def _between(source: "io.BytesIO | _Ranges", start: int, end: int) -> bytes:
    source.seek(start)
    return source.read(end - start)


def _notes(footer: Any) -> dict[str, str]:
    named = {name.decode(): value.decode() for name, value in (footer.metadata or {}).items()}
    return {name.removeprefix(PREFIX): value for name, value in named.items() if name.startswith(PREFIX)}


class _Ranges(io.RawIOBase):
    """An object in a store as a file."""

    def __init__(self, store: Store, key: str, size: int) -> None:
        self._store, self._key, self._size, self._at = store, key, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (0, self._at, self._size)[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def size(self) -> int:
        return self._size

    def read(self, count: int | None = -1) -> bytes:
        end = self._size if count is None or count < 0 else min(self._size, self._at + count)
        if end <= self._at:
            return b""
        try:
            data = self._store.get(self._key, self._at, end).data
        except KeyMissing as error:
            raise OSError("it has gone meanwhile") from error
        self._at += len(data)
        return data
