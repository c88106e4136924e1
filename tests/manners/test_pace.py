"""How often a host may be asked, without a host; and what Scrapy's slots make of it."""

import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from scrapy.core.downloader import Slot
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.budget import refuse_wrong_bounds
from crawler.middlewares.pacing import _only_longer
from crawler.middlewares.retry_after import asked_wait_s
from crawler.pace import Manners, Pace
from pipelines.errors import ConfigurationError

MANNERS = Manners(delay_s=2.0, most_times=30.0, crawl_delay_max_s=60.0, retry_after_max_s=120.0)
NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def test_trouble_doubles_the_delay_up_to_a_bound_and_good_answers_halve_it() -> None:
    pace = Pace(MANNERS)
    seen = []
    for status in (500, 429, 503, 502, 504, 500):
        pace.answered(status, 0.1)
        seen.append(pace.delay_s)
    assert seen == [4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
    seen = []
    for _ in range(6):
        pace.answered(200, 0.1)
        seen.append(pace.delay_s)
    assert seen == [30.0, 15.0, 7.5, 3.75, 2.0, 2.0]


def test_a_slow_host_rests_for_twice_as_long_as_it_worked() -> None:
    pace = Pace(MANNERS)
    pace.answered(200, 0.9)
    assert pace.delay_s == 2.0
    pace.answered(200, 5.0)
    assert pace.delay_s == 10.0
    pace.answered(200, 50.0)
    assert pace.delay_s == 60.0


def test_who_never_answers_is_left_alone_and_a_byte_makes_up_for_it() -> None:
    pace = Pace(MANNERS)
    for _ in range(11):
        pace.no_answer()
    assert (pace.delay_s, pace.is_silent) == (60.0, False)
    pace.heard()
    for _ in range(12):
        pace.answered(503, 0.1)
    assert not pace.is_silent, "a server that says no is there"
    for _ in range(12):
        pace.no_answer()
    assert pace.is_silent


@pytest.mark.parametrize("status", [301, 304, 403, 404, 410])
def test_answers_that_are_always_quick_tell_nothing(status: int) -> None:
    pace = Pace(MANNERS)
    pace.in_trouble()
    pace.answered(status, 0.01)
    assert pace.delay_s == 4.0


def test_never_faster_than_what_is_set_or_asked_for() -> None:
    pace = Pace(MANNERS)
    pace.crawl_delay(10.0)
    pace.crawl_delay(3.0)
    for _ in range(5):
        pace.answered(200, 0.01)
    assert pace.delay_s == 10.0
    pace.crawl_delay(86_400.0)
    assert pace.delay_s == 60.0


def test_without_a_delay_nothing_grows() -> None:
    pace = Pace(MANNERS._replace(delay_s=0.001))
    for _ in range(20):
        pace.in_trouble()
    assert pace.delay_s == pytest.approx(0.03)
    never = Pace(MANNERS._replace(most_times=1.0))
    never.in_trouble()
    assert never.delay_s == 2.0


def test_a_wait_within_the_bound_holds_and_a_longer_one_closes() -> None:
    pace = Pace(MANNERS)
    pace.retry_after(120.0, now=1000.0)
    assert (pace.free_at, pace.closed_until) == (1120.0, 0.0)
    pace.retry_after(121.0, now=1000.0)
    assert (pace.free_at, pace.closed_until) == (1120.0, 1121.0)


@pytest.mark.parametrize("jitter", [0.0, 0.25, 0.5, 1.0])
def test_chance_only_adds(jitter: float) -> None:
    random.seed(1)
    delay_s, around = _only_longer(2.0, jitter)
    slot = Slot(1, delay_s, around)
    drawn = [slot.download_delay() for _ in range(2000)]
    assert min(drawn) >= 2.0 - 1e-9
    assert max(drawn) <= 2.0 * (1 + jitter) + 1e-9
    assert max(drawn) >= 2.0 * (1 + jitter * 0.9)


@pytest.mark.parametrize(
    ("lines", "wait_s"),
    [
        (["30"], 30.0),
        ([" 30 "], 30.0),
        ([format_datetime(NOW + timedelta(seconds=90), usegmt=True)], 90.0),
        (["Thu, 26 Nov 2026 12:01:30 -0000"], 90.0),
        (["Thu, 26 Nov 2026 14:01:30 +0200"], 90.0),
        (["Thursday, 26-Nov-26 12:01:30 GMT"], 90.0),
        ([format_datetime(NOW - timedelta(days=1), usegmt=True)], 0.0),
        (["0"], 0.0),
        (["-30"], 0.0),
        (["1000000000000"], 1e12),
        (["9" * 400], float("inf")),
        (["Thu, 26 Nov 9999 12:01:30 -9999"], None),
        (["Mon, 01 Jan 0001 00:00:00 +2359"], 0.0),
        (["soon"], 0.0),
        (["1.5"], 0.0),
        (["\u00b2"], 0.0),
        (["inf"], 0.0),
        ([""], 0.0),
        ([], 0.0),
        (["5", "60", "soon"], 60.0),
    ],
)
def test_retry_after_in_both_forms_and_in_none(lines: list[str], wait_s: float | None) -> None:
    headers = {"Retry-After": [line.encode("latin-1") for line in lines]}
    for status in (429, 503):
        got = asked_wait_s(Response("http://a.example/", status=status, headers=headers), NOW)
        assert got >= 0 if wait_s is None else got == wait_s
    assert asked_wait_s(Response("http://a.example/", status=500, headers=headers), NOW) == 0.0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DOWNLOAD_DELAY", "soon"),
        ("DOWNLOAD_DELAY", "-1"),
        ("DOWNLOAD_DELAY", "nan"),
        ("DOWNLOAD_DELAY_JITTER", "2"),
        ("CRAWL_DELAY_MAX_S", "inf"),
        ("RETRY_AFTER_MAX_S", "-5"),
        ("SLOWED_AT_MOST", "0"),
        ("CONCURRENT_REQUESTS_PER_DOMAIN", "0"),
        ("REQUESTS_PER_HOST", "none"),
        ("REQUESTS_PER_RUN", "0"),
        ("BYTES_PER_HOST", "1e9"),
        ("BYTES_PER_RUN", ""),
    ],
)
def test_bounds_that_are_none_are_refused(name: str, value: str) -> None:
    settings = Settings()
    settings.setmodule("crawler.settings")
    refuse_wrong_bounds(settings)
    settings.set(name, value, priority="cmdline")
    with pytest.raises(ConfigurationError, match=f"^{name}={value}: give "):
        refuse_wrong_bounds(settings)
