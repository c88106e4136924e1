"""`scrapy publishers yield`: what is made of run records, and who has fallen silent."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.checking.harvest import by_month, by_week, yields_of
from crawler.checking.silence import Asked, silence_of
from pipelines.archive import ListingState
from tests.crawl.yield_records import RECORDS


def test_yields_over_time() -> None:
    (daily,) = yields_of(RECORDS, {}, (), by_month)
    assert [period.period for period in daily.periods] == ["2026-09", "2026-10"]
    old, new = (period.sums for period in daily.periods)
    assert (old.requests, old.new, old.related, old.fetched, old.archived) == (1, None, None, 4, 3)
    assert (new.requests, new.new, new.related, new.fetched, new.archived) == (4, 4, 2, 6, 1), (
        "each page once"
    )
    assert (daily.last_new, daily.sums.requests, daily.sums.fetched) == ("2026-10-05", 5, 10)
    a, b = daily.listings
    assert (a.sums.requests, a.sums.fetched, a.sums.archived, a.note) == (3, 3, 1, None)
    assert b.note == "http_404: gone"
    assert [each.period for each in next(yields_of(RECORDS, {}, (), by_week)).periods] == [
        "2026-W40",
        "2026-W41",
    ]


def test_a_retired_listing_has_its_note() -> None:
    state = ListingState(
        url="b", kind="feed", publisher="daily", retired="2026-10-08T00:00:00Z", note="404 for 30 days"
    )
    (daily,) = yields_of(RECORDS, {"b": state}, ("daily",), by_month)
    assert daily.listings[1].note == "retired 2026-10-08: 404 for 30 days"


def looks(*news: int, hours: int = 24) -> list[Asked]:
    first = datetime(2026, 10, 1, tzinfo=UTC)
    return [Asked(first + timedelta(hours=hours * place), new) for place, new in enumerate(news)]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (looks(1, 1, 1, 1, 0, 0, 0, 0), None),
        (looks(1, 1, 1, 1, 0, 0, 0, 0, 0), "silent for 5 days, usually something new every 24 h"),
        (looks(1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0), None),
        (looks(1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), None),
        (looks(0, 0, 0, 0), None),
        (looks(0, 0, 0, 0, 0), "never anything new"),
        ([], None),
    ],
)
def test_silence_is_measured_by_its_own_habit(asked: list[Asked], says: str | None) -> None:
    assert silence_of(asked) == says
