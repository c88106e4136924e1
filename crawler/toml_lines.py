"""Which line of a TOML file a value stands on: tomllib does not say, and an error should."""

import re
import tomllib

Place = tuple[int | str, ...]
"""Where pydantic found a fault: array of tables, index, key, index of an inline table, its key."""

_AT_LINE = re.compile(r"at line (\d+)")
_INLINE_TABLE = re.compile(r"\{\s*[\w\"'-]+\s*=")


def decode_error_line(error: tomllib.TOMLDecodeError, text: str) -> int:
    """The line that tomllib complains about, from 1; the last one if the file just ends too early."""
    found = _AT_LINE.search(str(error))
    return int(found.group(1)) if found else max(len(text.splitlines()), 1)


def line_of(text: str, place: Place) -> int:
    """The line, from 1, of the value at `place`; that of the nearest thing around it if it has none."""
    lines = text.splitlines()
    if len(place) < 2 or not isinstance(place[1], int):
        return _key_line(lines, 0, len(lines), str(place[0])) or 1
    start, end = _table(lines, str(place[0]), place[1])
    if len(place) < 3:
        return start + 1
    line = _key_line(lines, start, end, str(place[2]))
    if line is None:
        return start + 1
    if len(place) > 3 and isinstance(place[3], int):
        return _inline_table_line(lines, line - 1, end, place[3]) or line
    return line


def _table(lines: list[str], name: str, index: int) -> tuple[int, int]:
    header = re.compile(rf"^\s*\[\[\s*{re.escape(name)}\s*\]\]")
    starts = [number for number, line in enumerate(lines) if header.match(line)]
    if index >= len(starts):
        return 0, len(lines)
    return starts[index], starts[index + 1] if index + 1 < len(starts) else len(lines)


def _key_line(lines: list[str], start: int, end: int, key: str) -> int | None:
    pattern = re.compile(rf"""^\s*\[*\s*["']?{re.escape(key)}["']?\s*(=|\])""")
    return next((number + 1 for number in range(start, end) if pattern.match(lines[number])), None)


def _inline_table_line(lines: list[str], start: int, end: int, index: int) -> int | None:
    for number in range(start, end):
        index -= len(_INLINE_TABLE.findall(lines[number]))
        if index < 0:
            return number + 1
    return None
