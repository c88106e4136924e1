"""The opening of a small archive: its columns are believed by their footers, and read when somebody asks.

A run that finds nothing new asks nothing, and need not load numpy and pyarrow.
"""

from bisect import bisect_right
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from pipelines.archive.coverage import Coverage, Held, held
from pipelines.archive.facts import Facts
from pipelines.archive.log import Log
from pipelines.archive.rows import DocumentRow
from pipelines.archive.segment import Segment, decode, segment_key
from pipelines.archive.store import KeyMissing, Store
from pipelines.archive.verdict import Verdict
from pipelines.errors import ArchiveDamaged

if TYPE_CHECKING:
    from pipelines.archive.catalogue import Catalogue
    from pipelines.archive.start import Start

# Of the documents, and of the pages turned away.
KEYS = ("INDEX.parquet", "REJECTED.parquet")


class CatalogueLater:
    """A Catalogue that is made for the first who asks; any thread may."""

    def __init__(self, make: "Callable[[], Catalogue | CatalogueOfLog]") -> None:
        self._make = make
        self._lock = Lock()
        self._made: Catalogue | CatalogueOfLog | None = None

    @property
    def is_made(self) -> bool:
        return self._made is not None

    @property
    def _catalogue(self) -> "Catalogue | CatalogueOfLog":
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    @property
    def captures(self) -> frozenset[str]:
        return self._catalogue.captures

    @property
    def removed(self) -> "frozenset[int] | set[int]":
        return self._catalogue.removed

    @property
    def barred(self) -> "frozenset[bytes] | set[bytes]":
        return self._catalogue.barred

    def verdict(self, digest: bytes) -> Verdict | None:
        return self._catalogue.verdict(digest)

    def number_of_text(self, sha256: bytes) -> int | None:
        return self._catalogue.number_of_text(sha256)

    def near(self, position: int, key: int) -> tuple[int, ...]:
        return self._catalogue.near(position, key)

    def segment_of(self, number: int) -> int:
        return self._catalogue.segment_of(number)


class CatalogueOfLog:
    """The same from the first `segments` of the log, where the pages of the columns are damaged."""

    def __init__(self, store: Store, segments: int) -> None:
        facts, captures = Facts(), set[str]()
        self._first_numbers: list[int] = []
        for segment in islice(Log(store).read_on(), segments):
            self._first_numbers.append(segment.header.first_number)
            for row in segment.rows:
                facts.learn(row)
                if isinstance(row, DocumentRow) and row.warc is not None:
                    captures.add(row.warc)
        self._facts, self.captures = facts, frozenset(captures)
        self.removed, self.barred = facts.removed, facts.barred
        self.verdict, self.number_of_text = facts.verdict, facts.number_of_text

    def near(self, position: int, key: int) -> tuple[int, ...]:
        return self._facts.near(position << 32 | key)

    def segment_of(self, number: int) -> int:
        return bisect_right(self._first_numbers, number) - 1


class StartLater(NamedTuple):
    """What the columns will say, and the newest segment that they cover."""

    catalogue: CatalogueLater
    newest: Segment


class _Files(NamedTuple):
    documents: Held
    turned_away: Held


def begin(store: Store, cache: Path | None = None) -> "StartLater | Start | None":
    """As `read_start`, which is asked at once where the columns are large or a cache is wanted."""
    try:
        files = tuple(held(store, key) for key in KEYS) if cache is None else ()
    except KeyMissing:
        return None
    match files:
        case (Held() as documents, Held() as turned_away):
            return _start_later(store, _Files(documents, turned_away))
    from pipelines.archive.start import read_start

    return read_start(store, cache)


def _start_later(store: Store, files: _Files) -> StartLater | None:
    documents, turned_away = files
    if min(file.coverage.segments for file in files) == 0:
        return None
    newest = newest_of_both(store, (documents.coverage, turned_away.coverage))
    if newest is None:
        return None
    return StartLater(CatalogueLater(partial(_read, store, files, newest.number + 1)), newest)


def _read(store: Store, files: _Files, segments: int) -> "Catalogue | CatalogueOfLog":
    from pipelines.archive.start import catalogue_held

    try:
        return catalogue_held(store, files, segments)
    except ArchiveDamaged:
        return CatalogueOfLog(store, segments)


def newest_of_both(store: Store, coverages: tuple[Coverage, Coverage]) -> Segment | None:
    """The newest segment that both files cover; None where one of them is of another log.

    Raises ArchiveDamaged where the log is shorter than that, UnknownFormatVersion, StoreError.
    """
    found: dict[int, Segment] = {}
    for segments, head, _ in coverages:
        if segments not in found:
            found[segments] = _newest_covered(store, segments)
        if found[segments].digest != head:
            return None
    return found[min(found)]


def _newest_covered(store: Store, segments: int) -> Segment:
    """The last of so many segments."""
    key = segment_key(segments - 1)
    try:
        return decode(segments - 1, store.get(key).data)
    except KeyMissing as error:
        message = f"INDEX.parquet covers {segments} segments, and {key} is missing"
        raise ArchiveDamaged(f"{store.url}: {message}; restore log/ from a copy of the archive") from error
