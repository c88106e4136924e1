"""An archive copied into another store: what the log vouches for, in an order that leaves a sound archive.

Captures come before the segment that names them, texts behind it, as in a commit. What is derived is made by
a writer from the copied log; run records, which name a head, come last. A document that was removed from the
source since the last copy is removed from the copy as the tombstone says.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from pipelines.archive.judgements import list_judgements, read_judgement
from pipelines.archive.kinship import another_archive, damaged_copy, decode_of, refuse_stranger
from pipelines.archive.log_snapshot import count_segments
from pipelines.archive.models import list_models, read_model
from pipelines.archive.patience import WITH_TROUBLE
from pipelines.archive.probe import SingleWriter, probe
from pipelines.archive.removal import bury, is_stubbed_at
from pipelines.archive.rows import DocumentRow, FailureRow, RemovedRow, TombstoneRow
from pipelines.archive.run_reports import list_run_reports, read_run_report
from pipelines.archive.runs import list_runs
from pipelines.archive.segment import Segment, segment_key
from pipelines.archive.store import Changed, KeyExists, Store
from pipelines.archive.vouched import Vouched
from pipelines.archive.writer import ArchiveWriter
from pipelines.document import Value
from pipelines.errors import ArchiveDamaged, ConfigurationError, StoreError

_AT_ONCE = 8

# A piece of work that several threads share: answers with the bytes it wrote, None where all was there.
Job = Callable[[], int | None]


class Copied(Value):
    """What a copy came to: objects written and their bytes, objects that were there, texts deleted."""

    source: str
    target: str
    head: str
    segments: int
    documents: int
    written: int
    written_bytes: int
    present: int
    removed: int


def copy_archive(
    source: Store,
    target: Store,
    *,
    single_writer: bool = False,
    on_segment: Callable[[int], None] = lambda _: None,
) -> Copied:
    """Copies what `target` lacks, so that a copy that was broken off, or whose source grew, is continued.

    `single_writer` is as for ArchiveWriter; `on_segment` is called with 1 for each segment that is in place.
    Raises ConfigurationError where `target` holds something else, ArchiveDamaged where `source` is not what
    its log says, StoreError, and UnsafeStore before anything is copied.
    """
    if not (segments := count_segments(source)):
        raise ConfigurationError(f"{source.url} holds no archive; name one as FROM")
    present = dict(target.list())
    refuse_stranger(source, target, present, segments)
    if single_writer:
        target = SingleWriter(target)
    else:
        probe(target)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        copy = _Copy(source, target, present, pool)
        copy.log(on_segment)
        copy.removals()
        ArchiveWriter.open(target, run="copy", software="copy", single_writer=single_writer).close()
        copy.runs()
        copy.marks_and_models()
    return copy.report()


class _Copy:
    def __init__(
        self, source: Store, target: Store, present: dict[str, int], pool: ThreadPoolExecutor
    ) -> None:
        self._source = source
        self._vouched = Vouched(source)
        self._target = target
        self._present = present
        self._pool = pool
        self._digests: dict[str, None] = {}
        self._recorded: set[str] = set()
        self._documents = 0
        self._written = 0
        self._bytes = 0
        self._there = 0
        self._graves: list[TombstoneRow] = []
        self._removed = 0

    def log(self, on_segment: Callable[[int], None]) -> None:
        """All segments with their captures and texts."""
        waiting: list[Job] = []
        for segment, data in self._vouched.segments():
            waiting = self._segment(segment, data, waiting)
            on_segment(1)
        self._work(waiting)

    def runs(self) -> None:
        """The records of the runs that left a head which was copied, or none, and their reports."""
        self._work([partial(self._run, key) for key in list_runs(self._source)])
        self._work([partial(self._run_report, key) for key in list_run_reports(self._source)])

    def marks_and_models(self) -> None:
        """What people said, and what was learned from it; neither is ever changed."""
        marks = (partial(self._mark, key) for key in list_judgements(self._source))
        self._work([*marks, *(partial(self._model, key) for key in list_models(self._source))])

    def removals(self) -> None:
        """Completes what the tombstones ask for in segments that were copied before."""
        for grave in self._graves:
            self._removed += not is_stubbed_at(self._target, grave)
            bury(self._target, grave)
        if self._removed:
            # The reports that showed what was removed are gone: those made anew have to be copied.
            self._present = dict(self._target.list())

    def report(self) -> Copied:
        return Copied(
            source=self._source.url,
            target=self._target.url,
            head=next(reversed(self._digests)),
            segments=len(self._digests),
            documents=self._documents,
            written=self._written,
            written_bytes=self._bytes,
            present=self._there,
            removed=self._removed,
        )

    def _segment(self, segment: Segment, data: bytes, waiting: Sequence[Job]) -> list[Job]:
        """Puts a segment in its place behind its captures; answers with the work that may come after it."""
        # The texts of one segment and the captures of the next wait for the store together.
        self._work([*waiting, *self._captures(segment)])
        key, gone = segment_key(segment.number), frozenset[int]()
        if key in self._present or not self._put_new(key, data):
            gone = self._removed_there(key, segment, data)
            self._count(None)
        else:
            self._count(len(data))
        self._digests[segment.digest] = None
        self._documents += segment.header.documents
        self._graves += [row for row in segment.rows if isinstance(row, TombstoneRow)]
        return list(self._texts(segment, gone))

    def _captures(self, segment: Segment) -> Iterator[Job]:
        if segment.header.warc is not None:
            yield partial(self._warc, segment.header.warc, segment)
        for row in segment.rows:
            if isinstance(row, FailureRow) and row.quarantine:
                yield partial(self._quarantine, row.quarantine)

    def _warc(self, key: str, segment: Segment) -> int | None:
        return None if key in self._present else self._put(key, self._vouched.captures(segment))

    def _quarantine(self, key: str) -> int | None:
        return None if key in self._present else self._put(key, self._vouched.quarantined(key))

    def _texts(self, segment: Segment, gone: frozenset[int]) -> Iterator[Job]:
        for row in segment.rows:
            if isinstance(row, DocumentRow) and row.number not in gone:
                yield partial(self._text, row)

    def _text(self, row: DocumentRow) -> int | None:
        # A write is whole or not at all, and a text's name is made of its bytes, so equal size will do.
        return None if self._present.get(row.file) == row.bytes else self._put(row.file, row.text.encode())

    def _run(self, key: str) -> int | None:
        record, data = self._vouched.run_record(key)
        if record.head is not None and record.head not in self._digests:
            return None
        self._recorded.add(key.removesuffix(".json"))
        return self._put(key, data)

    def _run_report(self, key: str) -> int | None:
        if key.removesuffix(".html") not in self._recorded:
            return None
        try:
            return self._put(key, read_run_report(self._source, key))
        except ArchiveDamaged:
            # It can be made anew: no reason to go without the archive.
            return None

    def _mark(self, key: str) -> int | None:
        read_judgement(self._source, key)
        return self._put(key, self._source.get(key).data)

    def _model(self, key: str) -> int | None:
        read_model(self._source, key)
        data = self._source.get(key).data
        if key in self._present and not _is_same(self._target, key, data):
            raise another_archive(self._source, self._target, key)
        return self._put(key, data)

    def _put(self, key: str, data: bytes) -> int | None:
        if key in self._present and _is_same(self._target, key, data):
            return None
        self._target.put(key, data)
        return len(data)

    def _put_new(self, key: str, data: bytes) -> bool:
        """False where something lies there."""
        for _ in WITH_TROUBLE.attempt():
            try:
                self._target.put_if_absent(key, data)
                return True
            except KeyExists:
                return False
            except Changed:
                continue
        raise StoreError(f"{self._target.url}: others keep writing {key}; copy again when they have ended")

    def _removed_there(self, key: str, segment: Segment, data: bytes) -> frozenset[int]:
        """Which documents are removed from the segment that lies there: a writer may be ahead with that.

        Raises CorpusError where it differs in anything else.
        """
        if _is_same(self._target, key, data):
            return frozenset()
        found = decode_of(self._target, segment.number, self._target.get(key).data)
        if found.digest != segment.digest:
            raise another_archive(self._source, self._target, key)
        if _removed_from(found) == _removed_from(segment):
            raise damaged_copy(self._target, key)
        return _removed_from(found)

    def _work(self, jobs: Sequence[Job]) -> None:
        for written in self._pool.map(lambda job: job(), jobs):
            self._count(written)

    def _count(self, written: int | None) -> None:
        if written is None:
            self._there += 1
        else:
            self._written += 1
            self._bytes += written


def _removed_from(segment: Segment) -> frozenset[int]:
    return frozenset(row.row.number for row in segment.rows if isinstance(row, RemovedRow))


def _is_same(store: Store, key: str, data: bytes) -> bool:
    """Whether `data` lies there: by the tag where that is a digest, otherwise by reading it."""
    size, tag = store.stat(key)
    if size != len(data):
        return False
    md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
    return tag in (hashlib.sha256(data).hexdigest(), f'"{md5}"') or store.get(key).data == data
