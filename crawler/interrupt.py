"""SIGTERM, SIGINT and SIGHUP: what is finished is committed, and the process is gone within ten seconds."""

import asyncio
import logging
import signal
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any, Protocol, Self

from scrapy.crawler import Crawler

from pipelines.ingest import Ingest

logger = logging.getLogger(__name__)

# So long may downloads and pages in the workers take to finish; committing and closing need the rest.
GRACE_S = 5.0

_LOOK_EVERY_S = 0.02
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Interruptible(Protocol):
    """What runs; `ingest` None where nothing is archived."""

    interrupted: bool

    @property
    def ingest(self) -> Ingest | None: ...


class Interrupt:
    """While the block runs, a first signal ends the crawl in order and a second one at once."""

    def __init__(self, crawler: Crawler, run: Interruptible) -> None:
        self._crawler = crawler
        self._run = run
        self._loop = asyncio.get_event_loop()
        self._before: dict[int, Any] = {}
        self._ending: asyncio.Task[None] | None = None

    def __enter__(self) -> Self:
        for number in _SIGNALS:
            self._before[number] = signal.signal(number, self._signalled)
        if self._before[signal.SIGHUP] is signal.SIG_IGN:
            # As nohup has it, for a crawl that is to outlive its terminal.
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A signal that comes while the rest is committed must not lose it.
        commits = self._run.interrupted or (self._run.ingest is not None and kind is None)
        for number, handler in self._before.items():
            signal.signal(number, signal.SIG_IGN if commits else handler)

    def _signalled(self, _number: int, _frame: FrameType | None) -> None:
        self._loop.call_soon_threadsafe(self._begin)

    def _begin(self) -> None:
        if self._run.interrupted:
            self._stop_now()
            return
        self._run.interrupted = True
        logger.warning("interrupted: finishing what is under way, for %g s at most", GRACE_S)
        self._ending = asyncio.ensure_future(self._end())

    async def _end(self) -> None:
        if self._run.ingest is not None:
            self._run.ingest.commit()
        stopping = asyncio.ensure_future(self._stop())
        await asyncio.wait({stopping}, timeout=GRACE_S)
        if not stopping.done():
            self._stop_now()

    async def _stop(self) -> None:
        """A crawler that has not quite begun does not hear that it is to stop, and begins all the same."""
        while self._crawler.engine is None or not self._crawler.engine.running:
            await asyncio.sleep(_LOOK_EVERY_S)
        await self._crawler.stop_async()

    def _stop_now(self) -> None:
        from twisted.internet import reactor
        from twisted.internet.error import ReactorNotRunning

        # What is cut off here is abandoned on purpose; asyncio need not complain of each task.
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)
        with suppress(ReactorNotRunning):
            reactor.stop()  # type: ignore[misc]
