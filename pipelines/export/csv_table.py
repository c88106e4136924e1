"""CSV for spreadsheets: the fields of INDEX and `text`, in cells that compute nothing.

RFC 4180, UTF-8 with a byte order mark, without which Excel takes it for the machine's own code page. Lists
are joined by `; `. What a cell may not hold as it is, pipelines/cells.py tells; the other forms are exact.
"""

import csv
from collections.abc import Iterable
from pathlib import Path

from pipelines.archive import DocumentRow
from pipelines.cells import cell
from pipelines.export.columns import COLUMNS, value
from pipelines.shown_text import plain

_BETWEEN = "; "


def write_csv(documents: Iterable[DocumentRow], path: Path) -> None:
    """A new file."""
    with path.open("x", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(column.name for column in COLUMNS)
        for row in documents:
            writer.writerow(_cell(value(row, column)) for column in COLUMNS)


def _cell(found: object) -> str:
    if found is None:
        return ""
    return cell(plain(_BETWEEN.join(found) if isinstance(found, list) else str(found)))
