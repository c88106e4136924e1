"""The captures of an archive through the stages of now, in worker processes, by number."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import partial
from typing import Protocol, TypeVar

from pipelines.archive import Archive, DocumentRow, Known, archived_captures
from pipelines.document import Capture
from pipelines.errors import ArchiveDamaged
from pipelines.processed import Broken, Parts
from pipelines.replay.applying import Applying, Found, barred
from pipelines.replay.choosing import portions
from pipelines.replay.difference import Difference, difference, left
from pipelines.replay.reading import Extractor, OnRecord, Reading, read_anew
from pipelines.worker import ListingFailed

# So many pages wait for a worker at most, so that a slow one holds up nobody.
_WAITING = 64

T = TypeVar("T")
_Read = tuple[DocumentRow, Capture | ArchiveDamaged]


class Workers(Protocol):
    """As WorkerPool is."""

    async def call(self, function: Callable[[], T]) -> T:
        """`function()` in a worker. Raises ListingFailed."""


class Replay:
    """Reads documents of a snapshot anew. `applying` None: nothing is written.

    A page that costs its worker its life, or takes too long, is a difference like any other.
    """

    def __init__(
        self,
        archive: Archive,
        known: Known,
        pool: Workers,
        *,
        tried: Extractor | None = None,
        applying: Applying | None = None,
        commit_every: int = 100,
    ) -> None:
        self._archive = archive
        self._known = known
        self._pool = pool
        self._tried = tried
        self._applying = applying
        self._every = commit_every

    def run(self, numbers: Sequence[int], on_difference: Callable[[Difference], None]) -> None:
        """Tells of each document in order; where it is applied, when that is durable. Raises CorpusError."""
        asyncio.run(self._run(numbers, on_difference))

    def read(self, number: int) -> Found:
        """One document that has a capture. Raises LookupError where it is not there, CorpusError."""
        row = self._archive.get(number)
        capture = next(archived_captures(self._archive.store, [row]))
        return asyncio.run(self._found(row, capture))

    async def _run(self, numbers: Sequence[int], on_difference: Callable[[Difference], None]) -> None:
        batch: list[Found] = []
        async for found in self._all(numbers):
            if self._applying is None:
                on_difference(found.difference)
                continue
            batch.append(found)
            if len(batch) == self._every:
                await self._commit(batch, on_difference)
        await self._commit(batch, on_difference)

    async def _commit(self, batch: list[Found], on_difference: Callable[[Difference], None]) -> None:
        """While a thread commits, the workers read on."""
        if self._applying is not None and batch:
            for each in await asyncio.to_thread(self._applying.commit, tuple(batch)):
                on_difference(each)
        batch.clear()

    async def _all(self, numbers: Sequence[int]) -> AsyncIterator[Found]:
        waiting: deque[asyncio.Task[Found]] = deque()
        coming = self._captured(numbers)
        while (some := await asyncio.to_thread(next, coming, None)) is not None:
            for row, capture in some:
                waiting.append(asyncio.create_task(self._found(row, capture)))
            while len(waiting) > _WAITING:
                yield await waiting.popleft()
        while waiting:
            yield await waiting.popleft()

    def _captured(self, numbers: Sequence[int]) -> Iterator[list[_Read]]:
        """Read by a thread, a portion ahead of those that wait."""
        for rows in portions(self._archive, numbers):
            yield list(zip(rows, archived_captures(self._archive.store, rows), strict=True))

    async def _found(self, row: DocumentRow, capture: Capture | ArchiveDamaged) -> Found:
        if isinstance(capture, ArchiveDamaged):
            return Found(row, left(row, str(capture)), None)
        if why := barred(row, self._known):
            return Found(row, left(row, why), None)
        reading = await self._reading(row, capture)
        parts = reading.result if isinstance(reading.result, Parts) else None
        return Found(row, difference(row, reading), parts)

    async def _reading(self, row: DocumentRow, capture: Capture) -> Reading:
        before = OnRecord(row.text.removesuffix("\n"), row.published)
        try:
            return await self._pool.call(partial(read_anew, capture, before, self._tried))
        except ListingFailed as error:
            return Reading(Broken("worker", "worker_died", str(error)))
