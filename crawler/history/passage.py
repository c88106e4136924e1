"""Captures on their way from a source to the archive: never too many, and known when they are durable.

Scrapy pushes back against what callbacks yield, and not against what a spider's `start` does: there each item
becomes a task at once, however many are under way (2.19, engine and scraper).
"""

import asyncio

from pipelines.document import Capture
from pipelines.ingest import Ingest


class Passage:
    """At most `most` captures, of `most_bytes` in all but for one, are between `enter` and `leave`.

    `ingest` is None in a dry run. To be used from the event loop alone.
    """

    def __init__(self, ingest: Ingest | None, most: int, most_bytes: int) -> None:
        self._ingest = ingest
        self._most = most
        self._most_bytes = most_bytes
        self._under_way: dict[int, int] = {}
        self._lost = 0
        self._changed = asyncio.Condition()

    async def enter(self, capture: Capture) -> None:
        """Back when there is room for it; from now on it is under way."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._has_room(len(capture.body)))
            self._under_way[id(capture)] = len(capture.body)

    async def leave(self, item: object, *, lost: bool) -> None:
        """The pipeline is done with it; `lost` where it did not reach the archive's hands."""
        async with self._changed:
            if self._under_way.pop(id(item), None) is not None:
                self._lost += lost
                self._changed.notify_all()

    async def settled(self) -> bool:
        """Waits until all that entered is durable. False where something was lost or cannot be stored."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._under_way)
        if self._ingest is None or self._lost:
            return False
        await asyncio.wrap_future(self._ingest.commit())
        return self._ingest.error is None

    def _has_room(self, size: int) -> bool:
        if not self._under_way:
            return True
        return len(self._under_way) < self._most and sum(self._under_way.values()) + size <= self._most_bytes
