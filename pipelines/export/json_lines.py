"""JSON Lines: one document a line, the fields of INDEX, then `text` and `reservations`."""

import gzip
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from pipelines.archive import DocumentRow
from pipelines.export.columns import COLUMNS, RESERVATIONS, value
from pipelines.shown_text import escaped_json

_FIELDS = {column.name for column in COLUMNS if column != RESERVATIONS}


def write_json_lines(documents: Iterable[DocumentRow], path: Path) -> None:
    """A new file."""
    with path.open("xb") as file:
        write_lines(documents, file.write)


def write_gzipped_json_lines(documents: Iterable[DocumentRow], path: Path) -> None:
    """A new file, one gzip member without name and time."""
    with path.open("xb") as file, gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
        write_lines(documents, packed.write)


def print_lines(documents: Iterable[DocumentRow], write: Callable[[bytes], object]) -> None:
    """The same lines for what may be a terminal, which some characters that JSON lets stand would act on."""
    for row in documents:
        write(escaped_json(_json(row)).encode() + b"\n")


def write_lines(documents: Iterable[DocumentRow], write: Callable[[bytes], object]) -> None:
    """Each line with its newline."""
    for row in documents:
        write(_json(row).encode() + b"\n")


def _json(row: DocumentRow) -> str:
    """The slugs of the reservations stand in the place of the objects that the log has."""
    slugs = json.dumps(value(row, RESERVATIONS), separators=(",", ":"))
    return f'{row.model_dump_json(include=_FIELDS)[:-1]},"{RESERVATIONS.name}":{slugs}}}'
