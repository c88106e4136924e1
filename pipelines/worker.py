"""Runs the stages in child processes, each page with a deadline.

A page that hangs, crashes or eats memory costs its own worker and nobody else's page: the pool kills
and replaces that one process. Workers die with their parent.
"""

import asyncio
import fcntl
import gc
import logging
import math
import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing import forkserver
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pebble import ProcessExpired, ProcessPool

from pipelines.config import Config, WorkersConfig, secrets_of_process
from pipelines.document import Article, Capture
from pipelines.guarded_output import guard_output
from pipelines.judging.judge_model import JudgeModel
from pipelines.judging.promise import Hint, Promise, promises
from pipelines.processed import Broken, Parts, Processed
from pipelines.steady_pool import BIRTH_S, SteadyPool, WorkersFailed

if TYPE_CHECKING:
    from pipelines.stages import Stages

logger = logging.getLogger(__name__)

T = TypeVar("T")

_PRELOADED = ["pipelines.preloaded"]
# Sent to the whole process group, as by Ctrl-C.
_OF_THE_CRAWL = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)

_stages: "Stages | None" = None


class ListingFailed(Exception):
    """A call other than a page did not come back; the message says why."""


class WorkerPool:
    """Child processes that run the stages and read listings.

    `start` raises nothing of the workers' own; a gazetteer that cannot be read must be found before. What is
    wrong with all of them shows when something is brought to them, and `failed` says so from then on.
    """

    def __init__(self, config: Config, learned: JudgeModel | None = None) -> None:
        self._config = config
        self._learned = learned
        self._deadline_s = config.workers.page_deadline_s
        self._pool: SteadyPool | None = None
        self._last_death = -math.inf
        self._failed: WorkersFailed | None = None

    def start(self) -> None:
        """Start the processes (forked from a server that has the stages and their tables already)."""
        self._pool = SteadyPool(self._begun)

    def _begun(self) -> ProcessPool:
        prepare()
        return ProcessPool(
            max_workers=worker_count(self._config.workers),
            max_tasks=self._config.workers.max_pages,
            initializer=initialise,
            initargs=(self._config, self._learned),
            context=multiprocessing.get_context("forkserver"),
        )

    @property
    def failed(self) -> WorkersFailed | None:
        """Why nothing comes back any more, if so."""
        return self._pool.failed if self._pool is not None else self._failed

    async def process(self, capture: Capture) -> Processed:
        """What the stages make of a page. Past the deadline it is Broken with cause `deadline`.

        Raises WorkersFailed where no worker can look at it.
        """
        try:
            return await self._attempt(partial(process_page, capture))
        except TimeoutError:
            return Processed(Broken("worker", "deadline", f"over {self._deadline_s:g} s"), {})
        except ProcessExpired as expired:
            return Processed(Broken("worker", "worker_died", f"exit code {expired.exitcode}, twice"), {})

    async def call(self, function: Callable[[], T]) -> T:
        """`function()` in a worker; it must be picklable. Raises ListingFailed past the deadline."""
        try:
            return await self._attempt(function)
        except TimeoutError as error:
            raise ListingFailed(f"over {self._deadline_s:g} s") from error
        except ProcessExpired as error:
            raise ListingFailed(f"the worker died with exit code {error.exitcode}, twice") from error
        except WorkersFailed as error:
            raise ListingFailed(str(error)) from error

    async def _attempt(self, function: Callable[[], T]) -> T:
        """Once more where the process expired: it may have died of the page before."""
        try:
            return await self._schedule(function)
        except ProcessExpired:
            return await self._schedule(function)

    async def _schedule(self, function: Callable[[], T]) -> T:
        assert self._pool is not None, "start() comes first"
        try:
            return await self._pool.run(function, self._deadline_s)
        except (TimeoutError, ProcessExpired):
            self._last_death = time.monotonic()
            raise

    def each(self, functions: Sequence[Callable[[], T]]) -> list[T]:
        """What they return, in order, whatever time they take; raises what the first that fails raised.

        For whoever runs in no event loop. Raises WorkersFailed.
        """
        loop = asyncio.new_event_loop()
        try:
            return loop.run_until_complete(self._all(functions))
        finally:
            loop.close()

    async def _all(self, functions: Sequence[Callable[[], T]]) -> list[T]:
        assert self._pool is not None, "start() comes first"
        return await asyncio.gather(*(self._pool.run(function, None) for function in functions))

    def stop(self) -> None:
        """End all processes now; pages still in them are given up."""
        if self._pool is not None:
            # A replacement still being born would find its semaphores gone, and complain on stderr.
            time.sleep(max(0.0, self._last_death + BIRTH_S - time.monotonic()))
            self._failed = self._pool.failed
            self._pool.stop()
            self._pool = None


def prepare() -> None:
    """Start the server that workers are forked from, if there is none; it reads what they share meanwhile.

    With these signals ignored, which it inherits: one to the group must not take it away.
    """
    multiprocessing.get_context("forkserver").set_forkserver_preload(_PRELOADED)
    before = {number: signal.signal(number, signal.SIG_IGN) for number in _OF_THE_CRAWL}
    try:
        forkserver.ensure_running()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def worker_count(config: WorkersConfig) -> int:
    """One process for each core this process may use, unless configured."""
    if config.processes:
        return config.processes
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def initialise(config: Config, learned: JudgeModel | None = None) -> None:
    """Runs first in each worker, and ends it in a sentence where it cannot begin."""
    try:
        _begin(config, learned)
    except Exception as error:  # noqa: BLE001 - the crawl says in a sentence what it comes to
        logger.error("a worker process cannot begin: %s: %s", type(error).__name__, error)
        os._exit(1)


def _begin(config: Config, learned: JudgeModel | None) -> None:
    """The stages, then the bound on what a page may use.

    A signal to the crawl's process group is the crawl's to answer: workers leave the group, and end when
    the pool says so or when the crawl is gone.
    """
    global _stages
    guard_output(secrets_of_process())
    os.setsid()
    _die_with_the_crawl()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Only workers load the stages: the crawl's own process would take half a second for them.
    from pipelines.language import warm_up
    from pipelines.stages import build_stages

    warm_up()
    _stages = build_stages(config, learned)
    # What is here stays until the end, and need not be looked through again.
    gc.freeze()
    gc.enable()
    _bound_memory(config.workers.max_memory_mb * 1024 * 1024)


def _die_with_the_crawl() -> None:
    """A worker deep in a page would outlive a killed crawl by minutes, and no thread can interrupt it.

    The pipe that tells of the crawl's end is set to raise SIGIO, whose default is to terminate. Where the
    system does not do that for pipes, such a worker ends when its page does.
    """
    crawl = multiprocessing.parent_process()
    if crawl is None:
        return
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(crawl.sentinel, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(crawl.sentinel, fcntl.F_GETFL)
    fcntl.fcntl(crawl.sentinel, fcntl.F_SETFL, flags | os.O_ASYNC)


def _bound_memory(limit_bytes: int) -> None:
    """On top of the address space in use: an allocator may have reserved a gigabyte that it never touches."""
    try:
        pages_in_use = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return
    limit = pages_in_use * resource.getpagesize() + limit_bytes
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def process_page(capture: Capture) -> Processed:
    """Runs in a worker."""
    assert _stages is not None, "initialise() comes first"
    return _stages.process(capture)


def stages_of_worker() -> "Stages":
    """For what a worker is called to do beside pages. Runs in a worker."""
    assert _stages is not None, "initialise() comes first"
    return _stages


def promises_of(hints: tuple[Hint, ...]) -> tuple[float, ...]:
    """Runs in a worker: the promise of each hint, in order."""
    assert _stages is not None, "initialise() comes first"
    return promises(Promise(_stages.tag, _stages.judge), hints)


def read_article(article: Article) -> Parts:
    """Runs in a worker: what the stages make of an article, related or not."""
    from pipelines.stages import Steps

    return stages_of_worker().read(article, Steps())
