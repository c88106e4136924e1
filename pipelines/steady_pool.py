"""Worker processes that are replaced, all of them, where pebble gives its pool up.

It does so when a worker ends while none has anything to do, be it that the kernel was out of memory or that
it could not start, and when the server that they are forked from is gone. Whoever brings something at that
very moment would wait for good.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from pebble import ProcessFuture, ProcessPool

from pipelines.errors import CorpusError

T = TypeVar("T")

# One worker that is killed is bad luck. So many pools without an answer between them are not.
_POOLS_AT_MOST = 4
# How long to wait after the first, after the second twice as long: memory may be short for a moment.
_PAUSE_S = 0.5
# How long a worker may take to be born: of a pool that is gone before it finds nothing, and complains.
BIRTH_S = 1.0
# How often whoever waits for an answer looks whether the pool still stands.
_LOOK_EVERY_S = 1.0


class WorkersFailed(CorpusError):
    """No worker process stays alive."""


class SteadyPool:
    """`begin` makes a pool, for the first that comes and where one broke. To be used by one thread.

    `failed` is set once, when no further pool is tried.
    """

    def __init__(self, begin: Callable[[], ProcessPool]) -> None:
        self._begin = begin
        self._pool: ProcessPool | None = None
        self._broken = 0
        self._ending: list[threading.Thread] = []
        self.failed: WorkersFailed | None = None

    async def run(self, function: Callable[[], T], timeout_s: float | None) -> T:
        """What it returns. Raises what it raised, TimeoutError, ProcessExpired or WorkersFailed."""
        while self.failed is None:
            pool = self._pool = self._pool or self._begin()
            try:
                result = await _answer(pool, function, timeout_s)
            except RuntimeError:
                if _stands(pool):
                    raise
                await asyncio.sleep(self._replace(pool))
            else:
                self._broken = 0
                return result
        raise self.failed

    def _replace(self, broken: ProcessPool) -> float:
        """For the first that notices. The answer is how many seconds to wait before the next attempt."""
        if self._pool is broken and self.failed is None:
            self._broken += 1
            self._end(broken)
            if self._broken == _POOLS_AT_MOST:
                self.failed = WorkersFailed(
                    f"the worker processes end before they answer, {_POOLS_AT_MOST} times in a row; see what "
                    "the log says before, and whether memory or the number of processes is short"
                )
            else:
                self._pool = self._begin()
        return _PAUSE_S * self._broken

    def _end(self, pool: ProcessPool) -> None:
        """In a thread, since it takes its time."""
        self._ending.append(threading.Thread(target=_ended_when_born, args=(pool,), daemon=True))
        self._ending[-1].start()

    def stop(self) -> None:
        """End all processes now; what is still in them is given up."""
        if self._pool is not None:
            _ended(self._pool)
        for thread in self._ending:
            thread.join()


async def _answer(pool: ProcessPool, function: Callable[[], T], timeout_s: float | None) -> T:
    """Raises RuntimeError where the pool is broken."""
    future: ProcessFuture[T] = pool.schedule(function, timeout=timeout_s)
    answer = asyncio.wrap_future(future)
    try:
        while not (await asyncio.wait({answer}, timeout=_LOOK_EVERY_S))[0]:
            if not _stands(pool):
                raise BrokenProcessPool("it broke when this had just been brought")
        return answer.result()
    finally:
        answer.cancel()


def _stands(pool: ProcessPool) -> bool:
    try:
        return bool(pool.active)
    except RuntimeError:
        return False


def _ended_when_born(pool: ProcessPool) -> None:
    time.sleep(BIRTH_S)
    _ended(pool)


def _ended(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join(timeout=5)
