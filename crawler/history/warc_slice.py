"""A slice of a WARC file: from an offset on so much as a worker reads in a moment, and what is wanted of it.

A slice ends between two records, and the next one begins there: in a gzipped WARC each record is a member of
its own. What is damaged is left out, up to the next record that begins as one should.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from crawler.discovery.dates import date_in_path
from crawler.history.next_record import next_record
from crawler.history.recorded import LARGEST_BODY, Page, capture_of, content_type_of
from crawler.history.wanted import Wanted
from crawler.history.warc_bytes import RANGE_BYTES, Missing, Stream, Unreachable, open_at
from crawler.history.warc_places import WarcFile
from crawler.history.whole_end import is_whole_end
from crawler.window import Window
from pipelines.document import Capture
from pipelines.worker import stages_of_worker

# A slice ends after so much of the file, so many bytes of pages found in it, so much time.
_MOST_READ = RANGE_BYTES
_MOST_FOUND = 4 * 1024 * 1024
_LONGEST_S = 1.0

# Headers of HTTP in front of a body.
_HEADERS_BYTES = 64 * 1024

Glimpse = Callable[[bytes, str | None], bool]


@dataclass(frozen=True, slots=True)
class Question:
    """What is wanted of a file; `user_agent` is how its server is asked."""

    wanted: Wanted
    window: Window
    user_agent: str


class Slice(NamedTuple):
    """`end` is where the next slice begins, None where the file has ended.

    `records` are the responses looked at, `passed_over` those that are not wanted, by reason. `problem` tells
    of damage, `trouble` why reading had to stop at `end` for now; where it `is_final`, waiting will not help.
    """

    captures: tuple[Capture, ...]
    end: int | None
    records: int
    passed_over: dict[str, int]
    problem: str | None = None
    trouble: str | None = None
    is_final: bool = False


def read_slice(file: WarcFile, start: int, question: Question) -> Slice:
    """Runs in a worker; nothing that lies in the file makes it raise."""
    return SliceReader(file, question, stages_of_worker().glimpse).read(start)


class SliceReader:
    """Reads one slice of `file`."""

    def __init__(self, file: WarcFile, question: Question, glimpse: Glimpse) -> None:
        self._file = file
        self._question = question
        self._glimpse = glimpse
        self._passed_over: Counter[str] = Counter()
        self._captures: list[Capture] = []
        self._records = 0
        self._found = 0
        self._at = 0
        self._problem: str | None = None

    def read(self, start: int) -> Slice:
        """From the record that begins at `start`."""
        self._at = start
        try:
            return self._slice(self._walk(start))
        except Unreachable as trouble:
            return self._slice(self._at, str(trouble), is_final=isinstance(trouble, Missing))
        except FileNotFoundError:
            return self._slice(self._at, "the file is gone", is_final=True)
        except OSError as damage:
            self._problem = f"damaged: behind byte {self._at}, {damage}"[:200]
        try:
            return self._slice(self._behind_damage())
        except OSError as trouble:
            return self._slice(self._at, str(trouble))

    def _walk(self, start: int) -> int | None:
        """Where the slice ends. Raises OSError where the file cannot be read or is damaged."""
        until_s = time.monotonic() + _LONGEST_S
        with open_at(self._file.address, start, self._question.user_agent) as stream:
            for record in _records(stream):
                self._at = record.stream_pos
                is_full = self._at - start >= _MOST_READ or self._found >= _MOST_FOUND
                if self._records and (is_full or time.monotonic() > until_s):
                    return self._at
                self._take(record)
        self._require_whole_end()
        return None

    def _require_whole_end(self) -> None:
        """Of a record that is cut in its headers fastwarc says nothing."""
        with open_at(self._file.address, self._at, self._question.user_agent) as stream:
            if not is_whole_end(stream):
                raise OSError("the file ends in the middle of a record")

    def _behind_damage(self) -> int | None:
        with open_at(self._file.address, self._at + 1, self._question.user_agent) as stream:
            return next_record(stream, self._at + 1)

    def _take(self, record: WarcRecord) -> None:
        """Raises OSError where the record is cut."""
        self._records += 1
        came = self._look_at(record)
        if isinstance(came, str):
            self._passed_over[came] += 1
        else:
            self._captures.append(came)
            self._found += len(came.body)

    def _look_at(self, record: WarcRecord) -> Capture | str:
        target = (record.headers.get("WARC-Target-URI") or "").strip("<> \t")
        page = self._page(record, target)
        if isinstance(page, str) or record.content_length > LARGEST_BODY + _HEADERS_BYTES:
            _require_whole(record, record.consume())
            return page if isinstance(page, str) else "too_large"
        block = record.reader.read(record.content_length)
        _require_whole(record, len(block))
        came = capture_of(page, block)
        if isinstance(came, str) or self._glimpse(came.body, content_type_of(came)):
            return came
        return "no_name"

    def _page(self, record: WarcRecord, target: str) -> Page | str:
        """What the record is of, or why it is not wanted, as far as its own headers tell."""
        found = self._question.wanted.page(target)
        if isinstance(found, str):
            return found
        if record.record_type == WarcRecordType.revisit:
            return "revisit"
        captured = _moment(record.headers.get("WARC-Date"))
        if captured is None or not record.is_http:
            return "no_http"
        url, publisher = found
        since = self._question.window.since
        too_early = since is not None and captured.strftime("%Y-%m-%d") < since
        if too_early or not self._question.window.holds(date_in_path(url)):
            return "outside_dates"
        return Page(url, target, publisher, captured, self._file.shown)

    def _slice(self, end: int | None, trouble: str | None = None, *, is_final: bool = False) -> Slice:
        counts = dict(self._passed_over)
        return Slice(tuple(self._captures), end, self._records, counts, self._problem, trouble, is_final)


def _records(stream: Stream) -> ArchiveIterator:
    kinds = WarcRecordType.response | WarcRecordType.revisit
    return ArchiveIterator(stream, record_types=kinds, parse_http=False)  # type: ignore[arg-type]


def _require_whole(record: WarcRecord, read: int) -> None:
    if read < record.content_length:
        raise OSError(f"the record has {read} of {record.content_length} bytes")


def _moment(text: str | None) -> datetime | None:
    """In UTC, whole seconds; None where it is none."""
    try:
        moment = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC).replace(microsecond=0)
