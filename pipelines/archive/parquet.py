"""A Parquet file that grows at its end: full row groups stay where they are, and what follows is replaced.

    PAR1 · full row groups · their own footer · last, open row group · digest · footer of all · length · PAR1

Parquet has one footer, at the end, and readers go by nothing else; so the footer of the full groups can lie
before the open group as bytes that no reader looks at. Whoever adds rows reads it, the open group and the
last footer, and replaces all that. Pages have checksums; the digest, a SHA-256, is of both footers.

A group has GROUP_ROWS rows whatever the order of events, so equal rows give equal files, as far as the same
release of pyarrow writes them.
"""

import hashlib
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.archive.store import Changed, KeyMissing, Store
from pipelines.errors import ArchiveDamaged

GROUP_ROWS = 16384
_MAGIC = b"PAR1"
_PREFIX = "corpus."
_DIGEST_BYTES = 32
_NOTHING_BYTES = 1 << 24
# Up to here a file is read at once, and so is one version for sure.
_AT_ONCE_BYTES = 1 << 23


class Layout(NamedTuple):
    """How one file is written. `plain` are columns without statistics and compression, which gain by neither.

    `repeating` are columns with few values. Rows are sorted by the first column if `is_sorted`.
    """

    key: str
    schema: pa.Schema
    plain: tuple[str, ...]
    repeating: tuple[str, ...]
    is_sorted: bool


class Coverage(NamedTuple):
    """The part of the log that a file covers: so many `segments`, up to the one of digest `head`."""

    segments: int
    head: str
    rows: int


class End(NamedTuple):
    """All that has to be known of a file to give it more rows.

    `keep` is where its full groups end, in bytes; `sealed` their footer, None where there are none; `rest`
    the rows of the open group.
    """

    keep: int
    sealed: Any
    rest: pa.Table
    coverage: Coverage


class Addition(NamedTuple):
    """What a file gets in the place of all behind its first `keep` bytes, and the end that it then has."""

    keep: int
    data: bytes
    end: End


def empty_end(layout: Layout) -> End:
    """The end of a file that does not exist yet."""
    return End(len(_MAGIC), None, layout.schema.empty_table(), Coverage(0, "", 0))


def extend(layout: Layout, end: End, rows: pa.Table, segments: int, head: str) -> Addition:
    """The file behind `end` with more rows, covering the log up to `segments`."""
    rest = pa.concat_tables([end.rest, rows])
    pieces, keep, sealed = [], end.keep, end.sealed
    while rest.num_rows >= GROUP_ROWS:
        body, footer = _group(layout, rest.slice(0, GROUP_ROWS), keep)
        pieces.append(body)
        keep += len(body)
        sealed = _joined(sealed, footer)
        rest = rest.slice(GROUP_ROWS)
    coverage = Coverage(segments, head, end.coverage.rows + rows.num_rows)
    following = _following(layout, keep, sealed, rest, coverage)
    start = b"" if end.keep > len(_MAGIC) else _MAGIC
    data = b"".join([start, *pieces, following])
    return Addition(end.keep - len(start), data, End(keep, sealed, rest.combine_chunks(), coverage))


def _following(layout: Layout, keep: int, sealed: Any, rest: pa.Table, coverage: Coverage) -> bytes:
    """What lies behind the full groups."""
    old_footer = _footer_bytes(sealed) if sealed is not None else b""
    notes = {**coverage._asdict(), "keep": keep, "sealed": len(old_footer)}
    footer = _blank_footer(layout, notes)
    if sealed is not None:
        footer.append_row_groups(sealed)
    body = b""
    if rest.num_rows:
        body, last = _group(layout, rest, keep + len(old_footer))
        footer.append_row_groups(last)
    last_footer = _footer_bytes(footer)[len(_MAGIC) :]
    return old_footer + body + hashlib.sha256(old_footer + last_footer).digest() + last_footer


def written_by() -> str:
    """What files written here and now say of their writer."""
    schema = pa.schema([("number", pa.int64())])
    nothing = Layout("", schema, plain=(), repeating=(), is_sorted=False)
    return str(_written(nothing, schema.empty_table(), schema, 0)[1].created_by)


def _joined(sealed: Any, footer: Any) -> Any:
    """A new footer, since the old one belongs to whoever may have to try again."""
    if sealed is None:
        return footer
    both = _footer(_footer_bytes(sealed))
    both.append_row_groups(footer)
    return both


def _group(layout: Layout, rows: pa.Table, offset: int) -> tuple[bytes, Any]:
    """One row group as it has to lie at `offset`, and a footer that says so."""
    data, footer = _written(layout, rows, layout.schema, offset)
    return data[len(_MAGIC) : _footer_start(data)], footer


def _blank_footer(layout: Layout, notes: Mapping[str, object]) -> Any:
    named = {f"{_PREFIX}{name}": str(value) for name, value in notes.items()}
    schema = layout.schema.with_metadata(named)
    return _written(layout, schema.empty_table(), schema, len(_MAGIC))[1]


def _written(layout: Layout, rows: pa.Table, schema: pa.Schema, offset: int) -> tuple[bytes, Any]:
    """A file of rows that will lie at `offset` of another; places in its footer are those of the other."""
    sink = _Sink()
    stream = pa.PythonFile(sink, mode="w")
    footers: list[Any] = []
    names = _leaves(layout.schema)
    plain = [name for name in names if name.split(".")[0] in layout.plain]
    with pq.ParquetWriter(
        stream,
        schema,
        compression={name: "none" if name in plain else "zstd" for name in names},
        use_dictionary=[name for name in names if name.split(".")[0] in layout.repeating],
        write_statistics=[name for name in names if name not in plain],
        sorting_columns=[pq.SortingColumn(0)] if layout.is_sorted else None,
        write_page_checksum=True,
        metadata_collector=footers,
    ) as writer:
        if rows.num_rows:
            _pass_over(stream, sink, offset)
            writer.write_table(rows, row_group_size=GROUP_ROWS)
    return sink.data, footers[-1]


def _leaves(schema: pa.Schema) -> list[str]:
    return [f"{f.name}.list.element" if pa.types.is_list(f.type) else f.name for f in schema]


def _footer_bytes(footer: Any) -> bytes:
    """A file of nothing but a footer."""
    sink = io.BytesIO()
    footer.write_metadata_file(sink)
    return sink.getvalue()


def _footer(data: bytes) -> Any:
    return pq.read_metadata(io.BytesIO(data))


def _footer_start(data: bytes) -> int:
    return len(data) - 8 - int.from_bytes(data[-8:-4], "little")


class GrowingFile:
    """Reads one version of such a file: a small one at once, a large one by ranges.

    Every method raises ArchiveDamaged where the file is not what `extend` made, and Changed where a large one
    was replaced since.
    """

    def __init__(self, store: Store, layout: Layout) -> None:
        """Raises KeyMissing where there is none, StoreError, ArchiveDamaged."""
        self._store, self._layout = store, layout
        self.tag, self._source = _source(store, layout.key)
        with self._explained():
            self._file = pq.ParquetFile(
                pa.PythonFile(self._source, mode="r"), pre_buffer=True, page_checksum_verification=True
            )
            self._notes = _notes(self._file.metadata)
            self._check_footers()
            self.coverage = Coverage(
                int(self._notes["segments"]), self._notes["head"], int(self._notes["rows"])
            )
            if not self._file.schema_arrow.equals(layout.schema) or self._file.metadata.num_rows != int(
                self._notes["rows"]
            ):
                raise ValueError("its columns or rows are not as they should be")

    @property
    def created_by(self) -> str:
        """The software that wrote it."""
        return str(self._file.metadata.created_by)

    @property
    def group_count(self) -> int:
        """How many row groups there are."""
        return int(self._file.num_row_groups)

    def end(self) -> End:
        """What `extend` needs."""
        with self._explained():
            keep, length = int(self._notes["keep"]), int(self._notes["sealed"])
            sealed = _footer(_between(self._source, keep, keep + length)) if length else None
            has_rest = self.coverage.rows % GROUP_ROWS != 0
            rest = self.group(self._file.num_row_groups - 1) if has_rest else None
            return End(keep, sealed, rest or self._layout.schema.empty_table(), self.coverage)

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
        found = _between(self._source, start - _DIGEST_BYTES, size)
        footers = _between(self._source, keep, keep + length) + found[_DIGEST_BYTES:]
        if hashlib.sha256(footers).digest() != found[:_DIGEST_BYTES]:
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


def _source(store: Store, key: str) -> "tuple[str, io.BytesIO | _Ranges]":
    """The tag of the version found, and its bytes as a file. Raises KeyMissing."""
    found = store.stat(key)
    if found.size > _AT_ONCE_BYTES:
        return found.tag, _Ranges(store, key, found.size)
    blob = store.get(key)
    return blob.tag, io.BytesIO(blob.data)


def _between(source: "io.BytesIO | _Ranges", start: int, end: int) -> bytes:
    source.seek(start)
    return source.read(end - start)


def _notes(footer: Any) -> dict[str, str]:
    named = {name.decode(): value.decode() for name, value in (footer.metadata or {}).items()}
    return {name.removeprefix(_PREFIX): value for name, value in named.items() if name.startswith(_PREFIX)}


def _pass_over(stream: pa.NativeFile, sink: "_Sink", offset: int) -> None:
    """Arrow counts for itself what a stream was given; so the stream is given what is not kept."""
    sink.keeps = False
    missing = offset - len(_MAGIC)
    nothing = bytes(min(missing, _NOTHING_BYTES))
    while missing:
        stream.write(nothing[:missing])
        missing -= min(missing, len(nothing))
    sink.keeps = True


class _Sink(io.RawIOBase):
    """Keeps what is written while `keeps` is true."""

    def __init__(self) -> None:
        self.keeps = True
        self._kept = io.BytesIO()

    @property
    def data(self) -> bytes:
        return self._kept.getvalue()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self._kept.write(data) if self.keeps else len(data)


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
