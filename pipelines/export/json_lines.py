"""JSON Lines: one document a line, the fields of INDEX and then `text`."""

import gzip
from collections.abc import Callable, Iterable
from pathlib import Path

from pipelines.archive import DocumentRow
from pipelines.export.columns import COLUMNS

_FIELDS = {column.name for column in COLUMNS}


def write_json_lines(documents: Iterable[DocumentRow], path: Path) -> None:
    """A new file."""
    with path.open("xb") as file:
        write_lines(documents, file.write)


def write_gzipped_json_lines(documents: Iterable[DocumentRow], path: Path) -> None:
    """A new file, one gzip member without name and time."""
    with path.open("xb") as file, gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
        write_lines(documents, packed.write)


def write_lines(documents: Iterable[DocumentRow], write: Callable[[bytes], object]) -> None:
    """Each line with its newline."""
    for row in documents:
        write(row.model_dump_json(include=_FIELDS).encode() + b"\n")
