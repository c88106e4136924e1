"""How fast a crawl is, over the last minute and minute by minute: for a person who looks on."""

from collections import deque
from collections.abc import Mapping

_WINDOW_S = 60.0
_MINUTES = 240
_BLOCKS = "▁▂▃▄▅▆▇█"


class Rates:
    """Counts that only grow, by name, seen at moments of one clock."""

    def __init__(self, now_s: float) -> None:
        self._seen: deque[tuple[float, Mapping[str, int]]] = deque([(now_s, {})])
        self._minutes: deque[int] = deque(maxlen=_MINUTES)
        self._minute_from = now_s, 0

    def see(self, now_s: float, counts: Mapping[str, int]) -> None:
        """Of each name how much there is by now."""
        self._seen.append((now_s, counts))
        while len(self._seen) > 2 and self._seen[1][0] <= now_s - _WINDOW_S:
            self._seen.popleft()
        begun_s, had = self._minute_from
        if now_s - begun_s >= _WINDOW_S:
            total = sum(counts.values())
            self._minutes.append(total - had)
            self._minute_from = now_s, total

    def per_minute(self, name: str) -> float:
        """Over the last minute, or as long as anything was seen."""
        (then_s, then), (now_s, now) = self._seen[0], self._seen[-1]
        passed_s = now_s - then_s
        return 60 * (now.get(name, 0) - then.get(name, 0)) / passed_s if passed_s else 0.0

    def curve(self, width: int) -> str:
        """All names together, a character for each of the last minutes; "" before there are two."""
        minutes = list(self._minutes)[-width:] if width > 0 else []
        if len(minutes) < 2:
            return ""
        most = max(minutes) or 1
        return "".join(_BLOCKS[round(count / most * (len(_BLOCKS) - 1))] for count in minutes)
