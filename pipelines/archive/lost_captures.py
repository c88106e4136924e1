"""WARC files of attempts that lost their race, which nobody will ever read."""

from typing import TYPE_CHECKING

from pipelines.archive.catalogue_later import CatalogueLater
from pipelines.archive.log import Log
from pipelines.archive.store import Store
from pipelines.archive.warc import WARC, segment_and_commit

if TYPE_CHECKING:
    from pipelines.archive.catalogue import Catalogue


class LostCaptures:
    """`catalogue` tells which files the log names; where it is None, the log is asked of each.

    `covered` are the segments that it knows.
    """

    def __init__(self, store: Store, log: Log) -> None:
        self._store = store
        self._log = log
        self._undecided: tuple[str, ...] | None = None
        self.catalogue: Catalogue | CatalogueLater | None = None
        self.covered = 0

    def clear(self) -> None:
        """Deletes those whose log/N exists and is another commit's; of the second time on, of those left.

        Where log/N does not exist yet, the attempt may still be under way, and the file stays. Where nobody
        has committed since the columns were written, all stay for who does: to read these costs more.
        """
        if self._is_quiet():
            return
        undecided = []
        vouched = self.catalogue.captures if self.catalogue is not None else frozenset()
        keys = self._undecided
        for key in keys if keys is not None else [key for key, _ in self._store.list(WARC)]:
            named = segment_and_commit(key)
            if named is None or key in vouched:
                continue
            winner = self._log.commit_of(named[0])
            if winner is None:
                undecided.append(key)
            elif winner != named[1]:
                self._store.delete(key)
        self._undecided = tuple(undecided)

    def _is_quiet(self) -> bool:
        """Who committed has looked at its end, and who was killed before has left the columns behind."""
        is_unread = isinstance(self.catalogue, CatalogueLater) and not self.catalogue.is_made
        return is_unread and self._log.place.segment == self.covered
