"""The last middleware before the downloader: who may be asked now, how often, and under which name.

Scrapy's slot of a host does the waiting. What it is to wait is kept here, since a slot that is idle for a
minute is thrown away with its delay. Slots are by host name: ports and schemes share one, a redirect goes
to that of its target, which Scrapy leaves out.
"""

import time
from collections import deque
from datetime import UTC, datetime
from typing import Self

from scrapy import Request, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectError
from twisted.python.failure import Failure as TwistedFailure

from crawler.middlewares.not_asked import AskedToStayAway, HostSilent, HostSpent, NotAsked, RunSpent
from crawler.middlewares.retry_after import asked_wait_s
from crawler.pace import Manners, Pace
from crawler.render import ANSWER
from crawler.totals import Bound, Totals

_SLOT = "download_slot"
_Waiting = tuple[Request, Deferred[Response]]
# The last has what Scrapy has no words for, as that there is no route.
_TROUBLE = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    ConnectError,
)


class PacingMiddleware:
    """Paces and totals of all hosts of a run. `jitter` is the part by which a delay may grow by chance."""

    def __init__(self, crawler: Crawler, manners: Manners, totals: Totals, jitter: float) -> None:
        self._crawler = crawler
        self._manners = manners
        self._totals = totals
        self._jitter = jitter
        self._user_agent: str = crawler.settings["USER_AGENT"]
        self._paces: dict[str, Pace] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The signals come when a slot is there and has not let the request go, and before it looks again."""
        settings = crawler.settings
        jitter = settings.getfloat("DOWNLOAD_DELAY_JITTER")
        middleware = cls(crawler, _manners(settings), _totals(settings), jitter)
        crawler.signals.connect(middleware.reached, signal=signals.request_reached_downloader)
        crawler.signals.connect(middleware.received, signal=signals.bytes_received)
        crawler.signals.connect(middleware.answered, signal=signals.response_downloaded)
        return middleware

    def process_request(self, request: Request) -> None:
        """Raises NotAsked. What a browser is to show was fetched before."""
        if ANSWER in request.meta:
            return
        host = host_of_slot(request)
        if (refusal := _refusal(self._pace(host), host)) is not None:
            raise refusal
        if self._totals.is_run_spent():
            raise RunSpent("this run has asked for as much as it may (REQUESTS_PER_RUN, BYTES_PER_RUN)")
        if self._totals.is_host_spent(host):
            raise HostSpent(f"as much was asked of {host} as may be (REQUESTS_PER_HOST, BYTES_PER_HOST)")
        self._totals.asked(host)
        request.meta[_SLOT] = host
        request.headers["User-Agent"] = self._user_agent

    def process_exception(self, request: Request, exception: Exception) -> None:
        """A host that does not answer is in trouble."""
        if isinstance(exception, _TROUBLE) and ANSWER not in request.meta:
            host = host_of_slot(request)
            self._pace(host).no_answer()
            self._set(host)

    def crawl_delay(self, host: str, delay_s: float) -> None:
        """What the host's robots.txt asks for, for the rest of the run."""
        self._pace(host).crawl_delay(delay_s)
        self._set(host)

    @property
    def had(self) -> Bound:
        """Requests of this run, and bytes of their answers as they came; for any thread."""
        return self._totals.had

    def silent_hosts(self) -> frozenset[str]:
        """Those that have given no answer for so long that nothing is left to ask; for any thread."""
        return frozenset(host for host, pace in self._paces.copy().items() if pace.is_silent)

    def reached(self, request: Request) -> None:
        """The slot may be new."""
        _count_at_once(self._slot(request.meta[_SLOT]))
        self._set(request.meta[_SLOT])

    def received(self, data: bytes, request: Request) -> None:
        """Bytes count when they come, so that an answer that is given up counts too."""
        host = host_of_slot(request)
        self._totals.received(host, len(data))
        self._pace(host).heard()

    def answered(self, response: Response, request: Request) -> None:
        """The delay counts from here, so that the server sees all of it, however long the line is."""
        if ANSWER in request.meta:
            return
        host, now = request.meta[_SLOT], time.monotonic()
        pace = self._pace(host)
        pace.heard()
        pace.answered(response.status, request.meta.get("download_latency", 0.0))
        pace.retry_after(asked_wait_s(response, datetime.now(UTC)), now)
        self._set(host, now)

    def _pace(self, host: str) -> Pace:
        return self._paces.setdefault(host, Pace(self._manners))

    def _slot(self, host: str) -> Slot | None:
        engine = self._crawler.engine
        return engine.downloader.slots.get(host) if engine is not None else None

    def _set(self, host: str, used: float = 0.0) -> None:
        slot, pace = self._slot(host), self._paces.get(host)
        if slot is None or pace is None:
            return
        slot.delay, slot.jitter = _only_longer(pace.delay_s, self._jitter)
        slot.lastseen = max(slot.lastseen, used, pace.free_at)
        if (refusal := _refusal(pace, host)) is not None:
            _turn_away(slot, refusal)


class _Line(deque[_Waiting]):
    """Who waits for a slot. Who leaves it by the front is under way from that moment.

    Scrapy 2.19 counts a request as under way only when its coroutine runs, some moments later: without a
    delay, or in a process that the machine left alone for so long, it sent the next one beside it.
    """

    def __init__(self, slot: Slot) -> None:
        super().__init__(slot.queue)
        self._under_way = slot.transferring

    def popleft(self) -> _Waiting:
        """As a deque's."""
        first = super().popleft()
        self._under_way.add(first[0])
        return first


def _count_at_once(slot: Slot | None) -> None:
    if slot is not None and not isinstance(slot.queue, _Line):
        slot.queue = _Line(slot)


def host_of_slot(request: Request) -> str:
    """The host as it is spelled, without the dot that a name may end with."""
    return (urlparse_cached(request).hostname or "").rstrip(".")


def _only_longer(delay_s: float, jitter: float) -> tuple[float, float]:
    """Delay and jitter for Scrapy, which varies both ways: from `delay_s` to so much more."""
    middle_s = delay_s * (1 + jitter / 2)
    return middle_s, (middle_s - delay_s) / middle_s


def _refusal(pace: Pace, host: str) -> NotAsked | None:
    """Why the host is left alone, if so."""
    if time.monotonic() < pace.closed_until:
        return AskedToStayAway(f"{host} has asked to be left alone for a while")
    if pace.is_silent:
        return HostSilent(f"{host} has not answered {pace.unanswered} times in a row")
    return None


def _turn_away(slot: Slot, refusal: NotAsked) -> None:
    """Those who wait already are not to wait for an hour."""
    turned_away = list(slot.queue)
    slot.queue.clear()
    for _, waiting in turned_away:
        waiting.errback(TwistedFailure(refusal))  # type: ignore[no-untyped-call]


def _manners(settings: BaseSettings) -> Manners:
    return Manners(
        settings.getfloat("DOWNLOAD_DELAY"),
        settings.getfloat("SLOWED_AT_MOST"),
        settings.getfloat("CRAWL_DELAY_MAX_S"),
        settings.getfloat("RETRY_AFTER_MAX_S"),
    )


def _totals(settings: BaseSettings) -> Totals:
    return Totals(
        Bound(settings.getint("REQUESTS_PER_HOST"), settings.getint("BYTES_PER_HOST")),
        Bound(settings.getint("REQUESTS_PER_RUN"), settings.getint("BYTES_PER_RUN")),
    )
