"""What a document takes in each object of an archive."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pipelines.archive import Archive, open_store

# The end of a key, or its beginning, and what docs/scale.md calls it; the first that fits counts.
_KINDS = (
    ("log/", "log"),
    ("warc/INDEX", "CDXJ"),
    ("warc/", "WARC"),
    ("INDEX.parquet", "INDEX.parquet"),
    ("REJECTED.parquet", "REJECTED.parquet"),
    ("INDEX", "INDEX"),
)
_TEXT, _OTHER = "texts", "other"
KINDS = ("WARC", "log", _TEXT, "INDEX", "INDEX.parquet", "CDXJ")
"""Those that grow with every document, the largest first."""


class Sizes(NamedTuple):
    """Bytes, by kind of object, in an archive of so many documents; `page` is the mean body as served."""

    documents: int
    page: float
    of: Mapping[str, int]


def weighed(archive: Path, page: float) -> Sizes:
    """The archive in a folder; `page` as in Sizes."""
    store = open_store(str(archive))
    of: Counter[str] = Counter()
    for key, size in store.list():
        of[_kind(key)] += size
    return Sizes(len(Archive.open(store)), page, dict(of))


def _kind(key: str) -> str:
    if key.endswith(".txt"):
        return _TEXT
    return next((name for start, name in _KINDS if key.startswith(start)), _OTHER)
