"""A bar for what takes longer than a moment."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

# What is done by then needs no bar; loading what draws one takes a tenth of a second.
_MOMENT_S = 0.7


@contextmanager
def progress(label: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Gives a function to call with how much was done since its last call.

    The bar is on standard error, only where that is a terminal, and gone at the end. `total` None: unknown.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    bar = _LateBar(label, total)
    try:
        yield bar.advance
    finally:
        bar.end()


class _LateBar:
    """Appears when a moment is over, whether anything is done by then or not."""

    def __init__(self, label: str, total: int | None) -> None:
        self._label, self._total, self._done = label, total, 0
        self._bar: Progress | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(_MOMENT_S, self._appear)
        self._timer.daemon = True
        self._timer.start()

    def advance(self, done: int) -> None:
        with self._lock:
            self._done += done
            if self._bar is not None:
                self._bar.update(self._bar.task_ids[0], completed=self._done)

    def end(self) -> None:
        self._timer.cancel()
        self._timer.join()
        if self._bar is not None:
            self._bar.stop()

    def _appear(self) -> None:
        bar = _drawn(is_known=self._total is not None)
        with self._lock:
            bar.add_task(self._label, total=self._total, completed=self._done)
            self._bar = bar
        bar.start()


def _drawn(*, is_known: bool) -> "Progress":
    """Where nobody knows how long it takes, it tells how long it has taken."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    known, unknown = (MofNCompleteColumn(), TimeRemainingColumn()), (TimeElapsedColumn(),)
    columns = (TextColumn("{task.description}"), BarColumn(), *(known if is_known else unknown))
    return Progress(*columns, console=Console(stderr=True), transient=True)
