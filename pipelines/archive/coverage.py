"""How far a growing file goes, as its footer says (parquet.py), told without pyarrow.

Parquet's footer is Thrift's compact protocol, in which a note is its name, 0x18, the length of the value and
the value, all of ours in plain letters. The digest before the footer proves that it is what was written.
"""

import hashlib
import re
from typing import NamedTuple

from pipelines.archive.store import Store

PREFIX = "corpus."
DIGEST_BYTES = 32
# Up to here a file is read at once, and so is one version for sure.
_AT_ONCE_BYTES = 1 << 23
_MAGIC = b"PAR1"
_NOTE = re.compile(rb"corpus\.(segments|head|rows|keep|sealed)\x18(.)", re.DOTALL)


class Coverage(NamedTuple):
    """The part of the log that a file covers: so many `segments`, up to the one of digest `head`."""

    segments: int
    head: str
    rows: int


class Held(NamedTuple):
    """One version of a file, all of it."""

    tag: str
    data: bytes
    coverage: Coverage


def is_large(size: int) -> bool:
    """Whether a file of so many bytes is read by ranges."""
    return size > _AT_ONCE_BYTES


def held(store: Store, key: str) -> Held | None:
    """None where it is large, or another than was written. Raises KeyMissing, StoreError."""
    if is_large(store.stat(key).size):
        return None
    blob = store.get(key)
    coverage = coverage_in(blob.data)
    return Held(blob.tag, blob.data, coverage) if coverage is not None else None


def coverage_in(data: bytes) -> Coverage | None:
    """None where these are not the bytes of such a file."""
    start = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    if data[-4:] != _MAGIC or start < DIGEST_BYTES:
        return None
    notes = _notes(data[start:])
    try:
        keep, sealed = int(notes["keep"]), int(notes["sealed"])
        coverage = Coverage(int(notes["segments"]), notes["head"], int(notes["rows"]))
    except (KeyError, ValueError):
        return None
    footers = data[keep : keep + sealed] + data[start:]
    is_whole = hashlib.sha256(footers).digest() == data[start - DIGEST_BYTES : start]
    return coverage if is_whole else None


def _notes(footer: bytes) -> dict[str, str]:
    found = ((note[1], footer[note.end() : note.end() + note[2][0]]) for note in _NOTE.finditer(footer))
    return {name.decode(): value.decode("ascii", errors="replace") for name, value in found}
