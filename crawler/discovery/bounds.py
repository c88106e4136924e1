"""Which dates are wanted, and which are believed."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from crawler.discovery.dates import is_after

MAX_PAGES = 5


class Bounds(NamedTuple):
    """`since` and `until` are both included, None for no bound; `today` is an ISO day.

    Of a listing of several pages, `pages` are read, the first included.
    """

    since: str | None
    until: str | None
    today: str
    pages: int = MAX_PAGES

    def believed(self, written: str | None) -> str | None:
        """`written`, unless it lies in the future: by more than a day, for the clocks of the world differ."""
        tomorrow = date.fromisoformat(self.today) + timedelta(days=1)
        return None if written and is_after(written, tomorrow.isoformat()) else written


def today() -> str:
    """The day in UTC."""
    return datetime.now(UTC).date().isoformat()
