"""What a crawl is doing at this moment, of each publisher, as Scrapy's slots tell it.

Looked at from another thread than the one that crawls: every collection is copied in one step first.
"""

import time
from collections.abc import Container, Iterable, Iterator
from typing import Literal, NamedTuple

from scrapy import Request
from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import Crawler

from crawler.discovery.candidate import Candidate, Listing
from crawler.middlewares.pacing import PacingMiddleware
from crawler.publishers import Publisher
from crawler.run import CrawlRun
from crawler.totals import Bound
from pipelines.urls import host_of
from pipelines.worker import worker_count

State = Literal["paused", "waiting", "judging", "listings", "asking"]
# Of several things under way the last one counts.
_ORDER: tuple[State, ...] = ("paused", "waiting", "judging", "listings", "asking")


class Doing(NamedTuple):
    """`wait_s`: for how long its host is left alone yet, for its delay, or (paused) because it asked so."""

    state: State
    wait_s: float = 0.0


class UnderWay(NamedTuple):
    """By publisher. `silent` are publishers whose host gives no answer any more.

    `judging` are pages at the workers or on their way there.

    `unstored` are finished pages that are not durable yet. `taking_part` is how many publishers there are,
    `minutes` the time budget of each, 0 for none.
    """

    publishers: dict[str, Doing]
    silent: frozenset[str] = frozenset()
    judging: int = 0
    requests: int = 0
    received: int = 0
    unstored: int = 0
    workers: int = 0
    taking_part: int = 0
    minutes: float = 0.0


def under_way(crawler: Crawler, run: CrawlRun) -> UnderWay:
    """Of a crawl that has not begun, or has ended, nothing."""
    try:
        engine = crawler.engine
    except RuntimeError:
        return UnderWay({}, taking_part=len(run.publishers))
    found: dict[str, Doing] = {}
    for publisher, doing in _all(engine):
        known = found.get(publisher)
        if known is None or _ORDER.index(doing.state) > _ORDER.index(known.state):
            found[publisher] = doing
    for name in _unseen(run, found):
        found[name] = Doing("waiting")
    slot, had = engine.scraper.slot, _had(crawler)
    return UnderWay(
        found,
        silent=frozenset(_silent(crawler, run.publishers)),
        judging=slot.itemproc_size if slot is not None else 0,
        requests=had.requests,
        received=had.size,
        unstored=run.ingest.pending if run.ingest is not None else 0,
        workers=worker_count(run.config.workers),
        taking_part=len(run.publishers),
        minutes=crawler.settings.getfloat("MINUTES_PER_PUBLISHER"),
    )


def _unseen(run: CrawlRun, found: Container[str]) -> Iterator[str]:
    """Those that have begun and whose requests are at no host's slot, as they wait in Scrapy's queue."""
    if (follower := run.follower) is not None:
        begun = run.tally.publishers.copy()
        yield from (name for name in begun if name not in found and follower.is_busy(name))


def _silent(crawler: Crawler, publishers: Iterable[Publisher]) -> Iterator[str]:
    pacing = crawler.get_downloader_middleware(PacingMiddleware)
    if pacing is not None and (hosts := pacing.silent_hosts()):
        yield from (each.id for each in publishers if host_of(each.home) in hosts)


def _had(crawler: Crawler) -> Bound:
    pacing = crawler.get_downloader_middleware(PacingMiddleware)
    return pacing.had if pacing is not None else Bound(0, 0)


def _all(engine: ExecutionEngine) -> Iterator[tuple[str, Doing]]:
    now = time.monotonic()
    # Those that wait for their robots.txt are at no slot.
    elsewhere = engine.downloader.active.copy()
    for slot in engine.downloader.slots.copy().values():
        asked = slot.transferring.copy()
        elsewhere -= slot.active.copy() | asked
        for request in asked:
            yield from _of(request, "listings" if "listing" in request.cb_kwargs else "asking")
        wait_s = slot.lastseen + slot.delay - now
        state: State = "paused" if slot.lastseen > now else "waiting"
        for request in slot.active.copy() - asked:
            yield from _of(request, state, max(0.0, wait_s))
    for request in elsewhere:
        yield from _of(request, "waiting")
    if engine.scraper.slot is not None:
        for request in engine.scraper.slot.active.copy():
            yield from _of(request, "judging")


def _of(request: Request, state: State, wait_s: float = 0.0) -> Iterator[tuple[str, Doing]]:
    """Nothing for robots.txt and the like, which is of a host and of nobody."""
    publisher = _publisher(request.cb_kwargs.values())
    if publisher is not None:
        yield publisher, Doing(state, wait_s)


def _publisher(arguments: Iterable[object]) -> str | None:
    named = (each.publisher for each in arguments if isinstance(each, Candidate | Listing))
    return next((each for each in named if each), None)
