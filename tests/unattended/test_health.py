"""Health tells what is wrong soon, and of healthy nights hardly ever anything."""

import random
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.health import of_enabled
from pipelines.archive import Concern, HealthDay, add_health_days, load_health_days, open_store, with_days
from pipelines.health.concerns import concerns_of
from pipelines.health.quiet import silence_of
from pipelines.health.shares import Share, _chance, design_effect, has_grown
from tests.archive.pages import opened, seeds
from tests.docs.markdown import ROOT, names, page, section
from tests.unattended.nights import FIRST, House, Press, press

PUBLISHER = """
[[publisher]]
id = "{0}"
name = "{0}"
home = "https://{0}.example/"
language = "en"
{1}
"""
STEADY = House("courier", pages=20, weekend=8, unrelated=0.4, undated=0.02, sway=30, characters=2500)
Change = Callable[[HealthDay], HealthDay]


def alarms(seed: int, houses: int, nights: int) -> tuple[int, list[Concern]]:
    """In how many nights a person was called for nothing, and with what words."""
    dice = random.Random(seed)
    of_seed, called, said = press(dice, houses), 0, []
    for number in range(nights):
        days = list(of_seed.night(dice, number))
        told = list(concerns_of(days, (FIRST + timedelta(days=number)).isoformat()))
        called += bool(told)
        said += told
    return called, said


def test_healthy_nights_call_nobody() -> None:
    called, said = alarms(seed=11, houses=8, nights=60)
    assert called == 0, said


@pytest.mark.slow
def test_a_thousand_healthy_nights_call_somebody_less_than_once_a_month() -> None:
    """Twenty publishers, the unsteadiest among them with days that are nothing like each other."""
    called = sum(alarms(seed, houses=20, nights=125)[0] for seed in range(8))
    print(f"{called} of 1000 nights called a person for nothing")  # noqa: T201
    assert called <= 1000 / 30


def _rejects_all(day: HealthDay) -> HealthDay:
    return day.model_copy(
        update={"rejected": {"no_text": day.archived}, "archived": 0, "lengths": {}, "undated": 0}
    )


def _loses_dates(day: HealthDay) -> HealthDay:
    return day.model_copy(update={"undated": day.archived})


def _loses_headlines(day: HealthDay) -> HealthDay:
    return day.model_copy(update={"without_headline": day.archived})


def _cuts_texts(day: HealthDay) -> HealthDay:
    """An eighth of each is left: the first paragraph."""
    return day.model_copy(update={"lengths": {step - 12: texts for step, texts in day.lengths.items()}})


def _takes_in_furniture(day: HealthDay) -> HealthDay:
    return day.model_copy(update={"lengths": {step + 8: texts for step, texts in day.lengths.items()}})


def _fails(day: HealthDay) -> HealthDay:
    return day.model_copy(
        update={"failed": {"http_403": day.archived}, "archived": 0, "lengths": {}, "undated": 0}
    )


def _drifts(day: HealthDay) -> HealthDay:
    return day.model_copy(update={"unexplained": day.archived})


def _brings_nothing(day: HealthDay) -> HealthDay:
    return HealthDay(publisher=day.publisher, day=day.day, read_runs=1, rejected={"unchanged": 3})


def _is_gone(day: HealthDay) -> HealthDay:
    return HealthDay(publisher=day.publisher, day=day.day, failed_runs=1)


@pytest.mark.parametrize(
    ("slug", "change", "within_days"),
    [
        ("rejections", _rejects_all, 2),
        ("failures", _fails, 2),
        ("undated", _loses_dates, 2),
        ("no_headline", _loses_headlines, 2),
        ("short_texts", _cuts_texts, 2),
        ("long_texts", _takes_in_furniture, 2),
        ("drift", _drifts, 2),
        ("silent", _brings_nothing, 4),
        ("failing", _is_gone, 3),
    ],
)
def test_what_goes_wrong_is_told_soon(slug: str, change: Change, within_days: int) -> None:
    """Beside a publisher that goes on as ever, of which nothing is told."""
    dice = random.Random(5)
    houses = Press([STEADY, House("bote", 15, 15, 0.4, 0.02, 30, 2500)])
    days: list[HealthDay] = []
    for number in range(30):
        days = list(houses.night(dice, number))
    told: list[Concern] = []
    for number in range(30, 30 + within_days):
        days = list(houses.night(dice, number))
        broken = [change(day) if day.publisher == "courier" and day.day >= _day(30) else day for day in days]
        told = list(concerns_of(broken, _day(number)))
    assert slug in {concern.slug for concern in told}, told
    assert {concern.publisher for concern in told} <= {"courier", None}
    assert all(concern.sentence and "{" not in concern.sentence for concern in told)


def test_nothing_can_be_read_of_anybody() -> None:
    dice, houses = random.Random(5), Press([STEADY, House("bote", 15, 15, 0.4, 0.02, 30, 2500)])
    days = [list(houses.night(dice, number)) for number in range(10)][-1]
    cut = [_is_gone(day) if day.day >= _day(8) else day for day in days]
    assert [concern.slug for concern in concerns_of(cut, _day(9))] == ["cut_off"]
    once = [_is_gone(day) if day.day >= _day(9) else day for day in days]
    assert list(concerns_of(once, _day(9))) == []


def test_nothing_is_told_of_a_beginning_and_of_days_to_come() -> None:
    """A clock that was a year ahead leaves a day that says nothing before its time."""
    assert list(concerns_of([], _day(0))) == []
    dice, houses = random.Random(6), Press([STEADY])
    days = [list(houses.night(dice, number)) for number in range(20)][-1]
    ahead = _rejects_all(days[-1]).model_copy(update={"day": "2027-06-01"})
    assert list(concerns_of([*days, ahead], _day(19))) == []


def test_shares() -> None:
    past = [Share(2, 10)] * 10
    assert has_grown(Share(9, 10), past, 0.001)
    assert not has_grown(Share(4, 10), past, 0.001)
    assert not has_grown(Share(9, 10), past[:4], 0.001), "four days are no past"
    unsteady = [Share(0, 10), Share(4, 10)] * 5
    assert design_effect(past) == 1.0
    assert design_effect(unsteady) > 2
    assert not has_grown(Share(6, 10), [Share(0, 10), Share(8, 10)] * 5, 0.001)


@pytest.mark.parametrize(
    ("recent", "past", "chance"),
    [
        (Share(9, 10), Share(20, 100), 1.772467601437605e-05),
        (Share(3, 8), Share(1, 300), 4.5879213736883856e-05),
        (Share(0, 5), Share(2, 9), 1.0),
        (Share(60, 60), Share(200, 400), 4.6672180967893483e-17),
    ],
)
def test_fishers_test_is_that_of_scipy(recent: Share, past: Share, chance: float) -> None:
    """Values of scipy.stats.fisher_exact 1.17, alternative "greater"."""
    assert _chance(recent, past) == pytest.approx(chance, rel=1e-6)


def test_silence_is_longer_than_ever_before() -> None:
    weekdays = ([True] * 5 + [False] * 2) * 5
    assert silence_of(weekdays, 0.001) is None
    assert silence_of([*weekdays, False], 0.001) is None
    long = silence_of([*weekdays, *[False] * 7], 0.001)
    assert long is not None
    assert (long.days, long.longest) == (9, 2)
    assert silence_of([False] * 40, 0.001) is None, "never a page: no habit"


def test_days_are_added_up_and_kept_for_a_while(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "archive"))
    writer = opened(store)
    writer.commit_seeds(seeds())
    writer.close()
    first = HealthDay(publisher="a", day="2026-01-01", read_runs=1, archived=2, lengths={20: 2})
    second = HealthDay(publisher="a", day="2026-01-01", failed_runs=1, archived=1, lengths={20: 1, 21: 1})
    add_health_days(store, [first])
    assert add_health_days(store, [second]) == load_health_days(store)
    (both,) = load_health_days(store)
    assert (both.read_runs, both.failed_runs, both.archived, both.lengths) == (1, 1, 3, {20: 3, 21: 1})
    many = [HealthDay(publisher="b", day=_day(number)) for number in range(60)]
    assert [day.day for day in with_days([], many)] == [_day(number) for number in range(18, 60)]


def test_of_a_publisher_that_is_crawled_no_more_nothing_is_told(tmp_path: Path) -> None:
    """Its days are kept, and a person who has switched it off need not look for weeks."""
    file = tmp_path / "publishers.toml"
    file.write_text(
        PUBLISHER.format("bote", "") + PUBLISHER.format("closed", 'enabled = false\nreason = "gone"')
    )
    days = [
        HealthDay(publisher=name, day=_day(number), failed_runs=int(name != "bote"), read_runs=1)
        for name in ("bote", "closed", "removed")
        for number in range(3)
    ]
    assert {day.publisher for day in of_enabled(days, file)} == {"bote"}


def test_every_concern_is_documented() -> None:
    source = "".join(
        (ROOT / file).read_text(encoding="utf-8")
        for file in ("crawler/health.py", "pipelines/health/concerns.py")
    )
    slugs = re.findall(r'slug="(\w+)"|\("(\w+)", f?"(?:pages|documents)|_grown\("(\w+)"', source)
    assert {next(filter(None, each)) for each in slugs} == set(
        names(section(page("docs/reasons.md"), "## Concerns"))
    )


def _day(number: int) -> str:
    return (FIRST + timedelta(days=number)).isoformat()
