"""What a person at the terminal sees while a crawl runs: what goes on, what it brings, log lines above."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.logging import RichHandler
from rich.segment import Segment

from crawler.live_table import Line, publisher_lines, span
from crawler.rates import Rates
from crawler.tally import Tally
from crawler.under_way import UnderWay
from pipelines.archive import Concern
from pipelines.shown_text import one_line

# Often enough for a person, and less than a hundredth of a core.
_REFRESH_PER_S = 1
_MOST_HEADLINES = 8
_LONGEST_HEADLINE = 300
# With less, all of it is for the publishers.
_ROOMY = 9
_REASONS = 6
_MOST_CONCERNS = 3
_ENDS = ("archived", "rejected", "failed")
_COUNTS = ("fetched", "archived", "rejected", "failed")


class ProgressView:
    """Renders a tally; rich asks for it anew at each refresh. `look` is called from rich's thread.

    `concerns` tells why a person should look at the publishers it is given, of whom nothing is to come.
    """

    def __init__(self, tally: Tally, clock_s: Callable[[], float] = time.monotonic) -> None:
        self.look: Callable[[], UnderWay] = lambda: UnderWay({})
        self.concerns: Callable[[frozenset[str]], Sequence[Concern]] = lambda _: ()
        self._tally = tally
        self._clock_s = clock_s
        self._started = clock_s()
        self._rates = Rates(self._started)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Segments, as rich's own tables would take several times as long."""
        for line in self._lines(options.max_width, console.height):
            yield from _cropped(line, options.max_width, console)
            yield Segment.line()

    def _lines(self, width: int, height: int) -> Iterator[Line]:
        """One line of the screen stays free for the cursor, one stands between each two parts."""
        way, counts = self.look(), self._tally.publishers.copy()
        self._rates.see(self._clock_s(), {name: each["fetched"] for name, each in counts.items()})
        concerns = self._concerns(way, counts)
        totals = [*concerns, *self._totals(way, width)][: max(1, height // 3)]
        room = max(3, height - len(totals) - 3)
        headlines = [*self._headlines(min(_MOST_HEADLINES, room // 3))] if room >= _ROOMY else []
        room -= len(headlines) + bool(headlines)
        for part in ([*publisher_lines(way, counts, self._rates, width, room)], headlines):
            if part:
                yield from part
                yield []
        yield from totals

    def _headlines(self, room: int) -> Iterator[Line]:
        """The newest documents, the newest first."""
        for each in list(self._tally.newest)[::-1][:room]:
            told = one_line(each.headline[:_LONGEST_HEADLINE])
            by = f"{one_line(each.publisher or 'seed')}  "
            yield [(f"{each.number:03d} ", "bold"), (by, "dim"), (told, "")]

    def _concerns(self, way: UnderWay, counts: "Mapping[str, Counter[str]]") -> Iterator[Line]:
        done = (name for name, of_it in counts.items() if name not in way.publishers and _is_settled(of_it))
        concerns = self.concerns(frozenset(done))
        for concern in concerns[:_MOST_CONCERNS]:
            yield [("look: ", "yellow"), (one_line(concern.sentence), "")]
        if len(concerns) > _MOST_CONCERNS:
            yield [(f"look: {len(concerns) - _MOST_CONCERNS} more concerns, told at the end", "yellow")]

    def _totals(self, way: UnderWay, width: int) -> Iterator[Line]:
        yield from _packed([self._clock(way), *self._pages()], width)
        yield from _packed(self._machine(way), width)
        if curve := self._rates.curve(width - 20):
            yield [(f"pages per minute  {curve}", "")]
        reasons = self._tally.rejected_by_reason + self._tally.failed_by_cause
        if reasons:
            told = ", ".join(f"{slug} {count}" for slug, count in reasons.most_common(_REASONS))
            yield [(told, "")]

    def _clock(self, way: UnderWay) -> str:
        budget = f" of {way.minutes:g} min" if way.minutes else ""
        return f"{span(self._clock_s() - self._started)}{budget}"

    def _pages(self) -> Iterator[str]:
        totals = self._tally.totals
        yield from (f"{name} {totals[name]}" for name in _COUNTS)
        if totals["fetched"]:
            yield f"related {totals['related'] / totals['fetched']:.0%}"

    def _machine(self, way: UnderWay) -> list[str]:
        if not way.requests:
            return []
        busy = min(way.judging, way.workers)
        waiting = f", {way.judging - busy} wait" if way.judging > busy else ""
        return [
            f"requests {way.requests}",
            f"{way.received / 1e6:.1f} MB",
            f"workers {busy}/{way.workers} busy{waiting}",
            f"commits {self._tally.commits}",
            *([f"not stored yet {way.unstored}"] if way.unstored else []),
        ]


def _is_settled(counts: "Counter[str]") -> bool:
    """Whether all of its pages are durable."""
    return counts["fetched"] == sum(counts[end] for end in _ENDS)


def _packed(pieces: Iterable[str], width: int) -> Iterator[Line]:
    """As many on a line as there is room for."""
    line = ""
    for piece in pieces:
        if line and len(line) + 2 + len(piece) > width:
            yield [(line, "")]
            line = ""
        line = f"{line}  {piece}" if line else piece
    if line:
        yield [(line, "")]


def _cropped(line: Line, width: int, console: Console) -> Iterator[Segment]:
    """No wider than the screen; what is cut off is marked."""
    room = width
    for text, style in line:
        wide = cell_len(text)
        if wide > room:
            yield Segment(set_cell_size(text, max(0, room - 1)) + "…"[: room > 0], console.get_style(style))
            return
        yield Segment(text, console.get_style(style) if style else None)
        room -= wide


@contextmanager
def live_view(tally: Tally, console: Console) -> Iterator[ProgressView]:
    """Show the tally on `console` until the block ends; warnings and errors scroll above it."""
    handler = RichHandler(logging.WARNING, console=console, show_path=False, markup=False)
    logging.getLogger().addHandler(handler)
    view = ProgressView(tally)
    try:
        with Live(view, console=console, refresh_per_second=_REFRESH_PER_S):
            yield view
    finally:
        logging.getLogger().removeHandler(handler)
