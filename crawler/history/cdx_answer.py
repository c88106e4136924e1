"""What a CDX server answers: the captures that a web archive has, one row each.

Two forms are read, told apart by their content: the arrays of the Wayback Machine (a header, rows, and where
there is more an empty row and a resumption key), and a JSON object a line, as pywb and Common Crawl have it.
"""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from crawler.discovery.candidate import Problem

# What servers call the same thing.
_NAMES = {"original": "url", "statuscode": "status", "mimetype": "mime"}


class CdxRow(NamedTuple):
    """A capture: `timestamp` has 14 digits, UTC.

    `filename`, `offset` and `length` tell where it lies in a WARC file, if the server says so; else "" and 0.
    """

    url: str
    timestamp: str
    status: str
    mime: str
    filename: str = ""
    offset: int = 0
    length: int = 0


class CdxAnswer(NamedTuple):
    """`resume_key` is what to ask with for the rest; `broken` counts the lines that are no rows."""

    rows: tuple[CdxRow, ...] = ()
    resume_key: str | None = None
    broken: int = 0
    problem: Problem | None = None


def read_cdx(body: bytes) -> CdxAnswer:
    """Never raises; what is no answer of a CDX server is a problem."""
    text = body.decode("utf-8", "replace").strip()
    if not text or text == "[]":
        return CdxAnswer()
    return _of_arrays(text) if text.startswith("[") else _of_lines(text.splitlines())


def _of_arrays(text: str) -> CdxAnswer:
    try:
        head, *rows = json.loads(text)
    except (ValueError, RecursionError):
        return CdxAnswer(problem=("malformed", f"begins {text[:60]!r}"))
    resume_key = None
    if len(rows) >= 2 and rows[-2] == [] and isinstance(rows[-1], list) and len(rows[-1]) == 1:
        resume_key = str(rows[-1][0])
        rows = rows[:-2]
    if not isinstance(head, list):
        return CdxAnswer(problem=("malformed", f"begins {text[:60]!r}"))
    names = [str(name) for name in head]
    return _answer([dict(zip(names, row, strict=False)) for row in rows if isinstance(row, list)], resume_key)


def _of_lines(lines: Iterable[str]) -> CdxAnswer:
    found = [_object(line) for line in lines if line.strip()]
    if not any(found):
        return CdxAnswer(problem=("malformed", "no line of it is a JSON object"))
    return _answer(found, None)


def _object(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _answer(found: list[dict[str, Any]], resume_key: str | None) -> CdxAnswer:
    rows = [row for row in map(_row, found) if row is not None]
    return CdxAnswer(tuple(rows), resume_key, len(found) - len(rows))


def _row(fields: dict[str, Any]) -> CdxRow | None:
    named = {_NAMES.get(name, name): str(value) for name, value in fields.items()}
    url, timestamp = named.get("url", ""), named.get("timestamp", "")
    if "://" not in url or not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) == 14):
        return None
    place = (_number(named.get("offset", "")), _number(named.get("length", "")))
    return CdxRow(
        url, timestamp, named.get("status", ""), named.get("mime", ""), named.get("filename", ""), *place
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
