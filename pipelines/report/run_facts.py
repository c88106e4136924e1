"""All that the report of a run tells, as values, from the archive alone: of a run of any release."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pipelines.archive import (
    Archive,
    Concern,
    RunRecord,
    SlowPage,
    Store,
    list_runs,
    load_health_days,
    read_run,
    run_key,
    segments_of_run,
)
from pipelines.errors import CorpusError, ExitCode
from pipelines.report.run_gains import Gains, gains
from pipelines.report.run_pages import NO_PAGES, RunPages, Told, run_pages
from pipelines.report.run_past import PAST_RUNS, ListingFacts, PublisherFacts, listings, publishers
from pipelines.urls import keys_of

_BAD_ENDS = (ExitCode.BUG, ExitCode.NOTHING_STORED, ExitCode.ARCHIVE_DAMAGED, ExitCode.NOTHING_FETCHED)


@dataclass(frozen=True, slots=True)
class RunFacts:
    """`duration_s` is None while it runs. `gains` is None where nothing was archived. `slowest` are those of
    the record, less what was removed since. `past_runs` is how many runs before it the publishers are held
    against.
    """

    record: RunRecord
    duration_s: float | None
    pages: RunPages
    gains: Gains | None
    publishers: tuple[PublisherFacts, ...]
    listings: tuple[ListingFacts, ...]
    slowest: tuple[SlowPage, ...]
    past_runs: int

    @property
    def concerns(self) -> tuple[Concern, ...]:
        """Why a person should look."""
        return self.record.health or ()

    @property
    def is_bad(self) -> bool:
        """Whether it did not do what it should."""
        return self.record.exit_code in _BAD_ENDS

    @property
    def related(self) -> int:
        """Fetched pages that belong, copies of archived ones among them."""
        return self.pages.curve[-1][1]


def run_facts(store: Store, key: str) -> RunFacts:
    """Of the run whose record lies under `key`.

    Raises KeyMissing where none does, ArchiveDamaged, StoreError.
    """
    return facts_of(store, read_run(store, key))


def facts_of(store: Store, record: RunRecord) -> RunFacts:
    """Of a run whose record is at hand. Raises ArchiveDamaged, StoreError."""
    past = _past(store, record)
    # A run that fetched nothing has written nothing: it is told without the log.
    touched = record.fetched or record.archived
    told = run_pages(segments_of_run(store, record)) if touched else Told(NO_PAGES, [])
    return RunFacts(
        record=record,
        duration_s=_duration_s(record),
        pages=told.pages,
        gains=gains(Archive.open(store), told.added) if told.added else None,
        publishers=publishers(record, past, load_health_days(store)),
        listings=listings(record, past),
        slowest=_without(record.slowest or (), told.gone),
        past_runs=len(past),
    )


def _past(store: Store, record: RunRecord) -> list[RunRecord]:
    """The records of the same spider before it, the oldest first; damaged ones are passed over."""
    own, found = run_key(record), list[RunRecord]()
    for key in reversed([key for key in list_runs(store) if key < own][-3 * PAST_RUNS :]):
        try:
            run = read_run(store, key)
        except CorpusError:
            continue
        if run.spider == record.spider:
            found.append(run)
        if len(found) == PAST_RUNS:
            break
    return found[::-1]


def _without(slowest: Iterable[SlowPage], gone: frozenset[str]) -> tuple[SlowPage, ...]:
    return tuple(each for each in slowest if gone.isdisjoint(keys_of(each.url)))


def _duration_s(record: RunRecord) -> float | None:
    if record.finished is None:
        return None
    span = datetime.fromisoformat(record.finished) - datetime.fromisoformat(record.started)
    return span.total_seconds()
