"""How the commands print: plain columns, JSON Lines, and nothing that a terminal would obey."""

import json
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from pipelines.shown_text import escaped_json
from pipelines.shown_text import one_line as one_line
from pipelines.shown_text import plain as plain


def say(text: str = "") -> None:
    """One or more lines to standard output, plain."""
    sys.stdout.write(plain(text) + "\n")


def say_json(value: Any) -> None:
    """One line of JSON."""
    say_line(json.dumps(value, ensure_ascii=False))


def say_line(line: str) -> None:
    """A line of JSON that is one already."""
    sys.stdout.write(escaped_json(line) + "\n")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Columns as wide as needed; at a terminal the last one is cut where the screen ends."""
    lines = [tuple(head), *(tuple(one_line(cell) for cell in row) for row in rows)]
    widths = [max(width_of(line[column]) for line in lines) for column in range(len(head))]
    screen = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in lines:
        row = "  ".join([*map(_padded, line[:-1], widths), line[-1]])
        say(cut(row, screen) if screen else row.rstrip())


def width_of(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def cut(text: str, columns: int) -> str:
    """At most so many columns."""
    if width_of(text) <= columns:
        return text
    kept, width = [], 0
    for char in text:
        width += width_of(char)
        if width > columns - 1:
            break
        kept.append(char)
    return "".join(kept) + "…"


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - width_of(cell))
