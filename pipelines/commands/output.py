"""How the commands print: plain columns, JSON Lines, our colours, and nothing else that a terminal obeys."""

import json
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from pipelines.config import colours_of_process
from pipelines.shown_text import escaped_json
from pipelines.shown_text import one_line as one_line
from pipelines.shown_text import plain as plain

Paint = Literal["bold", "dim", "red", "green", "yellow", "cyan"]

_SGR: dict[Paint, str] = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
# Of the last column a reader wants so many cells before the others may have theirs.
_LEAST = 32


def say(text: str = "") -> None:
    """One or more lines to standard output, plain."""
    sys.stdout.write(plain(text) + "\n")


def say_json(value: Any) -> None:
    """One line of JSON."""
    say_line(json.dumps(value, ensure_ascii=False))


def say_line(line: str) -> None:
    """A line of JSON that is one already."""
    sys.stdout.write(escaped_json(line) + "\n")


def painted(text: str, paint: Paint) -> str:
    """Plain, and in a colour where standard output shows colours."""
    return f"\x1b[{_SGR[paint]}m{plain(text)}\x1b[0m" if has_colours() else plain(text)


def say_painted(text: str) -> None:
    """A line of pieces that are plain or `painted`."""
    sys.stdout.write(text + "\n")


def has_colours() -> bool:
    """Whether standard output is a terminal that shows them; the environment may say otherwise."""
    said = colours_of_process()
    return sys.stdout.isatty() if said is None else said


def screen_columns() -> int | None:
    """How wide the terminal is; None where standard output is none, and nothing is ever cut."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, give_way: Sequence[int] = ()) -> None:
    """Columns as wide as needed; at a terminal the last one is cut where the screen ends.

    Before too little is left of it, the columns of `give_way` are left out, the first of them first.
    """
    lines = [tuple(head), *(tuple(one_line(cell) for cell in row) for row in rows)]
    widths = [max(width_of(line[column]) for line in lines) for column in range(len(head))]
    screen = screen_columns()
    shown = shown_columns(widths, give_way, screen)
    for place, line in enumerate(lines):
        cells = [_padded(line[column], widths[column]) for column in shown[:-1]]
        row = "  ".join([*cells, line[-1]])
        row = cut(row, screen) if screen else row.rstrip()
        say_painted(painted(row, "bold") if place == 0 else plain(row))


def shown_columns(widths: Sequence[int], give_way: Sequence[int], screen: int | None) -> list[int]:
    """The columns of a `table` there is room for."""
    shown = list(range(len(widths)))
    for column in give_way if screen else ():
        before = sum(widths[each] + 2 for each in shown[:-1])
        if before + min(widths[-1], _LEAST) <= (screen or 0):
            break
        shown.remove(column)
    return shown


def width_of(text: str) -> int:
    """Columns on a terminal: Chinese characters take two, what is set over another none."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


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
