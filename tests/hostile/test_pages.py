"""Each hostile page costs at most its deadline, and no other page anything."""

import asyncio
import os
import time
from collections.abc import Iterator

import pytest

from pipelines.processed import Broken, Parts, TurnedDown
from pipelines.worker import WorkerPool
from tests.fuzz.outcomes import workers
from tests.hostile.hostile import Hostile, html
from tests.hostile.markup_pages import MARKUP_PAGES
from tests.hostile.said_pages import SAID_PAGES
from tests.hostile.text_pages import TEXT_PAGES
from tests.pipeline.captures import capture

PAGES = {**MARKUP_PAGES, **TEXT_PAGES, **SAID_PAGES}
MOST_BYTES = 10 * 1024 * 1024  # of a page, as the crawl takes it
DEADLINE_S = 5.0
# What a worker may take beside the page: to be forked, to be given ten megabytes, on a machine of many.
SLACK_S = 10.0


@pytest.fixture(scope="module")
def patient() -> Iterator[WorkerPool]:
    """Workers that no small page can exceed."""
    with workers(deadline_s=60.0) as pool:
        yield pool


@pytest.fixture(scope="module")
def strict() -> Iterator[WorkerPool]:
    with workers(deadline_s=DEADLINE_S) as pool:
        asyncio.run(pool.call(os.getpid))  # once they are there
        yield pool


@pytest.mark.parametrize("name", PAGES)
def test_a_few_of_what_is_hostile_in_thousands_are_read(patient: WorkerPool, name: str) -> None:
    page = PAGES[name]
    result = asyncio.run(patient.process(capture(page.make(page.few)))).result
    assert isinstance(result, Parts | TurnedDown), result


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_costs_at_most_its_deadline(strict: WorkerPool, name: str) -> None:
    body = _of_full_size(PAGES[name])
    began = time.monotonic()
    result = asyncio.run(strict.process(capture(body))).result
    assert time.monotonic() - began < DEADLINE_S + SLACK_S
    if isinstance(result, Broken):
        assert result.cause in ("deadline", "out_of_memory", "unparsable"), result
    after = asyncio.run(strict.process(capture(html()))).result
    assert isinstance(after, Parts)


def _of_full_size(page: Hostile) -> bytes:
    return page.make(page.full)[:MOST_BYTES]
