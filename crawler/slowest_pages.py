"""The few pages of a run that took the stages longest."""

import heapq

from pipelines.archive import SlowPage

MOST = 10


class SlowestPages:
    """Holds `MOST` pages, however many it is told of."""

    def __init__(self) -> None:
        self._found: list[tuple[float, str, str]] = []

    def take(self, url: str, stage_ms: dict[str, float]) -> None:
        """A page went through the stages in so many milliseconds each."""
        if not stage_ms:
            return
        page = sum(stage_ms.values()), url, max(stage_ms, key=lambda stage: stage_ms[stage])
        if len(self._found) < MOST:
            heapq.heappush(self._found, page)
        else:
            heapq.heappushpop(self._found, page)

    def found(self) -> tuple[SlowPage, ...]:
        """The slowest first."""
        in_order = sorted(self._found, reverse=True)
        return tuple(
            SlowPage(url=url, seconds=round(ms / 1000, 3), stage=stage) for ms, url, stage in in_order
        )
