"""Holds documents that were read anew against the captures that they share, in files of earlier commits."""

from collections.abc import Callable, Container
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from pipelines.archive.findings import Findings
from pipelines.archive.rows import DocumentRow
from pipelines.archive.segment import segment_key
from pipelines.archive.store import KeyMissing, Store

# Looks at one response: number of the document, key of the file, bytes of the record, URL, digest.
CheckResponse = Callable[[int, str, bytes, str | None, str | None], None]


class _Place(NamedTuple):
    """Where a response lies, and what it should be."""

    number: int
    warc: str
    offset: int
    length: int
    url: str | None
    digest: str | None


class ReadAnewCheck:
    """Takes documents in order. What they share is looked at in the end, when all removals are known."""

    def __init__(self, store: Store, findings: Findings, check: CheckResponse) -> None:
        self._store, self._findings, self._check = store, findings, check
        self._sources: dict[int, tuple[int, int]] = {}
        self._places: list[_Place] = []

    def take(self, row: DocumentRow, segment: int) -> None:
        """A document of `segment` that has no capture of its own."""
        if row.warc is None or row.offset is None or row.length is None or row.reading_of is None:
            self._find(segment_key(segment), f"document {row.number} does not say where its capture lies")
            return
        if row.reading_of >= row.number:
            where = f"document {row.number} was read from the capture of document {row.reading_of}"
            self._find(segment_key(segment), f"{where}, which came later")
            return
        self._sources[row.number] = (row.reading_of, segment)
        place = _Place(row.number, row.warc, row.offset, row.length, row.url, row.payload_digest)
        self._places.append(place)
        for page in row.further:
            self._places.append(
                _Place(row.number, row.warc, page.offset, page.length, page.url, page.payload_digest)
            )

    def finish(self, removed: Container[int]) -> None:
        """`removed` are all documents that are; their captures went with them."""
        for number, (source, segment) in self._sources.items():
            if source in removed and number not in removed:
                shared = f"document {number} was read from the capture of document {source}, which is removed"
                self._find(segment_key(segment), f"{shared}; remove it too")
        live = (place for place in self._places if place.number not in removed)
        live = (place for place in live if self._sources[place.number][0] not in removed)
        for key, places in groupby(sorted(live, key=attrgetter("warc", "offset")), attrgetter("warc")):
            try:
                for place in places:
                    self._look(key, place)
            except KeyMissing:
                self._find(key, "is missing: captures that texts were read anew from")

    def _look(self, key: str, place: _Place) -> None:
        """Raises KeyMissing."""
        data = self._store.get(key, place.offset, place.offset + place.length).data
        self._check(place.number, key, data, place.url, place.digest)

    def _find(self, key: str, problem: str) -> None:
        self._findings.find(key, problem, repairable=False)
