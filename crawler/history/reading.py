"""One WARC file of others from where it was left, slice by slice, read in workers, one slice ahead."""

import asyncio
from collections.abc import AsyncGenerator
from functools import partial

from crawler.history.warc_places import WarcFile, is_remote
from crawler.history.warc_slice import Question, Slice, read_slice
from pipelines.worker import ListingFailed, WorkerPool

_PAUSES_S = (1.0, 4.0, 15.0, 60.0)
"""After trouble, before the next attempt; what comes after the last one is given up for this run."""


async def slices(
    pool: WorkerPool, file: WarcFile, start: int, question: Question, pauses_s: tuple[float, ...] = _PAUSES_S
) -> AsyncGenerator[Slice, None]:
    """Until the file ends, or the last one carries `trouble` that waiting did not help."""
    coming = asyncio.ensure_future(_patient(pool, file, start, question, pauses_s))
    try:
        while True:
            came = await asyncio.shield(coming)
            is_last = came.end is None or came.trouble is not None
            if came.end is not None and not is_last:
                coming = asyncio.ensure_future(_patient(pool, file, came.end, question, pauses_s))
            yield came
            if is_last:
                return
    finally:
        # A worker that is stopped in the middle has to be born anew; what it reads takes a moment.
        await asyncio.wait({coming})


async def _patient(
    pool: WorkerPool, file: WarcFile, start: int, question: Question, pauses_s: tuple[float, ...]
) -> Slice:
    """A slice without trouble, or what the last attempt brought. One that came further will do."""
    for pause_s in pauses_s if is_remote(file.address) else (0.0,):
        came = await _attempt(pool, file, start, question)
        if came.end != start or came.is_final:
            return came if came.is_final else came._replace(trouble=None)
        await asyncio.sleep(pause_s)
    return await _attempt(pool, file, start, question)


async def _attempt(pool: WorkerPool, file: WarcFile, start: int, question: Question) -> Slice:
    try:
        return await pool.call(partial(read_slice, file, start, question))
    except ListingFailed as failed:
        return Slice((), start, 0, {}, trouble=f"the worker gave up: {failed}")
