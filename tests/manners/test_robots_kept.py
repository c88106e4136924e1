"""How long an answer for robots.txt is believed; what outlives Scrapy's slots. The engine is a stand-in."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.exceptions import DownloadFailedError
from scrapy.http import Response, TextResponse
from scrapy.settings import Settings
from service_identity import VerificationError
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure as TwistedFailure
from twisted.web._newclient import ResponseFailed

from crawler.discovery.robots import MAX_BYTES
from crawler.middlewares.not_asked import HostSpent, NotAsked
from crawler.middlewares.origins import origin_of
from crawler.middlewares.pacing import PacingMiddleware
from crawler.middlewares.robots import (
    WANTS_ROBOTS,
    ForbiddenByRobots,
    RobotsMiddleware,
    RobotsUnreachable,
)
from crawler.pace import Manners
from crawler.totals import Bound, Totals

PAGE = Request("http://daily.example/x")
ALLOWS, FORBIDS = b"", b"User-agent: *\nDisallow: /x\n"
DAY_S = 24 * 3600.0


@dataclass
class Engine:
    """Answers as told, one after the other; an exception is raised."""

    answers: Iterable[tuple[int, bytes] | Exception]
    asked: list[str] = field(default_factory=list)
    downloader: Any = field(default_factory=lambda: SimpleNamespace(slots={}))

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request.url)
        answer = next(iter(self.answers))
        if isinstance(answer, Exception):
            raise answer
        return Response(request.url, status=answer[0], body=answer[1], request=request)


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def visiting(*answers: tuple[int, bytes] | Exception) -> tuple[RobotsMiddleware, Engine, Clock]:
    engine, clock = Engine(iter(answers)), Clock()
    crawler: Any = SimpleNamespace(engine=engine, get_downloader_middleware=lambda _kind: None)
    return RobotsMiddleware(crawler, "CorpusCrawler/1.0 (+a@b.example)", clock), engine, clock


async def told(middleware: RobotsMiddleware, request: Request = PAGE) -> str:
    try:
        await middleware.process_request(request)
    except NotAsked as error:
        return error.slug
    return "allowed"


def test_an_answer_is_believed_for_a_day_and_no_longer() -> None:
    async def visit() -> None:
        middleware, engine, clock = visiting((200, ALLOWS), (200, FORBIDS))
        assert await told(middleware) == "allowed"
        clock.now_s = DAY_S - 1
        assert await told(middleware) == "allowed"
        clock.now_s = DAY_S
        assert await told(middleware) == "robots"
        assert len(engine.asked) == 2

    asyncio.run(visit())


def test_none_is_asked_for_again_after_an_hour() -> None:
    async def visit() -> None:
        middleware, engine, clock = visiting((503, b""), OSError("reset"), (200, ALLOWS))
        for now_s, told_so in ((0, "robots_unreachable"), (3599, "robots_unreachable")):
            clock.now_s = now_s
            assert await told(middleware) == told_so
        assert len(engine.asked) == 1
        clock.now_s = 3600
        assert await told(middleware) == "robots_unreachable"
        clock.now_s = 7200
        assert await told(middleware) == "allowed"
        assert len(engine.asked) == 3

    asyncio.run(visit())


def test_what_was_known_holds_on_where_none_can_be_had() -> None:
    async def visit() -> None:
        middleware, engine, clock = visiting((200, FORBIDS), (500, b""), (200, ALLOWS))
        assert await told(middleware) == "robots"
        clock.now_s = DAY_S
        assert await told(middleware) == "robots"
        clock.now_s = DAY_S + 3600
        assert await told(middleware) == "allowed"
        assert len(engine.asked) == 3

    asyncio.run(visit())


def test_a_certificate_that_proves_nothing_is_told() -> None:
    """One number of pages that were not asked for says neither that nor what else it was."""
    failed = DownloadFailedError("[<Failure>]")
    reason = TwistedFailure(VerificationError([]))  # type: ignore[no-untyped-call]
    failed.__cause__ = ResponseFailed([reason])  # type: ignore[no-untyped-call]

    async def visit() -> None:
        middleware, _, _ = visiting(failed)
        with pytest.raises(RobotsUnreachable, match="TLS proved nothing"):
            await middleware.process_request(PAGE)

    asyncio.run(visit())


def test_a_host_that_is_spent_is_not_called_unreachable() -> None:
    async def visit() -> None:
        middleware, _, _ = visiting(HostSpent("spent"), (200, ALLOWS))
        assert await told(middleware) == "host_budget"
        assert await told(middleware) == "allowed"

    asyncio.run(visit())


def test_a_listing_gets_the_text_and_everybody_waits_for_one_fetch() -> None:
    async def visit() -> None:
        middleware, engine, _ = visiting((200, FORBIDS))
        wants = Request("http://daily.example/robots.txt", meta={WANTS_ROBOTS: True})
        found = await asyncio.gather(
            middleware.process_request(wants), *(told(middleware) for _ in range(20))
        )
        assert isinstance(found[0], TextResponse)
        assert found[0].body == FORBIDS
        assert set(found[1:]) == {"robots"}
        assert engine.asked == ["http://daily.example/robots.txt"]

    asyncio.run(visit())


def test_what_was_not_needed_for_longest_is_forgotten() -> None:
    async def visit() -> None:
        large = (200, b"#" * MAX_BYTES)
        middleware, engine, _ = visiting(*[large] * 60)
        for number in range(40):
            await told(middleware, Request(f"http://host{number}.example/"))
            await told(middleware, Request("http://host0.example/"))
        assert len(engine.asked) == 40
        assert len(middleware._answers) <= 8 * 1024 * 1024 // MAX_BYTES + 2
        await told(middleware, Request("http://host1.example/"))
        assert engine.asked[40:] == ["http://host1.example/robots.txt"]

    asyncio.run(visit())


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("http://Daily.example/a", "http://daily.example"),
        ("http://daily.example:80/a", "http://daily.example"),
        ("https://daily.example:443/a", "https://daily.example"),
        ("http://daily.example:443/a", "http://daily.example:443"),
        ("http://daily.example:8080/a", "http://daily.example:8080"),
        ("http://me:secret@daily.example/a", "http://daily.example"),
        ("http://[::1]:8080/a", "http://[::1]:8080"),
    ],
)
def test_ports_and_schemes_are_origins_of_their_own(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_robots_unreachable_is_a_kind_of_forbidden() -> None:
    assert issubclass(RobotsUnreachable, ForbiddenByRobots)


def pacing(engine: Engine, totals: Totals | None = None) -> PacingMiddleware:
    settings = Settings({"USER_AGENT": "CorpusCrawler/1.0 (+a@b.example)"})
    crawler: Any = SimpleNamespace(engine=engine, settings=settings)
    bound = Bound(1000, 1000)
    return PacingMiddleware(crawler, Manners(2.0, 30.0, 60.0, 120.0), totals or Totals(bound, bound), 0.5)


def sent(middleware: PacingMiddleware, engine: Engine, url: str, **meta: str) -> Slot:
    """As the downloader does it: a slot is made if there is none, and then told of."""
    request = Request(url, meta=dict(meta))
    middleware.process_request(request)
    slot = engine.downloader.slots.setdefault(request.meta["download_slot"], Slot(1, 2.0, 0.5))
    middleware.reached(request)
    assert isinstance(slot, Slot)
    return slot


def least_s(slot: Slot) -> float:
    return slot.delay * (1 - slot.jitter)


def test_crawl_delay_outlives_the_slot() -> None:
    engine = Engine(())
    middleware = pacing(engine)
    assert least_s(sent(middleware, engine, "http://daily.example/1")) == pytest.approx(2.0)
    middleware.crawl_delay("daily.example", 7.0)
    assert least_s(engine.downloader.slots["daily.example"]) == pytest.approx(7.0)
    engine.downloader.slots.clear()
    assert least_s(sent(middleware, engine, "http://daily.example/2")) == pytest.approx(7.0)


def test_crawl_delay_may_be_known_before_the_slot() -> None:
    engine = Engine(())
    middleware = pacing(engine)
    middleware.crawl_delay("daily.example", 7.0)
    assert least_s(sent(middleware, engine, "https://daily.example/1")) == pytest.approx(7.0)


@pytest.mark.parametrize(
    "url",
    [
        "http://daily.example/1",
        "https://daily.example/1",
        "http://DAILY.example:8080/1",
        "http://daily.example./1",
    ],
)
def test_one_host_has_one_slot_wherever_the_request_comes_from(url: str) -> None:
    engine = Engine(())
    sent(pacing(engine), engine, url, download_slot="where-a-redirect-came-from.example")
    assert list(engine.downloader.slots) == ["daily.example"]


def test_those_who_wait_for_a_host_that_closes_are_told(make_waiting: Callable[[Slot], list[str]]) -> None:
    engine = Engine(())
    middleware = pacing(engine)
    slot = sent(middleware, engine, "http://daily.example/1")
    heard = make_waiting(slot)
    answer = Response("http://daily.example/1", status=503, headers={"Retry-After": "3600"})
    middleware.answered(answer, Request("http://daily.example/1", meta={"download_slot": "daily.example"}))
    assert heard == ["asked_to_wait"] * 3
    with pytest.raises(NotAsked):
        middleware.process_request(Request("http://daily.example/2"))
    middleware.process_request(Request("http://weekly.example/1"))


def test_totals_count_everything_and_bytes_as_they_come() -> None:
    engine = Engine(())
    middleware = pacing(engine, Totals(Bound(2, 100), Bound(3, 1000)))
    daily, weekly = Request("http://daily.example/1"), Request("http://weekly.example/1")
    middleware.process_request(daily)
    middleware.received(b"x" * 99, daily)
    middleware.process_request(daily)
    assert told_by(middleware, daily) == "host_budget"
    middleware.received(b"x" * 100, weekly)
    assert told_by(middleware, weekly) == "host_budget"
    middleware.process_request(Request("http://monthly.example/1"))
    assert told_by(middleware, Request("http://yearly.example/1")) == "run_budget"


def told_by(middleware: PacingMiddleware, request: Request) -> str:
    with pytest.raises(NotAsked) as caught:
        middleware.process_request(request)
    return caught.value.slug


@pytest.fixture
def make_waiting() -> Callable[[Slot], list[str]]:
    """Three requests wait in the slot; what they are told is noted."""

    def make(slot: Slot) -> list[str]:
        heard: list[str] = []

        def hear(failure: TwistedFailure) -> None:
            assert isinstance(failure.value, NotAsked)
            heard.append(failure.value.slug)

        for _ in range(3):
            waiting: Deferred[Response] = Deferred()
            waiting.addErrback(hear)
            slot.queue.append((PAGE, waiting))
        return heard

    return make
