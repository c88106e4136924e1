"""Publishers and listings in one run beside what they were in the runs before it."""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

from pipelines.archive import Concern, HealthDay, ListingResult, RunRecord
from pipelines.health.concerns import fresh_pages

# So many runs before are the past; what was longer ago is another publisher.
PAST_RUNS = 10
# Fewer are no habit.
_LEAST_PAST = 3
_NO_PUBLISHER = "(none)"
_MUCH_FEWER = 0.25
# Fewer candidates come and go by chance.
_LEAST_USUAL = 8


class PublisherFacts(NamedTuple):
    """`kept_before` are the documents kept in each run before in which it was asked, the oldest first.

    `last_new` is the last day on which something of it was looked at for the first time, None where no memory
    tells.
    """

    publisher: str
    listings_read: int
    listings_failed: int
    fetched: int
    related: int
    archived: int
    rejected: int
    failed: int
    kept_before: tuple[int, ...]
    last_new: str | None
    concerns: tuple[Concern, ...]

    @property
    def usual(self) -> float | None:
        """Documents kept in the median of the runs before; None where there are too few to tell."""
        return median(self.kept_before) if len(self.kept_before) >= _LEAST_PAST else None


class ListingFacts(NamedTuple):
    """`usual` is the median of the candidates that it named in `reads` of the `asks` before; None of none.

    `trouble` says what a person may want to look at, None where nothing.
    """

    result: ListingResult
    usual: float | None
    reads: int
    asks: int
    trouble: str | None


def publishers(
    record: RunRecord, past: Sequence[RunRecord], days: Iterable[HealthDay]
) -> tuple[PublisherFacts, ...]:
    """Of the publishers of a run, by name; `past` are the records before it, the oldest first."""
    last_new = {day.publisher: day.day for day in days if day.day <= record.started[:10] and fresh_pages(day)}
    return tuple(
        _publisher(name, record, past, last_new.get(name))
        for name in sorted(record.publishers)
        if name != _NO_PUBLISHER
    )


def listings(record: RunRecord, past: Sequence[RunRecord]) -> tuple[ListingFacts, ...]:
    """Of the listings of a run: those with a trouble first, then by publisher as in the record."""
    before: dict[str, list[ListingResult]] = {}
    for run in past:
        for result in run.listings:
            before.setdefault(result.url, []).append(result)
    found = [_listing(result, before.get(result.url, [])) for result in record.listings]
    return tuple(sorted(found, key=lambda each: (each.trouble is None, each.result.publisher or "")))


def _publisher(
    name: str, record: RunRecord, past: Sequence[RunRecord], last_new: str | None
) -> PublisherFacts:
    counts = record.publishers[name]
    asked = (run.publishers[name] for run in past if name in run.publishers)
    return PublisherFacts(
        publisher=name,
        listings_read=counts.get("listings_read", 0),
        listings_failed=counts.get("listings_failed", 0),
        fetched=counts.get("fetched", 0),
        related=counts.get("related", 0),
        archived=counts.get("archived", 0),
        rejected=counts.get("rejected", 0),
        failed=counts.get("failed", 0),
        kept_before=tuple(each.get("archived", 0) for each in asked),
        last_new=last_new,
        concerns=tuple(concern for concern in record.health or () if concern.publisher == name),
    )


def _listing(result: ListingResult, before: Sequence[ListingResult]) -> ListingFacts:
    asked = [each for each in before if each.came not in ("not_due", "retired")]
    read = [each.candidates for each in asked if each.problem is None and each.came != "unchanged"]
    usual = median(read) if read else None
    reads = sum(each.problem is None for each in asked)
    return ListingFacts(result, usual, reads, len(asked), _trouble(result, usual, reads, len(asked)))


def _trouble(result: ListingResult, usual: float | None, reads: int, asks: int) -> str | None:
    if result.problem is not None:
        return result.problem
    if result.came == "retired":
        return "given up"
    is_read = result.came in ("read", None)
    if not is_read or asks < _LEAST_PAST or usual is None or usual < _LEAST_USUAL or reads < _LEAST_PAST:
        return None
    if result.candidates < _MUCH_FEWER * usual:
        return f"names {result.candidates}, and named {usual:.0f} as a rule"
    return None
