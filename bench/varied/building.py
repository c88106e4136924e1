"""Writes the archive: segments, texts, captures and INDEX here; the rest is left to a writer."""

import gzip
import hashlib
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from bench.pages import PROJECT
from bench.synthetic import capture
from bench.varied.nights import FIRST, Night, lateness, nights
from bench.varied.papers import Paper
from bench.varied.records import Counts, listing_states, record
from bench.varied.rows import document, page_of
from bench.varied.sentences import PHRASES
from bench.varied.stories import Newsroom
from bench.varied.turned_away import failure, rejection
from pipelines.archive import (
    INDEX,
    ArchiveWriter,
    DocumentRow,
    LogRow,
    SeedText,
    open_store,
    put_run,
    save_listing_states,
)
from pipelines.archive.compose import seed_row
from pipelines.archive.index import index_line
from pipelines.archive.segment import Capsule, Origin, Place, encode, segment_key
from pipelines.archive.warc import warc_key
from pipelines.document import Fingerprint, Language, Mentions, Relevance, utc_stamp

PER_SEGMENT, REJECTED, FAILED = 100, 200, 2
_RUNS = 300
# A writer brings the columns up after so many segments, so that it need not hold them all.
_STEP = 500
_REMOVED = 12
# A night of so many segments is one of the first.
_MANY_SEGMENTS = 5
_SOFTWARE = "bench/1"


class Built(NamedTuple):
    """What is in it: documents, those removed again, and how many texts hold each phrase to look for."""

    documents: int
    removed: tuple[int, ...]
    phrases: dict[str, int]


class _Log:
    """The log as far as it is written, with the texts and the lines of INDEX."""

    def __init__(self, folder: Path, index: BinaryIO) -> None:
        self.place = Place(0, 0, None, None)
        self._folder, self._index = folder, index

    def add(self, rows: Sequence[LogRow], run: str, time: str, captures: bytes) -> None:
        """One segment, and what has to be there beside it."""
        documents = [row for row in rows if isinstance(row, DocumentRow)]
        for row in documents:
            self._index.write(index_line(row))
        capsule = Capsule(warc_key(self.place.segment, self.commit), captures) if captures else None
        if capsule is not None:
            (self._folder / capsule.key).write_bytes(captures)
        data = encode(self.place, Origin(self.commit, run, _SOFTWARE, time), rows, capsule)
        (self._folder / segment_key(self.place.segment)).write_bytes(data)
        header = gzip.decompress(data).partition(b"\n")[0]
        number = self.place.first_number + len(documents)
        self.place = Place(self.place.segment + 1, number, _sha256(header), _sha256(data))

    @property
    def commit(self) -> str:
        """That of the segment to come."""
        return f"{self.place.segment:016x}"


class _Press:
    """Writes night after night until there are `documents` beside the seeds."""

    def __init__(self, folder: Path, log: _Log, documents: int) -> None:
        self._folder, self._log = folder, log
        self._dice = random.Random(documents)
        self.seeds = _add_seeds(folder, log)
        self._end = self.seeds + documents
        self._room = Newsroom(self._dice, documents)
        self.phrases = dict.fromkeys(PHRASES, 0)

    @property
    def papers(self) -> Sequence[Paper]:
        """Who publishes."""
        return self._room.papers

    def print(self, night: Night) -> None:
        """Its segments and its record."""
        counts = Counts()
        for segment in range(night.first, night.end):
            time = utc_stamp(night.time_of(segment))
            at = self._log.place.first_number
            rows, captures = self._documents(night.run, time)
            rows += self._turned_away(night, at + len(rows), time)
            self._log.add(rows, night.run, time, captures)
            counts.add(rows)
        head = str(self._log.place.previous), str(self._log.place.previous_file_sha256)
        put_run(open_store(str(self._folder)), record(night, counts, head, self.papers))

    def _documents(self, run: str, time: str) -> tuple[list[LogRow], bytes]:
        """The rows and the captures of the next segment."""
        rows, captures = list[LogRow](), bytearray()
        warc, first = warc_key(self._log.place.segment, self._log.commit), self._log.place.first_number
        for number in range(first, min(first + PER_SEGMENT, self._end)):
            story = self._room.story(number, time)
            response, about = capture(number, story.url, page_of(story), time)
            row = document(story, time, run, warc, len(captures), len(response))
            captures += response + about
            (self._folder / row.file).write_bytes(row.text.encode())
            for phrase in self.phrases:
                self.phrases[phrase] += phrase in row.text
            rows.append(row)
        return rows, bytes(captures)

    def _turned_away(self, night: Night, documents: int, time: str) -> list[LogRow]:
        """After the first nights, which bring the most, ever more."""
        is_first = night.end - night.first >= _MANY_SEGMENTS
        away = REJECTED if is_first else round(REJECTED * (0.25 + 1.5 * lateness(night)))
        names = [f"{self._log.place.segment:06x}-{each}" for each in range(away)]
        rejected = [rejection(self._dice, self.papers, name, time, documents) for name in names]
        return [*rejected, *(failure(self._dice, self.papers, name, time) for name in names[:FAILED])]


def build(folder: Path, documents: int, say: Callable[[str], None] = lambda _: None) -> Built:
    """An archive of so many documents and the seeds in `folder`, which is empty; always the same one."""
    for name in ("log", "warc"):
        (folder / name).mkdir(parents=True)
    with (folder / INDEX).open("wb") as index:
        press = _Press(folder, _Log(folder, index), documents)
        for night in nights(-(-documents // PER_SEGMENT), _RUNS):
            press.print(night)
            if night.end % _STEP < night.end - night.first:
                index.flush()
                _derive(folder)
                say(f"{night.end} segments")
    _derive(folder)
    save_listing_states(open_store(str(folder)), listing_states(press.papers), single_writer=True)
    return Built(press.seeds + documents, _remove(folder, press.seeds, documents), press.phrases)


def _add_seeds(folder: Path, log: _Log) -> int:
    files = sorted((PROJECT / "seeds").glob("[0-9]*.txt"))
    rows = [seed_row(_seed(file), number, "seeds") for number, file in enumerate(files)]
    for row, file in zip(rows, files, strict=True):
        (folder / row.file).write_bytes(file.read_bytes())
    log.add(rows, "seeds", utc_stamp(FIRST), b"")
    return len(rows)


def _seed(file: Path) -> SeedText:
    """Of whose text nothing is found out: that takes a model."""
    data = file.read_bytes()
    is_chinese = not data.decode().isascii() and len(data.decode()) * 2 < len(data)
    return SeedText(
        file.name,
        data,
        data.decode().splitlines()[0],
        Language(tag="zh-Hans" if is_chinese else "en", confidence=0.99),
        Fingerprint(sha256=_sha256(data), near_keys=_sha256(data)),
        Mentions(mentions=(), entities=(), tagger="gazetteer 5 0badcafe"),
        Relevance(score=1.0, threshold=0.5, related=True, evidence=(), model="seeds 6 0badcafe"),
    )


def _derive(folder: Path) -> None:
    ArchiveWriter.open(open_store(str(folder)), run="derive", software=_SOFTWARE).close()


def _remove(folder: Path, seeds: int, documents: int) -> tuple[int, ...]:
    """Here and there one; what this commits is not the same each time."""
    numbers = tuple(seeds + each * documents // _REMOVED for each in range(_REMOVED) if documents >= _REMOVED)
    writer = ArchiveWriter.open(open_store(str(folder)), run="removal", software=_SOFTWARE)
    for number in numbers:
        writer.remove(number, "asked for by its publisher")
    writer.close()
    return numbers


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
