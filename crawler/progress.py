"""What a person at the terminal sees while a crawl runs: one live table, and log lines above it."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console, Group
from rich.live import Live
from rich.logging import RichHandler
from rich.table import Table
from rich.text import Text

from crawler.tally import Tally
from pipelines.shown_text import one_line

_REFRESH_PER_S = 4
_ROWS = 20
_COLUMNS = ("fetched", "archived", "rejected", "failed")


class ProgressView:
    """Renders a tally; rich asks for it anew at each refresh."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._started = time.monotonic()

    def __rich__(self) -> Group:
        return Group(self._publishers(), self._totals())

    def _publishers(self) -> Table:
        table = Table("publisher", *_COLUMNS, "listings", box=None, header_style="bold", pad_edge=False)
        for column in table.columns[1:]:
            column.justify = "right"
        rows = sorted(self._tally.publishers.copy().items(), key=lambda row: -row[1]["fetched"])
        for name, counts in rows[:_ROWS]:
            listings = f"{counts['listings_read']}/{counts['listings_read'] + counts['listings_failed']}"
            table.add_row(Text(one_line(name)), *(str(counts[column]) for column in _COLUMNS), listings)
        if len(rows) > _ROWS:
            table.add_row(f"and {len(rows) - _ROWS} more")
        return table

    def _totals(self) -> Text:
        totals = self._tally.totals
        counts = "  ".join(f"{name} {totals[name]}" for name in _COLUMNS)
        elapsed_s = int(time.monotonic() - self._started)
        reasons = self._tally.rejected_by_reason + self._tally.failed_by_cause
        why = ", ".join(f"{slug} {count}" for slug, count in reasons.most_common(8))
        return Text(f"\n{elapsed_s // 60}:{elapsed_s % 60:02d}  {counts}" + (f"\n{why}" if why else ""))


@contextmanager
def live_view(tally: Tally, console: Console) -> Iterator[None]:
    """Show the tally on `console` until the block ends; warnings and errors scroll above it."""
    handler = RichHandler(logging.WARNING, console=console, show_path=False, markup=False)
    logging.getLogger().addHandler(handler)
    try:
        with Live(ProgressView(tally), console=console, refresh_per_second=_REFRESH_PER_S):
            yield
    finally:
        logging.getLogger().removeHandler(handler)
