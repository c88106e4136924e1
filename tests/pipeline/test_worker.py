"""Real worker processes, and pages that mean them harm."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest

from pipelines import grounds
from pipelines.config import Config, SeedsConfig, WorkersConfig
from pipelines.page import site
from pipelines.processed import Broken, Parts
from pipelines.steady_pool import WorkersFailed
from pipelines.worker import ListingFailed, WorkerPool, stages_of_worker
from tests.pipeline.captures import RELATED, capture

SEEDS = Path(__file__).parents[2] / "seeds"
CONFIG = Config(
    workers=WorkersConfig(processes=1),
    seeds=SeedsConfig(folder=SEEDS, publishers=SEEDS, gazetteer=SEEDS / "entities.toml"),
)


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    """Two workers with a deadline of two seconds and little memory."""
    config = Config(
        workers=WorkersConfig(processes=2, page_deadline_s=2.0, max_memory_mb=512),
        seeds=SeedsConfig(
            folder=SEEDS, publishers=SEEDS / "publishers.toml", gazetteer=SEEDS / "entities.toml"
        ),
    )
    running = WorkerPool(config)
    running.start()
    yield running
    running.stop()


def test_a_new_worker_knows_the_domains_already(pool: WorkerPool) -> None:
    """Comes first here: a page would have made the worker read them."""
    assert asyncio.run(pool.call(_domains_known)) == 1


def test_a_new_worker_has_what_gazetteer_and_seeds_come_to(pool: WorkerPool) -> None:
    assert asyncio.run(pool.call(_has_grounds))


def test_a_page_comes_back_with_its_parts(pool: WorkerPool) -> None:
    processed = asyncio.run(pool.process(capture(RELATED)))
    assert isinstance(processed.result, Parts)
    assert processed.result.relevance.related
    assert list(processed.stage_ms) == [
        "glimpse",
        "extract",
        "reservations",
        "language",
        "fingerprint",
        "entities",
        "relevance",
        "links",
    ]


def test_a_hanging_call_costs_its_deadline_and_nobody_else(pool: WorkerPool) -> None:
    async def both() -> tuple[object, object, float]:
        started = time.monotonic()
        hanging = asyncio.ensure_future(pool.call(partial(time.sleep, 60)))
        others = [await pool.process(capture(RELATED)) for _ in range(5)]
        unharmed_after = time.monotonic() - started
        with pytest.raises(ListingFailed, match="over 2 s"):
            await hanging
        return others[-1].result, time.monotonic() - started, unharmed_after

    result, total, unharmed_after = asyncio.run(both())
    assert isinstance(result, Parts)
    assert isinstance(total, float)
    assert 2.0 <= total < 30.0
    assert unharmed_after < 30.0


def test_a_worker_that_dies_is_replaced_and_the_page_tried_once_more(
    pool: WorkerPool, tmp_path: Path
) -> None:
    mark = tmp_path / "died"
    assert asyncio.run(pool.call(partial(_die_once, mark))) == "alive"
    with pytest.raises(ListingFailed, match="died"):
        asyncio.run(pool.call(_die))
    assert isinstance(asyncio.run(pool.process(capture(RELATED))).result, Parts)


def test_a_worker_that_is_killed_while_it_rests_costs_nothing() -> None:
    running = WorkerPool(CONFIG)
    running.start()
    for _ in range(2):
        worker = asyncio.run(running.call(os.getpid))
        os.kill(worker, signal.SIGKILL)
        while psutil.pid_exists(worker):
            time.sleep(0.01)
        assert asyncio.run(running.call(os.getpid)) != worker
    running.stop()
    assert running.failed is None


def test_nothing_starts_before_something_is_to_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_early() -> None:
        pytest.fail("the workers' server was started")

    monkeypatch.setattr("pipelines.worker.prepare", too_early)
    running = WorkerPool(CONFIG)
    running.start()
    running.stop()
    assert running.failed is None


def test_workers_that_cannot_begin_are_told_of_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pipelines.steady_pool._PAUSE_S", 0.0)
    running = WorkerPool(CONFIG.model_copy(update={"relevance": None}))
    running.start()

    async def pages() -> None:
        await asyncio.gather(*(running.process(capture(RELATED)) for _ in range(3)))

    with pytest.raises(WorkersFailed, match="4 times in a row"):
        asyncio.run(pages())
    with pytest.raises(WorkersFailed):
        running.each([os.getpid])
    with pytest.raises(ListingFailed, match="the worker processes end"):
        asyncio.run(running.call(os.getpid))
    running.stop()
    assert running.failed is not None


def test_memory_is_bounded(pool: WorkerPool) -> None:
    with pytest.raises(MemoryError):
        asyncio.run(pool.call(partial(_eat, 700)))
    assert asyncio.run(pool.call(partial(_eat, 100))) == 100 * 1024 * 1024


def test_hostile_bytes_are_rejected_or_broken_never_raised(pool: WorkerPool) -> None:
    pages = [b"", b"\x00" * 1000, b"<" * 100_000, b"<html>" + b"<div>" * 50_000, bytes(range(256)) * 50]
    for page in pages:
        result = asyncio.run(pool.process(capture(page))).result
        assert not isinstance(result, Parts)
        assert not (isinstance(result, Broken) and result.cause == "stage_error"), result


def test_workers_ignore_ctrl_c_and_end_with_the_pool() -> None:
    running = WorkerPool(CONFIG)
    running.start()
    worker = psutil.Process(asyncio.run(running.call(os.getpid)))
    worker.send_signal(signal.SIGINT)
    assert asyncio.run(running.call(os.getpid)) == worker.pid
    running.stop()
    assert not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE


def _domains_known() -> int:
    return site._domains.cache_info().currsize


def _has_grounds() -> bool:
    return grounds._ahead is not None and stages_of_worker().tag is grounds._ahead[1].tagger


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_once(mark: Path) -> str:
    if not mark.exists():
        mark.touch()
        _die()
    return "alive"


def _eat(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024 * 1024))
