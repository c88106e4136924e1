"""What the publishers' listings yielded, told by nothing but the archive: run records and listing states."""

import difflib
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import NamedTuple

from crawler.checking.silence import Asked, silence_of
from pipelines.archive import (
    KeyMissing,
    ListingResult,
    ListingState,
    RunRecord,
    Store,
    list_runs,
    read_run,
)
from pipelines.document import Value
from pipelines.errors import ArchiveDamaged, ConfigurationError
from pipelines.guarded_output import sentence

# A bucket answers each in tens of milliseconds; an hourly crawl leaves 8,760 records a year.
_READERS = 8
_UNASKED = ("not_due", "retired")


class Sums(Value):
    """`requests` for the listing; of its pages, how many were `new`, `fetched`, `related`, `archived`.

    None where the records do not tell: those of releases before 0.4.
    """

    requests: int
    new: int | None
    fetched: int | None
    related: int | None
    archived: int | None


class Period(Value):
    """`period` is `2026-11` or `2026-W48`."""

    period: str
    sums: Sums


class ListingYield(Value):
    """`last_new` is when it last named something new; `note` says what is wrong with it, if anything."""

    url: str
    kind: str
    sums: Sums
    periods: tuple[Period, ...]
    last_new: str | None
    note: str | None


class PublisherYield(Value):
    """`sums` counts a page once, and what articles led to as well: not the sum of the listings."""

    publisher: str
    sums: Sums
    periods: tuple[Period, ...]
    last_new: str | None
    note: str | None
    listings: tuple[ListingYield, ...]


class _Told(NamedTuple):
    """What one run says of one listing; `started` as in its record."""

    started: str
    result: ListingResult


def load_runs(store: Store, since: str | None) -> list[RunRecord]:
    """Those that started on or after `since` (a day, month or year), oldest first; damaged ones are named."""
    digits = (since or "").replace("-", "")
    keys = [key for key in list_runs(store) if key.removeprefix("runs/")[: len(digits)] >= digits]
    with ThreadPoolExecutor(_READERS) as readers:
        return [record for record in readers.map(lambda key: _read(store, key), keys) if record]


def yields_of(
    records: Sequence[RunRecord],
    states: Mapping[str, ListingState],
    publishers: Iterable[str],
    by: Callable[[datetime], str],
) -> Iterator[PublisherYield]:
    """Of each publisher named, or of all that the records know, in the order of their names."""
    told: dict[str, list[_Told]] = defaultdict(list)
    for record in records:
        for result in record.listings:
            told[result.publisher or ""].append(_Told(record.started, result))
    wanted = set(publishers) or {name for name in told if name}
    for publisher in sorted(wanted):
        yield _publisher(publisher, records, told[publisher], states, by)


def refuse_untold(records: Sequence[RunRecord], publishers: Iterable[str], where: str) -> None:
    """Raises ConfigurationError where no record tells of a publisher, or there is none; `where` they lie."""
    if not records:
        raise ConfigurationError(f"{where} has no records of such runs; set ARCHIVE_URL, or crawl first")
    told = {name for record in records for name in record.publishers}
    told |= {result.publisher for record in records for result in record.listings if result.publisher}
    for name in publishers:
        if name not in told:
            near = difflib.get_close_matches(name, told, n=3, cutoff=0.5)
            hint = f"did you mean {', '.join(near)}?" if near else f"they tell of {', '.join(sorted(told))}"
            raise ConfigurationError(f"no run on record has to do with publisher {name!r}; {hint}")


def by_month(moment: datetime) -> str:
    """`2026-11`."""
    return moment.strftime("%Y-%m")


def by_week(moment: datetime) -> str:
    """`2026-W48`, as ISO 8601 counts weeks."""
    return moment.strftime("%G-W%V")


def _read(store: Store, key: str) -> RunRecord | None:
    try:
        return read_run(store, key)
    except (KeyMissing, ArchiveDamaged) as error:
        sys.stderr.write(sentence(f"note: {key} is left out: {error}") + "\n")
        return None


def _publisher(
    name: str,
    records: Sequence[RunRecord],
    told: Sequence[_Told],
    states: Mapping[str, ListingState],
    by: Callable[[datetime], str],
) -> PublisherYield:
    listings: dict[str, list[_Told]] = defaultdict(list)
    for each in told:
        listings[each.result.url].append(each)
    runs: dict[str, list[RunRecord]] = defaultdict(list)
    for record in records:
        if name in record.publishers:
            runs[by(_time(record.started))].append(record)
    looks = _looks(told)
    return PublisherYield(
        publisher=name,
        sums=_with_pages(_sums(told), records, name),
        periods=tuple(
            Period(period=period, sums=_with_pages(_sums(_within(told, period, by)), of_period, name))
            for period, of_period in sorted(runs.items())
        ),
        last_new=_last_new(looks),
        note=silence_of(looks),
        listings=tuple(
            _listing(url, of_url, states.get(url), by) for url, of_url in sorted(listings.items())
        ),
    )


def _listing(
    url: str, told: Sequence[_Told], state: ListingState | None, by: Callable[[datetime], str]
) -> ListingYield:
    looks = _looks(told)
    if state is not None:
        known = {look.time for look in looks}
        polls = (Asked(_time(poll.time), poll.new) for poll in state.polls)
        looks += [poll for poll in polls if poll.time not in known]
    periods = sorted({by(_time(each.started)) for each in told})
    return ListingYield(
        url=url,
        kind=told[-1].result.kind,
        sums=_sums(told),
        periods=tuple(Period(period=each, sums=_sums(_within(told, each, by))) for each in periods),
        last_new=_last_new(looks),
        note=_note(state, told) or silence_of(looks),
    )


def _note(state: ListingState | None, told: Sequence[_Told]) -> str | None:
    """Given up, or failing at the last look."""
    if state is not None and state.retired:
        return (
            f"retired {state.retired[:10]}: {state.note}" if state.note else f"retired {state.retired[:10]}"
        )
    if state is not None and state.failures and state.failing_since:
        return f"failing since {state.failing_since[:10]}: {told[-1].result.problem or 'no answer'}"
    last = told[-1].result
    return last.problem if last.problem and not last.candidates else None


def _within(told: Iterable[_Told], period: str, by: Callable[[datetime], str]) -> list[_Told]:
    return [each for each in told if by(_time(each.started)) == period]


def _sums(told: Sequence[_Told]) -> Sums:
    results = [each.result for each in told]
    return Sums(
        requests=sum(result.came not in _UNASKED for result in results),
        new=_sum(result.new for result in results),
        fetched=_sum(result.fetched for result in results),
        related=_sum(result.related for result in results),
        archived=_sum(result.archived for result in results),
    )


def _with_pages(sums: Sums, records: Iterable[RunRecord], publisher: str) -> Sums:
    """Each page once, as the records count them for the publisher; releases before 0.4 tell less."""
    counts = [record.publishers.get(publisher, {}) for record in records]
    counted = ("fetched", "archived") if sums.new is None else ("new", "fetched", "related", "archived")
    return sums.model_copy(update={name: sum(count.get(name, 0) for count in counts) for name in counted})


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _looks(told: Iterable[_Told]) -> list[Asked]:
    asked = (each for each in told if each.result.new is not None and each.result.came not in _UNASKED)
    return [Asked(_time(each.started), each.result.new or 0) for each in asked]


def _last_new(looks: Iterable[Asked]) -> str | None:
    times = [look.time for look in looks if look.new]
    return max(times).strftime("%Y-%m-%d") if times else None


def _time(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)
