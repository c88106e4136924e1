"""WARC files of attempts that lost their race, which nobody will ever read."""

from collections.abc import Iterable

from pipelines.archive.log import Log
from pipelines.archive.store import Store
from pipelines.archive.warc import segment_and_commit


class LostCaptures:
    """`vouched` are files that the log is known to name."""

    def __init__(self, store: Store, log: Log) -> None:
        self._store = store
        self._log = log
        self._undecided: tuple[str, ...] = ()
        self.vouched: frozenset[str] = frozenset()

    def clear(self, keys: Iterable[str] | None = None) -> None:
        """Deletes those of `keys` whose log/N exists and is another commit's; None: those left undecided.

        Where log/N does not exist yet, the attempt may still be under way, and the file stays.
        """
        undecided = []
        for key in self._undecided if keys is None else keys:
            named = segment_and_commit(key)
            if named is None or key in self.vouched:
                continue
            winner = self._log.commit_of(named[0])
            if winner is None:
                undecided.append(key)
            elif winner != named[1]:
                self._store.delete(key)
        self._undecided = tuple(undecided)
