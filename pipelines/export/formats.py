"""The formats of an export, and one function that makes any of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from pipelines.archive import DocumentRow, Store
from pipelines.errors import ConfigurationError
from pipelines.export.csv_table import write_csv
from pipelines.export.folder import write_folder
from pipelines.export.json_lines import write_gzipped_json_lines, write_json_lines
from pipelines.export.sqlite import write_sqlite
from pipelines.export.target import new_file, new_folder
from pipelines.export.wacz import write_wacz

_Write = Callable[[Iterable[DocumentRow], Path], None]


class Format(StrEnum):
    """What an archive can be exported to."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    FOLDER = "folder"
    WACZ = "wacz"
    SQLITE = "sqlite"


class Exported(NamedTuple):
    """How many documents are in the export, and how many are not, for want of a capture."""

    documents: int
    without_capture: int


def export(
    documents: Iterable[DocumentRow], store: Store, wanted: Format, target: Path, *, overwrite: bool = False
) -> Exported:
    """Writes `documents` of the archive in `store`; the target has its name when it is whole, or not at all.

    Raises ConfigurationError where something is at `target` that may not be replaced, StoreError where the
    disk refuses, and whatever reading the archive raises.
    """
    counts: Counter[bool] = Counter()
    write = _writer(wanted, target, store)
    new = new_folder if wanted is Format.FOLDER else new_file
    with new(target, overwrite) as path:
        write(_fitting(documents, wanted, counts), path)
    return Exported(counts[True], counts[False])


def _writer(wanted: Format, target: Path, store: Store) -> _Write:
    match wanted:
        case Format.JSONL:
            return write_gzipped_json_lines if target.suffix == ".gz" else write_json_lines
        case Format.CSV:
            return write_csv
        case Format.PARQUET:
            # pyarrow takes a while to import: only those pay who need it.
            from pipelines.export.parquet import write_parquet

            return write_parquet
        case Format.FOLDER:
            return write_folder
        case Format.SQLITE:
            return write_sqlite
        case Format.WACZ:
            if target.suffix != ".wacz":
                raise ConfigurationError(f"{target}: by its standard a WACZ file is named *.wacz; name it so")
            return lambda documents, path: write_wacz(documents, path, store)


def _fitting(
    documents: Iterable[DocumentRow], wanted: Format, counts: Counter[bool]
) -> Iterator[DocumentRow]:
    for row in documents:
        fits = wanted is not Format.WACZ or row.warc is not None
        counts[fits] += 1
        if fits:
            yield row
