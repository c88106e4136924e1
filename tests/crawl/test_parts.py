"""The crawler's small parts, each alone."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from crawler.closing import Closing, failed_publishers, summary_of
from crawler.discovery.candidate import Listing
from crawler.manners import user_agent
from crawler.seen import Seen
from crawler.spiders.arguments import news_arguments, page_arguments
from crawler.tally import Tally
from crawler.window import Window
from pipelines.archive import Verdict
from pipelines.errors import ConfigurationError, ExitCode, StoreError

NOW = datetime(2020, 12, 11, 12, 0, tzinfo=UTC)
FEED = Listing("http://a.example/rss", "feed", "a")


@pytest.mark.parametrize(
    ("verdict", "published", "reason"),
    [
        (None, "2020-12-01", None),
        (None, None, None),
        (None, "2020-10-01", "outside_dates"),
        (("archived", None, "2020-01-01"), "2020-12-01", "known"),
        (("rejected", "not_related", "2020-01-01"), "2020-12-01", "known"),
        (("rejected", "outside_dates", "2020-12-01"), None, None),
        (("rejected", "outside_dates", "2020-01-01"), None, "outside_dates"),
        (("failed", "timeout", None), "2020-12-01", "failed_recently"),
        (("rejected", "consent_wall", None), "2020-12-01", "failed_recently"),
        (("rejected", "soft_404", None), "2020-12-01", "known"),
    ],
)
def test_seen(
    verdict: tuple[str, str | None, str | None] | None, published: str | None, reason: str | None
) -> None:
    known = verdict and Verdict(verdict[0], 4, "stage", verdict[1], "2020-12-11T06:00:00Z", verdict[2])  # type: ignore[arg-type]
    seen = Seen(lambda _: known, Window("2020-11-01", None), timedelta(hours=24), lambda: NOW)
    assert seen.reason_to_skip("http://a.example/x", published) == reason


@pytest.mark.parametrize(("is_wanted", "reason"), [(True, None), (False, "known")])
def test_an_unwanted_language_is_asked_for_once_it_is_wanted(is_wanted: bool, reason: str | None) -> None:
    away = Verdict("rejected", None, "language", "unwanted_language", "2020-12-11T06:00:00Z", "2020-12-01")
    rest = timedelta(hours=24)
    window = Window("2020-11-01", None)
    seen = Seen(lambda _: away, window, rest, lambda: NOW, is_wanted_again=lambda _: is_wanted)
    assert seen.reason_to_skip("http://a.example/x", None) == reason


@pytest.mark.parametrize(("kind", "reason"), [("failed", "timeout"), ("rejected", "challenge")])
def test_a_failed_page_is_tried_again_after_its_rest(
    kind: Literal["failed", "rejected"], reason: str
) -> None:
    failed = Verdict(kind, None, "fetch", reason, "2020-12-10T11:59:59Z", None)
    seen = Seen(lambda _: failed, Window(), timedelta(hours=24), lambda: NOW)
    assert seen.reason_to_skip("http://a.example/x", None) is None


@pytest.mark.parametrize(
    ("kind", "reason", "is_barred", "again", "expected"),
    [
        ("archived", None, False, False, "known"),
        ("archived", None, False, True, None),
        ("archived", None, True, True, "known"),
        ("rejected", "not_related", False, True, None),
        ("failed", "timeout", False, False, None),
    ],
)
def test_what_a_person_names(
    kind: Literal["archived", "rejected", "failed"],
    reason: str | None,
    is_barred: bool,
    again: bool,
    expected: str | None,
) -> None:
    verdict = Verdict(kind, 4, None, reason, "2020-12-11T11:59:59Z", None)
    seen = Seen(lambda _: verdict, Window(), timedelta(hours=24), lambda: NOW, lambda _: is_barred)
    assert seen.reason_to_skip_by_hand("http://a.example/x", again=again) == expected


def test_arguments_of_news() -> None:
    given = {"publishers": ["a, b"], "since": ["2019-09"], "limit": ["50"], "dry_run": ["yes"]}
    arguments = news_arguments(given)
    assert arguments.publishers == ("a", "b")
    assert arguments.window == Window("2019-09", None)
    assert (arguments.limit, arguments.dry_run) == (50, True)
    assert news_arguments({}).window == Window(None, None)
    within = {"since": ["2020-02-03"], "until": ["2020"]}
    assert news_arguments(within).window == Window("2020-02-03", "2020"), "all of the year is included"


def test_what_news_polls_and_revisits() -> None:
    assert (news_arguments({}).polls_all, news_arguments({}).revisit) == (False, None)
    told = news_arguments({"poll": ["all"], "revisit": ["2w"]})
    assert (told.polls_all, told.revisit) == (True, timedelta(days=14))
    for wrong in ({"poll": ["some"]}, {"revisit": ["soon"]}, {"revisit": [""]}):
        with pytest.raises(ConfigurationError, match="give"):
            news_arguments(wrong)


def test_arguments_of_page_are_canonical_and_unique() -> None:
    arguments = page_arguments(
        {"url": ["http://a.example/x?utm_source=1", "http://a.example/x"], "file": ["-"]},
        stdin=lambda: "# comment\nhttp://b.example\n\n",
    )
    assert arguments.urls == ("http://a.example/x", "http://b.example/")


@pytest.mark.parametrize("contact", ["", "  ", "nobody", "a@b.example\r\nX-Evil: 1", "\n"])
def test_no_crawl_without_a_contact(contact: str) -> None:
    with pytest.raises(ConfigurationError, match="CORPUS_CONTACT"):
        user_agent(contact)


def test_the_user_agent_names_product_version_and_contact() -> None:
    product, contact = user_agent("desk@paper.example").split(" ")
    assert product.startswith("CorpusCrawler/")
    assert contact == "(+desk@paper.example)"


def closing(
    tally: Tally, *, interrupted: bool = False, error: Exception | None = None, faults: int = 0
) -> Closing:
    tally.settle()
    return Closing("run", "news", {}, "archive", NOW, NOW, tally, interrupted, error, None, None, faults)


def read_one(tally: Tally, publisher: str = "a") -> None:
    tally.listing(Listing(f"http://{publisher}.example/rss", "feed", publisher), "read", candidates=3)


def test_exit_codes_tell_the_worst_that_happened() -> None:
    fine, silent, partly, lost = Tally(), Tally(), Tally(), Tally()
    for tally in (fine, partly, lost):
        read_one(tally)
    for tally in (silent, partly):
        tally.listing(Listing("http://b.example/rss", "feed", "b"), "failed", problem="timeout: ")
    lost.fetched("a")
    assert closing(fine).exit_code == ExitCode.DONE
    assert closing(Tally()).exit_code == ExitCode.DONE
    assert closing(silent).exit_code == ExitCode.NOTHING_FETCHED
    assert closing(partly).exit_code == ExitCode.SOME_PUBLISHERS_FAILED
    assert "nothing came from b" in closing(partly).verdict
    assert closing(lost).exit_code == ExitCode.BUG
    assert closing(fine, faults=1).exit_code == ExitCode.BUG
    assert closing(lost, interrupted=True).exit_code == ExitCode.INTERRUPTED
    assert closing(lost, interrupted=True, error=StoreError("full")).exit_code == ExitCode.NOTHING_STORED


def test_a_publisher_fails_when_nothing_comes_of_it() -> None:
    tally = Tally()
    read_one(tally)
    tally.publishers["a"] += Counter(fetched=2, failed=2)
    assert failed_publishers(tally) == []
    tally.publishers["a"] += Counter(fetched=1, failed=1)
    assert failed_publishers(tally) == ["a"]
    tally.publishers["a"] += Counter(fetched=1, rejected=1)
    assert failed_publishers(tally) == []


def test_nothing_due_is_no_failure_and_what_was_given_up_is_named() -> None:
    tally = Tally()
    tally.listing(FEED, "not_due")
    assert closing(tally).exit_code == ExitCode.DONE
    tally.listing(Listing("http://b.example/rss", "feed", "b"), "unchanged", size=0)
    gone = Listing("http://b.example/old", "feed", "b")
    tally.listing(gone, "retired", problem="retired: http_404 since 2020-11-02")
    assert closing(tally).exit_code == ExitCode.DONE
    told = list(summary_of(closing(tally)))
    assert "listings: 0 read, 1 unchanged, 1 not due, 1 retired, 1 with a problem" in told
    assert "  b: http://b.example/old: retired: http_404 since 2020-11-02" in told


def test_the_summary_adds_up_and_names_the_problems() -> None:
    tally = Tally()
    tally.listing(FEED, "failed", problem="not_a_feed: begins b'<html>'")
    for number in range(3):
        tally.fetched("a")
        tally.skip(f"http://a.example/{number % 2}", "robots")
    told = "\n".join(summary_of(closing(tally, interrupted=True)))
    assert "fetched 3 = archived 0 + rejected 0 + failed 0 + abandoned 3" in told
    assert "not fetched: robots 2" in told
    assert "a: http://a.example/rss: not_a_feed" in told
    assert "exit code 6" in told
