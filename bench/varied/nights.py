"""When the archive was crawled: some hundred runs over two years, the first ones bringing the most."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

FIRST = datetime(2024, 11, 20, 1, 2, 3, tzinfo=UTC)
_SPAN = timedelta(days=735)
_SEGMENT_S = 30


class Night(NamedTuple):
    """A run: its id, when it began, and its segments, from `first` (in) to `end` (out)."""

    run: str
    started: datetime
    first: int
    end: int

    def time_of(self, segment: int) -> datetime:
        """When the segment was committed."""
        return self.started + timedelta(seconds=_SEGMENT_S * (segment - self.first + 1))

    @property
    def finished(self) -> datetime:
        return self.time_of(self.end)


def lateness(night: Night) -> float:
    """0 for the first one, up to 1."""
    return (night.started - FIRST) / _SPAN


def nights(segments: int, count: int) -> list[Night]:
    """`count` of them at most, for `segments`; later ones have fewer segments, but one at least."""
    count = min(count, segments)
    spare = segments - count
    shares = [max(0.0, 1 - 2 * each / count) ** 2 for each in range(count)]
    given = [int(spare * share / sum(shares)) for share in shares]
    given[0] += spare - sum(given)
    found, first = list[Night](), 0
    for each in range(count):
        started = FIRST + timedelta(seconds=int(_SPAN.total_seconds() * each / count))
        found.append(Night(f"{each:04x}night", started, first, first + 1 + given[each]))
        first = found[-1].end
    return found
