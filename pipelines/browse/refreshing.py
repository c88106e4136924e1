"""The database kept current while people look."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

from pipelines.archive import Store
from pipelines.browse.site import Freshness
from pipelines.lookup import update

_log = logging.getLogger(__name__)


class Refreshing:
    """Brings the database up to the end of the log every so many seconds, in a thread of its own."""

    def __init__(self, file: Path, store: Store, every_s: float) -> None:
        self._file = file
        self._store = store
        self._every_s = every_s
        self._ending = Event()
        self.state = Freshness(_now())

    def once(self) -> None:
        """A store in trouble is told on the start page, and asked again the next time."""
        try:
            update(self._file, self._store)
        except Exception as error:  # noqa: BLE001 - people go on looking, and the next time may do
            if self.state.problem is None:
                _log.warning("the archive cannot be read: %s: %s", type(error).__name__, error)
            self.state = Freshness(self.state.updated, str(error))
        else:
            self.state = Freshness(_now())

    def run(self) -> None:
        """Until it is told to end."""
        while not self._ending.wait(self._every_s):
            self.once()

    def end(self) -> None:
        """After the step that is under way."""
        self._ending.set()


@contextmanager
def refreshing(file: Path, store: Store, every_s: float) -> Iterator[Callable[[], Freshness]]:
    """For as long as the block runs; 0 seconds: never. Gives what tells how fresh the database is."""
    keeper = Refreshing(file, store, every_s)
    thread = Thread(target=keeper.run, name="refresh", daemon=True)
    if every_s:
        thread.start()
    try:
        yield lambda: keeper.state
    finally:
        keeper.end()
        if every_s:
            thread.join(timeout=10)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
