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
from collections.abc import Mapping
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.archive.coverage import PREFIX, Coverage

GROUP_ROWS = 16384
_MAGIC = b"PAR1"
_NOTHING_BYTES = 1 << 24


class Layout(NamedTuple):
    """How one file is written. `plain` are columns without statistics and compression, which gain by neither.

    `repeating` are columns with few values. Rows are sorted by the first column if `is_sorted`. A file may
    have the schema `wider` instead, if there is one.
    """

    key: str
    schema: pa.Schema
    plain: tuple[str, ...]
    repeating: tuple[str, ...]
    is_sorted: bool
    wider: pa.Schema | None = None

    def widened(self) -> "Layout":
        """The same with the wider schema, if there is one."""
        return self if self.wider is None else self._replace(schema=self.wider, wider=None)


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
    both = footer_of(_footer_bytes(sealed))
    both.append_row_groups(footer)
    return both


def _group(layout: Layout, rows: pa.Table, offset: int) -> tuple[bytes, Any]:
    """One row group as it has to lie at `offset`, and a footer that says so."""
    # Where pages end depends on how the rows lie in memory.
    data, footer = _written(layout, rows.combine_chunks(), layout.schema, offset)
    return data[len(_MAGIC) : _footer_start(data)], footer


def _blank_footer(layout: Layout, notes: Mapping[str, object]) -> Any:
    named = {f"{PREFIX}{name}": str(value) for name, value in notes.items()}
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


def footer_of(data: bytes) -> Any:
    """The footer that a file has, if it is only that."""
    return pq.read_metadata(io.BytesIO(data))


def _footer_start(data: bytes) -> int:
    return len(data) - 8 - int.from_bytes(data[-8:-4], "little")


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
