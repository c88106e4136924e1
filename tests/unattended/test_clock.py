"""A clock that is wrong for a while, by hours or years, leaves nothing behind that lasts as long."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.memory.keeping import believable
from crawler.seen import Seen
from crawler.window import ANY_DATE
from pipelines.archive import (
    ListingState,
    Poll,
    Verdict,
    list_runs,
    load_listing_states,
    open_store,
    read_run,
)
from pipelines.document import utc_stamp
from tests.crawl.crawling import assert_sound
from tests.unattended.night import SMALL, Night

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
YEAR = timedelta(days=365)
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")


def _state(**changes: object) -> ListingState:
    good = ListingState(
        url="http://a.example/rss",
        kind="feed",
        publisher="a",
        whole=utc_stamp(NOW - timedelta(hours=6)),
        polls=(Poll(time=utc_stamp(NOW - timedelta(hours=6)), new=1),),
    )
    return good.model_copy(update=changes)


@pytest.mark.parametrize(
    ("changes", "is_believed"),
    [
        ({}, True),
        ({"whole": utc_stamp(NOW + timedelta(minutes=30))}, True),
        ({"whole": utc_stamp(NOW + YEAR)}, False),
        ({"polls": (Poll(time=utc_stamp(NOW + timedelta(hours=7)), new=0),)}, False),
        ({"retired": utc_stamp(NOW + YEAR)}, False),
        ({"left_since": utc_stamp(NOW + YEAR)}, False),
        ({"whole": None, "polls": ()}, True),
    ],
)
def test_a_listing_looked_at_in_a_time_to_come_is_read_anew(
    changes: dict[str, object], is_believed: bool
) -> None:
    state = _state(**changes)
    assert (state.url in believable({state.url: state}, NOW)) == is_believed


@pytest.mark.parametrize(
    ("failed", "reason"),
    [
        (NOW - timedelta(hours=1), "failed_recently"),
        (NOW + timedelta(minutes=10), "failed_recently"),
        (NOW - timedelta(hours=30), None),
        (NOW + YEAR, None),
    ],
)
def test_a_page_that_failed_in_a_time_to_come_is_tried_again(failed: datetime, reason: str | None) -> None:
    verdict = Verdict("failed", None, "fetch", "timeout", utc_stamp(failed), None)
    seen = Seen(lambda _: verdict, ANY_DATE, timedelta(hours=24), lambda: NOW)
    assert seen.reason_to_skip("http://a.example/page", None) == reason


@pytest.fixture
def at(night: Night) -> Callable[..., int]:
    """The exit code of a small crawl with the clock set as libfaketime has it."""
    if not FAKETIME.exists():
        pytest.skip("needs libfaketime: absent")

    def crawl(clock: str, *arguments: str) -> int:
        ended = night.shell(
            "exec env LD_PRELOAD=$LIBRARY $CRAWL", *SMALL, *arguments,
            LIBRARY=str(FAKETIME), FAKETIME=clock,  FAKETIME_DONT_RESET="1",
        )  # fmt: skip
        assert "Traceback" not in ended.output, ended.output
        return ended.code

    return crawl


@pytest.mark.slow
def test_a_year_ahead_and_back(night: Night, at: Callable[..., int]) -> None:
    night.took_over()
    assert [at("+365d"), at("+0"), at("-3650d"), at("+0")] == [0, 0, 0, 0]
    store = open_store(str(night.archive))
    records = [read_run(store, key) for key in list_runs(store)]
    assert len(records) == 5
    read = [record for record in records if record.started[:4] == f"{datetime.now(UTC):%Y}"]
    assert all(result.came in ("read", "unchanged") for record in read for result in record.listings)
    states = load_listing_states(store).values()
    assert all(poll.time < utc_stamp(datetime.now(UTC)) for state in states for poll in state.polls[-1:])
    assert night.corpus("status").code == 0
    assert_sound(night.archive)
