"""What came of each publisher on each day: `crawl/health.jsonl.gz`, one line for both.

A memory, not a record: without it the health of a run says less for some weeks, and nothing else is lost.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from pydantic import Field

from pipelines.archive.remembered import recall, remember
from pipelines.archive.store import Store
from pipelines.document import Value

HEALTH_DAYS = "crawl/health.jsonl.gz"

# Of each publisher so many days, six weeks where there is a crawl each day.
KEPT_DAYS = 42


class HealthDay(Value):
    """A publisher's pages and listings in the runs that started on `day` (`2026-11-26`, UTC).

    `read_runs` are runs in which some listing of it was read, `failed_runs` those in which none of those
    asked for was. `rejected` and `failed` are by reason and cause. Of the documents, `undated` and
    `without_headline` lack that, `unexplained` no seed explains, `lengths` counts texts by the whole part of
    4 log2(characters).
    """

    publisher: str
    day: str = Field(pattern=r"^\d{4}-\d\d-\d\d$")
    read_runs: int = 0
    failed_runs: int = 0
    archived: int = 0
    undated: int = 0
    without_headline: int = 0
    unexplained: int = 0
    rejected: dict[str, int] = Field(default_factory=dict)
    failed: dict[str, int] = Field(default_factory=dict)
    lengths: dict[int, int] = Field(default_factory=dict)


def load_health_days(store: Store) -> list[HealthDay]:
    """By publisher and day; empty where none are kept, or they cannot be believed. Raises StoreError."""
    return recall(store, HEALTH_DAYS, HealthDay)


def add_health_days(
    store: Store, added: Sequence[HealthDay], *, single_writer: bool = False
) -> list[HealthDay]:
    """Adds what a run counted to what is kept, and answers with all of it.

    `single_writer` is as for ArchiveWriter. To be called when the run's pages are in the log. Raises
    StoreError, and ArchiveDamaged where the log cannot be read.
    """
    days: list[HealthDay] = []

    def merged(kept: Iterable[HealthDay]) -> Iterable[HealthDay]:
        days[:] = with_days(kept, added)
        return days

    remember(store, HEALTH_DAYS, HealthDay, merged, single_writer=single_writer)
    return days


def with_days(kept: Iterable[HealthDay], added: Iterable[HealthDay]) -> list[HealthDay]:
    """Those of one day as one, by publisher and day, the newest `KEPT_DAYS` of each publisher."""
    days: dict[tuple[str, str], HealthDay] = {}
    for each in (*kept, *added):
        key = each.publisher, each.day
        days[key] = _sum(days[key], each) if key in days else each
    in_order = (days[key] for key in sorted(days))
    of_publishers = groupby(in_order, key=lambda each: each.publisher)
    return [each for _, of_one in of_publishers for each in list(of_one)[-KEPT_DAYS:]]


def _sum(one: HealthDay, other: HealthDay) -> HealthDay:
    changes: dict[str, object] = {}
    for name, value in one:
        added = getattr(other, name)
        if isinstance(value, int):
            changes[name] = value + added
        elif isinstance(value, dict):
            changes[name] = dict(Counter(value) + Counter(added))
    return one.model_copy(update=changes)
