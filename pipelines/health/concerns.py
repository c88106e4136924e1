"""What in the days of the publishers a person should look at; silent where the past does not tell."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from pipelines.archive import Concern, HealthDay
from pipelines.health.quiet import silence_of
from pipelines.health.shares import Share, has_grown, total

# What is new is what came today and the day before: so a run each day is never compared alone.
RECENT_DAYS = 2
# A publisher fails when no listing of it could be read on so many days in a row.
FAILING_DAYS = 3
# How often in a night one of the questions of a kind may be answered wrongly, all publishers together.
FALSE_ALARMS = 0.003

# Reasons of what was looked at before: no sign of anything new.
_SEEN_BEFORE = frozenset(
    {"unchanged", "headline_changed", "reverted", "now_stub", "replaced", "gone"}
    | {"challenge", "consent_wall", "login_page", "soft_error"}
)
# So much of a publisher's texts is short for it, and so much long, or a little more.
_TAIL = 0.1

_SharesOf = Callable[[HealthDay], Share]


def concerns_of(days: Iterable[HealthDay], today: str) -> Iterator[Concern]:
    """Of the days up to `today` (`2026-11-26`), by publisher and day as they are kept."""
    of_publishers = {
        publisher: [day for day in of_one if day.day <= today]
        for publisher, of_one in groupby(days, key=lambda day: day.publisher)
    }
    known = {publisher: of_one for publisher, of_one in of_publishers.items() if of_one}
    if known and _is_cut_off(known.values(), today):
        yield Concern(slug="cut_off", sentence="no listing of any publisher could be read of late")
        return
    false_alarms = FALSE_ALARMS / max(1, len(known))
    for publisher, of_one in sorted(known.items()):
        yield from _failing(publisher, of_one)
        yield from _silent(publisher, of_one, false_alarms)
        yield from _unlike(publisher, of_one, today, false_alarms)
    yield from _unexplained(known, today)


def fresh_pages(day: HealthDay) -> int:
    """Pages that were looked at for the first time."""
    return day.archived + sum(pages for reason, pages in day.rejected.items() if reason not in _SEEN_BEFORE)


def _is_cut_off(publishers: Iterable[Sequence[HealthDay]], today: str) -> bool:
    """Whether two runs or more read nothing, and none read anything."""
    since = _before(today, RECENT_DAYS - 1)
    recent = [[day for day in days if day.day >= since] for days in publishers]
    if any(day.read_runs for days in recent for day in days):
        return False
    return max(sum(day.failed_runs for day in days) for days in recent) >= RECENT_DAYS


def _failing(publisher: str, days: Sequence[HealthDay]) -> Iterator[Concern]:
    newest = days[-FAILING_DAYS:]
    if len(newest) < FAILING_DAYS or any(day.read_runs or not day.failed_runs for day in newest):
        return
    read = [day.day for day in days if day.read_runs]
    since = f"since {read[-1]}" if read else f"on {len(days)} days"
    yield Concern(
        slug="failing",
        publisher=publisher,
        sentence=f"no listing of {publisher} could be read {since}: it has moved, is gone, or refuses us",
        figures={"days": sum(day.day > read[-1] for day in days) if read else len(days)},
    )


def _silent(publisher: str, days: Sequence[HealthDay], false_alarms: float) -> Iterator[Concern]:
    asked = [day for day in days if day.read_runs]
    silence = silence_of([fresh_pages(day) > 0 for day in asked], false_alarms)
    if silence is None:
        return
    newest = next(day.day for day in reversed(asked) if fresh_pages(day))
    yield Concern(
        slug="silent",
        publisher=publisher,
        sentence=f"{publisher} has brought no new page since {newest}; its listings can be read, "
        f"and it was never quiet for more than {silence.longest} days before",
        figures=silence._asdict(),
    )


def _unlike(publisher: str, days: Sequence[HealthDay], today: str, false_alarms: float) -> Iterator[Concern]:
    """Each of its shares that has grown."""
    since = _before(today, RECENT_DAYS - 1)
    past = [day for day in days if day.day < since]
    recent = [day for day in days if day.day >= since]
    if not past or not recent:
        return
    shares = _shares(past, recent)
    for (slug, said), share_of in shares.items():
        now, before = total([share_of(day) for day in recent]), [share_of(day) for day in past]
        if has_grown(now, before, false_alarms / len(shares)):
            yield _grown(slug, publisher, said, now, total(before))


def _grown(slug: str, publisher: str | None, said: str, now: Share, before: Share) -> Concern:
    of = f" of {publisher}" if publisher else ""
    return Concern(
        slug=slug,
        publisher=publisher,
        sentence=f"{now.part} of {now.whole} new {said.format(of=of)}, {100 * now.value:.0f} %; "
        f"before it was {100 * before.value:.0f} %",
        figures={"now": round(now.value, 3), "before": round(before.value, 3), "pages": now.whole},
    )


def _shares(past: Sequence[HealthDay], recent: Sequence[HealthDay]) -> Mapping[tuple[str, str], _SharesOf]:
    """By the slug of the concern, and what is said of it."""
    reasons = {reason for day in recent for reason in day.rejected} - _SEEN_BEFORE_BY_DESIGN
    short, long = _bounds(past)
    return {
        **{
            ("rejections", f"pages{{of}} were rejected as {each}"): _rejected_as(each)
            for each in sorted(reasons)
        },
        ("failures", "pages{of} failed"): lambda day: Share(sum(day.failed.values()), _pages(day)),
        ("undated", "documents{of} have no date"): lambda day: Share(day.undated, day.archived),
        ("no_headline", "documents{of} have no headline"): lambda day: Share(
            day.without_headline, day.archived
        ),
        ("short_texts", "documents{of} are shorter than most were"): _with_length(lambda step: step <= short),
        ("long_texts", "documents{of} are longer than most were"): _with_length(lambda step: step >= long),
    }


# A run that looks at archived pages again rejects them by design.
_SEEN_BEFORE_BY_DESIGN = frozenset({"unchanged", "headline_changed", "known_url", "outside_dates"})


def _rejected_as(reason: str) -> _SharesOf:
    return lambda day: Share(day.rejected.get(reason, 0), _pages(day))


def _with_length(belongs: Callable[[int], bool]) -> _SharesOf:
    return lambda day: Share(sum(n for step, n in day.lengths.items() if belongs(step)), day.archived)


def _pages(day: HealthDay) -> int:
    """All but those that a run looked at again on purpose."""
    by_design = sum(day.rejected.get(reason, 0) for reason in _SEEN_BEFORE_BY_DESIGN)
    return day.archived + sum(day.rejected.values()) + sum(day.failed.values()) - by_design


def _bounds(past: Sequence[HealthDay]) -> tuple[int, int]:
    """Steps of length: a tenth of the texts is of the one or shorter, a tenth of the other or longer."""
    lengths = sorted(step for day in past for step, texts in day.lengths.items() for _ in range(texts))
    if not lengths:
        return -1, 1000
    tail = int(len(lengths) * _TAIL)
    return lengths[tail], lengths[-1 - tail]


def _unexplained(publishers: Mapping[str, Sequence[HealthDay]], today: str) -> Iterator[Concern]:
    since = _before(today, RECENT_DAYS - 1)
    by_day: dict[str, list[Share]] = {}
    for days in publishers.values():
        for day in days:
            by_day.setdefault(day.day, []).append(Share(day.unexplained, day.archived))
    shares = {day: total(of_day) for day, of_day in by_day.items()}
    now = total([share for day, share in shares.items() if day >= since])
    past = [share for day, share in shares.items() if day < since]
    if has_grown(now, past, FALSE_ALARMS):
        yield _grown("drift", None, "documents are explained by no seed", now, total(past))


def _before(today: str, days: int) -> str:
    return (date.fromisoformat(today) - timedelta(days=days)).isoformat()
