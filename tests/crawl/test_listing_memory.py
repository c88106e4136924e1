"""What is remembered of listings, over days that pass at once."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from crawler.discovery.candidate import Candidate, Found, Listing
from crawler.memory.answer import Answer
from crawler.memory.listing_memory import ListingMemory, Patience
from crawler.memory.open_candidates import OpenCandidates
from crawler.middlewares.robots import ForbiddenByRobots, RobotsUnreachable
from crawler.publishers import Publisher
from crawler.window import ANY_DATE, Window
from pipelines.archive import ListingState

START = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
HOME = Publisher(id="a", name="A", home="http://a.example/", language="en")
FEED = Listing("http://a.example/feed", "feed", "a")
MAP = Listing("http://a.example/map", "sitemap", "a")
INDEX = Listing("http://a.example/index", "sitemap", "a")
DUE = Patience(polls_all=False)


class Life:
    """The crawls of one archive, each with the memory that the last one left.

    `knows` is what became of pages, as `Seen` says it.
    """

    def __init__(self, patience: Patience = DUE) -> None:
        self.now = START
        self.states: dict[str, ListingState] = {}
        self.knows: dict[str, str] = {}
        self.patience = patience
        self.publisher = HOME
        self.begin()

    def begin(self, window: Window = ANY_DATE) -> ListingMemory:
        named = OpenCandidates(lambda url, _: self.knows.get(url), timedelta(hours=24), lambda: self.now)
        self.memory = ListingMemory(
            self.states, [self.publisher], window, named, lambda: self.now, self.patience
        )
        return self.memory

    def read(
        self, listing: Listing, body: str, *urls: str, end: str | None = "known", etag: str | None = None
    ) -> None:
        """A crawl reads a listing, and each page that it names comes to this end."""
        candidates = tuple(Candidate(url, "a", None, None, listing.url) for url in urls)
        self.memory.read(listing, answer(body, etag), Found(candidates))
        for candidate in candidates:
            self.memory.considered(listing, candidate, self.knows.get(candidate.url))
            if end is not None:
                self.knows.setdefault(candidate.url, end)

    def end(self, after: timedelta = timedelta()) -> None:
        self.states |= self.memory.changes(())
        self.now += after


def answer(body: str, etag: str | None = None, *, status: int = 200, asked: bool = False) -> Answer:
    return Answer(status, etag, None, f"{sum(body.encode()):064x}", len(body), asked)


@pytest.mark.parametrize(
    ("end", "settled"), [("known", True), ("outside_dates", True), ("failed_recently", True), (None, False)]
)
def test_settled_is_a_listing_whose_every_page_has_found_its_end(end: str | None, settled: bool) -> None:
    life = Life()
    life.read(FEED, "x", "http://a.example/1")
    life.read(FEED, "x", "http://a.example/1", "http://a.example/2", end=end)
    life.end()
    assert life.begin().is_unchanged(FEED, answer("x")) is settled
    assert not life.memory.is_unchanged(FEED, answer("y"))


def test_a_page_that_failed_is_come_back_for_when_it_has_rested() -> None:
    life = Life()
    life.read(FEED, "x", "http://a.example/1", end="failed_recently")
    life.end(timedelta(hours=23))
    assert life.begin().is_unchanged(FEED, answer("x"))
    life.now += timedelta(hours=2)
    assert not life.begin().is_unchanged(FEED, answer("x"))


def test_so_is_one_that_robots_txt_forbids() -> None:
    life = Life()
    life.read(FEED, "x", "http://a.example/1", end=None)
    forbidden = Candidate("http://a.example/1", "a", None, None, FEED.url)
    life.memory.forbidden(forbidden, ForbiddenByRobots.for_s)
    life.end(timedelta(hours=23))
    assert life.begin().is_unchanged(FEED, answer("x"))
    life.now += timedelta(hours=2)
    assert not life.begin().is_unchanged(FEED, answer("x"))


def test_one_whose_robots_txt_could_not_be_had_is_come_back_for_in_an_hour() -> None:
    """One answer of 503 is no reason to leave a publisher's pages alone for a day."""
    life = Life()
    life.read(FEED, "x", "http://a.example/1", end=None)
    unreachable = Candidate("http://a.example/1", "a", None, None, FEED.url)
    life.memory.forbidden(unreachable, RobotsUnreachable.for_s)
    life.end(timedelta(minutes=50))
    assert life.begin().is_unchanged(FEED, answer("x"))
    life.now += timedelta(minutes=20)
    assert not life.begin().is_unchanged(FEED, answer("x"))


def test_other_dates_and_other_rules_are_another_reading() -> None:
    life = Life()
    life.begin(Window("2020-01"))
    life.read(FEED, "x", "http://a.example/1", end="outside_dates")
    life.end()
    assert life.begin(Window("2020-01")).is_unchanged(FEED, answer("x"))
    assert not life.begin(Window("2019-01")).is_unchanged(FEED, answer("x"))
    assert not life.begin().is_unchanged(FEED, answer("x"))
    life.publisher = HOME.model_copy(update={"paths": ("/news/",)})
    assert not life.begin(Window("2020-01")).is_unchanged(FEED, answer("x"))


def test_what_was_read_for_all_dates_will_do_for_some() -> None:
    life = Life()
    life.read(FEED, "x", "http://a.example/1")
    life.end()
    assert life.begin(Window("2020-01", "2020-12")).is_unchanged(FEED, answer("x"))


def test_validators_are_sent_for_a_day_and_never_by_the_witness_of_a_host() -> None:
    life = Life()
    life.read(FEED, "x", etag='"1"')
    life.read(MAP, "y", etag='"2"')
    life.end(timedelta(hours=1))
    life.begin()
    assert life.memory.plan(FEED).headers == {}
    assert life.memory.plan(MAP).headers == {"If-None-Match": '"2"'}
    life.now += timedelta(hours=23)
    life.begin()
    assert [life.memory.plan(one).headers for one in (FEED, MAP)] == [{}, {}]


def test_a_host_that_was_seen_to_tell_the_truth_needs_no_witness() -> None:
    life = Life()
    life.read(FEED, "x", etag='"1"')
    life.end()
    life.begin()
    life.read(FEED, "z", etag='"2"')
    life.end()
    assert life.begin().plan(FEED).headers == {"If-None-Match": '"2"'}


def test_a_host_that_lies_is_never_asked_so_again() -> None:
    life = Life()
    life.read(FEED, "x", etag='"1"')
    life.read(MAP, "y", etag='"1"')
    life.end()
    life.begin()
    assert [bool(life.memory.plan(one).headers) for one in (FEED, MAP)] == [False, True]
    life.memory.unchanged(MAP, answer("", status=304, asked=True))
    assert life.memory.read(FEED, answer("z", '"1"'), Found()) == (MAP,)
    assert life.memory.is_doubtful(MAP, answer("", status=304, asked=True))
    life.end()
    assert [life.begin().plan(one).headers for one in (FEED, MAP)] == [{}, {}]


@pytest.mark.parametrize(
    ("before", "now", "asked"),
    [
        ("2026-11-01T05:00:00Z", "2026-11-01T05:00:00Z", False),
        ("2026-11-01T05:00:00Z", "2026-11-02T07:00:00Z", True),
        ("2026-11-01", "2026-11-01", False),
        ("2026-11-02", "2026-11-02", True),
        (None, None, True),
    ],
)
def test_a_month_is_asked_for_when_its_index_says_so(
    before: str | None, now: str | None, asked: bool
) -> None:
    life = Life()
    life.read(Listing(MAP.url, "sitemap", "a", before, (INDEX.url,)), "x", "http://a.example/1")
    life.end(timedelta(hours=2))
    plan = life.begin().plan(Listing(MAP.url, "sitemap", "a", now, (INDEX.url,)))
    assert (plan.came is None) is asked


def test_an_index_is_believed_longer_the_longer_a_month_is_quiet() -> None:
    life, day = Life(), timedelta(days=1)
    month = Listing(MAP.url, "sitemap", "a", "2020-01-31", (INDEX.url,))
    asked = []
    for passed in range(60):
        if life.begin().plan(month).came is None:
            asked.append(passed)
            life.read(month, "x", "http://a.example/1")
        life.end(day)
    gaps = [later - earlier for earlier, later in pairwise(asked)]
    assert gaps[:3] == [1, 1, 1]
    assert gaps == sorted(gaps)
    assert gaps[-1] == 7


def test_a_listing_is_left_out_only_when_enough_was_seen_of_it() -> None:
    life = Life()
    came = []
    for _ in range(40):
        came.append(life.begin().plan(FEED).came)
        if came[-1] is None:
            life.read(FEED, "x", "http://a.example/1")
        life.end(timedelta(hours=1))
    assert came[:24] == [None] * 24
    assert came[26:34].count("not_due") >= 6
    life.patience = Patience(polls_all=True)
    assert life.begin().plan(FEED).came is None


def test_what_is_not_settled_is_due() -> None:
    life = Life()
    for hour in range(30):
        life.begin()
        life.read(FEED, "x", "http://a.example/1", end=None if hour == 29 else "known")
        life.knows = {}
        life.end(timedelta(hours=1))
    assert life.begin().plan(FEED).came is None


def test_a_dead_listing_is_retired_tried_again_and_taken_back() -> None:
    life, day = Life(), timedelta(days=1)
    came = []
    for _ in range(10):
        came.append(life.begin().plan(FEED).came)
        if came[-1] is None:
            life.memory.missed(FEED, "http_404")
        life.end(day)
    assert came == [None] * 8 + ["retired"] * 2
    assert life.begin().plan(FEED).note == "retired: http_404 since 2026-11-02"
    life.now += 28 * day
    assert life.begin().plan(FEED).came is None
    life.memory.missed(FEED, "http_404")
    life.end(29 * day)
    assert life.begin().plan(FEED).came == "retired"
    life.now += day
    assert life.begin().plan(FEED).came is None
    life.read(FEED, "x")
    life.end(day)
    assert life.begin().plan(FEED).came is None
    assert life.states[FEED.url].retired is None


def test_trouble_of_a_few_days_retires_nothing() -> None:
    life = Life()
    for _ in range(20):
        life.begin().missed(FEED, "timeout")
        life.end(timedelta(hours=8))
    assert life.states[FEED.url].failures == 20
    assert life.states[FEED.url].retired is None
