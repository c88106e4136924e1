"""Holds everything in a store against the log, and the log against itself."""

import random
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from pipelines.archive.cdxj import CDXJ, is_cdxj
from pipelines.archive.findings import Findings, Report
from pipelines.archive.health_days import HEALTH_DAYS
from pipelines.archive.history_states import HISTORY_STATES
from pipelines.archive.index import INDEX
from pipelines.archive.judgements import list_judgements, read_judgement
from pipelines.archive.listing_states import LISTING_STATES
from pipelines.archive.models import list_models, read_model
from pipelines.archive.probe import FOLDER as PROBES
from pipelines.archive.run_reports import list_run_reports, read_run_report
from pipelines.archive.runs import list_runs, read_run
from pipelines.archive.schema import SCHEMA
from pipelines.archive.segment import LOG, Segment, segment_key, segment_number
from pipelines.archive.store import KeyMissing, Store
from pipelines.archive.verify_log import LogCheck
from pipelines.archive.warc import QUARANTINE, segment_and_commit
from pipelines.errors import ArchiveDamaged, ConfigurationError

if TYPE_CHECKING:
    from pipelines.archive.verify_derived import CdxjCheck, ColumnsCheck, IndexCheck

_COLUMNS = ("INDEX.parquet", "REJECTED.parquet")
_DERIVED = frozenset({INDEX, *_COLUMNS, SCHEMA})
_RUN_FILE = re.compile(r"runs/([A-Za-z0-9_-]+\.(json|html)|metrics\.prom)")
# Objects that carry their own digest, and how each kind is read.
_SEALED: tuple[tuple[Callable[[Store], Iterable[str]], Callable[[Store, str], object]], ...] = (
    (list_judgements, read_judgement),
    (list_models, read_model),
    (list_run_reports, read_run_report),
)


def verify(
    store: Store,
    *,
    head: str | None = None,
    sample: int | None = None,
    on_segments: Callable[[int], None] = lambda _: None,
) -> Report:
    """Reads every object once. A crawl that commits meanwhile can make its newest files look late.

    `head` is a digest that the log must have, such as a run record keeps; its first 16 digits do. With
    `sample` only so many segments are looked at, drawn by chance, each with what it vouches for and the one
    before it; what is derived is not. `on_segments` is told of segments done. Raises ConfigurationError where
    no archive lies, UnknownFormatVersion and StoreError.
    """
    sizes = dict(store.list())
    if not any(key.startswith(LOG) for key in sizes):
        raise ConfigurationError(f"{store.url} holds no archive; set ARCHIVE_URL, or begin one with a crawl")
    return _Verification(store, sizes, on_segments).report(head, sample)


class _Verification:
    def __init__(self, store: Store, sizes: dict[str, int], on_segments: Callable[[int], None]) -> None:
        self._store = store
        self._sizes = sizes
        self._on_segments = on_segments
        self._findings = Findings()
        self._log = LogCheck(store, self._findings)
        self._sealed: set[str] = set()
        numbers = [number for key in sizes if (number := segment_number(key)) is not None]
        self._count = max(numbers, default=-1) + 1

    def report(self, head: str | None, sample: int | None) -> Report:
        chosen = range(self._count) if sample is None else _sampled(self._count, sample)
        # What is derived comes first: the log, read after it, is then at least as long.
        derived = _Derived(self._store, self._findings, self._count) if sample is None else None
        newest: Segment | None = None
        for segment in self._log.segments(chosen):
            newest = segment
            self._on_segments(1)
            if derived is not None:
                derived.take(segment)
        if derived is not None:
            self._log.finish()
            derived.finish(self._log, self._count)
            self._runs(head)
            self._sealed_objects()
            for key in self._sizes:
                self._account(key)
        else:
            self._log.finish_readings()
        self._gaps(chosen)
        return self._made(newest, sample, len(chosen))

    def _made(self, newest: Segment | None, sample: int | None, looked_at: int) -> Report:
        return Report(
            url=self._store.url,
            head=newest.digest if newest is not None and newest.number == self._count - 1 else None,
            segments=self._count,
            documents=self._log.documents,
            rejected=self._log.rejected,
            failed=self._log.failed,
            removed=len(self._log.removed),
            objects=len(self._sizes),
            sampled=None if sample is None else looked_at,
            findings=self._findings.faults,
            notes=self._findings.notes,
        )

    def _gaps(self, chosen: Iterable[int]) -> None:
        """Segments that were not read must at least be there."""
        for number in sorted(set(range(self._count)) - set(chosen)):
            if segment_key(number) not in self._sizes:
                self._findings.find(segment_key(number), "is missing: a gap in the log", repairable=False)

    def _runs(self, head: str | None) -> None:
        if head is not None and self._log.whole and not self._known_head(head):
            self._findings.find(LOG, f"has no segment {head}, the head that you name", repairable=False)
        for key in list_runs(self._store):
            try:
                record = read_run(self._store, key)
            except (ArchiveDamaged, KeyMissing) as error:
                self._findings.find(key, str(error), repairable=False)
                continue
            if record.head is not None and self._log.whole:
                self._recorded(key, record.head, record.head_file_sha256)

    def _sealed_objects(self) -> None:
        for keys, read in _SEALED:
            for key in keys(self._store):
                self._sealed.add(key)
                try:
                    read(self._store, key)
                except (ArchiveDamaged, KeyMissing) as error:
                    self._findings.find(key, str(error), repairable=False)

    def _known_head(self, head: str) -> bool:
        return any(digest.startswith(head) for digest in self._log.heads) and len(head) >= 16

    def _recorded(self, key: str, head: str, file_sha256: str | None) -> None:
        found = self._log.heads.get(head)
        if found is None:
            self._findings.find(LOG, f"has no segment {head}, the head that {key} recorded", repairable=False)
            return
        number, sha256 = found
        is_rewritten = any(grave.segment == number for grave in self._log.removed.values())
        if file_sha256 not in (None, sha256) and not is_rewritten:
            problem = f"its bytes are not those that {key} recorded"
            self._findings.find(segment_key(number), problem, repairable=False)

    def _account(self, key: str) -> None:
        if (
            key in self._sealed
            or key in self._log.named
            or key in _DERIVED
            or key in (HEALTH_DAYS, LISTING_STATES)
            or key.startswith(HISTORY_STATES)
            or _RUN_FILE.fullmatch(key)
            or is_cdxj(key)
        ):
            return
        attempt = segment_and_commit(key)
        is_grave = any(grave.stub.row.file == key for grave in self._log.removed.values())
        if attempt and attempt[0] >= self._count:
            self._findings.note(key, "captures of a commit that has not happened yet; it may be under way")
        elif attempt and segment_key(attempt[0]) in self._sizes:
            self._findings.find(key, "captures of a commit that lost its race", repairable=True)
        elif attempt:
            self._findings.find(key, "captures of a commit whose segment is missing", repairable=False)
        elif is_grave:
            self._findings.find(key, "the text of a document that was removed", repairable=True)
        elif key.startswith(PROBES):
            self._findings.note(key, "left by a probe, or one is under way")
        elif key.startswith(QUARANTINE):
            self._findings.note(key, "capture of a failed page that the log does not name yet")
        else:
            self._findings.find(key, "does not belong to the archive", repairable=False)


class _Derived:
    """INDEX, columns, CDXJ and schema, checked as the log goes by."""

    def __init__(self, store: Store, findings: Findings, segments: int) -> None:
        # numpy and pyarrow take a good part of a second to import: only those pay who verify.
        from pipelines.archive import verify_derived as checks
        from pipelines.archive.expected_retaggings import ExpectedRetaggings

        self._findings = findings
        self._retaggings = ExpectedRetaggings(store, segments)
        self._index: IndexCheck = checks.IndexCheck(store, findings, self._retaggings.found)
        self._columns: list[ColumnsCheck] = checks.column_checks(store, findings, self._retaggings)
        self._cdxj: CdxjCheck = checks.CdxjCheck(store, findings)
        self._has_schema = checks.check_schema(store, findings)
        self._covered = 0

    def take(self, segment: Segment) -> None:
        if self._retaggings.lacks(segment):
            problem = f"does not tell of the retaggings in {segment_key(segment.number)}"
            self._findings.find(_COLUMNS[0], problem, repairable=True)
        for row in segment.rows:
            self._index.take(row)
            self._cdxj.take(row)
        for columns in self._columns:
            columns.take(segment)

    def finish(self, log: LogCheck, segments: int) -> None:
        if not log.whole:
            return
        self._index.finish(log.documents)
        for columns in self._columns:
            columns.finish(segments)
        self._cdxj.finish(self._columns[0].documents)
        there = [*(columns.is_there for columns in self._columns), self._cdxj.is_there, self._has_schema]
        if any(there):
            for key, is_there in zip((*_COLUMNS, CDXJ, SCHEMA), there, strict=True):
                if not is_there:
                    self._findings.find(key, "is missing", repairable=True)
        else:
            problem = "and the like are missing, as in archives of release 0.1; a crawl adds them"
            self._findings.note(_COLUMNS[0], problem)


def _sampled(count: int, sample: int) -> list[int]:
    """So many segments, the first and the newest among them, each with the one before it."""
    drawn = {0, count - 1, *random.sample(range(count), min(sample, count))}
    return sorted({number for each in drawn for number in (each - 1, each) if number >= 0})
