"""The log of one store: read in order, followed as others write to it, and added to."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import lru_cache

from pipelines.archive.patience import WITH_TROUBLE, Patience
from pipelines.archive.segment import Place, Segment, after, decode, follows, segment_key
from pipelines.archive.store import Changed, KeyExists, KeyMissing, Store
from pipelines.errors import ArchiveDamaged, StoreError

_BEGINNING = Place(0, 0, None, None)


class Log:
    """`place` is where the next segment belongs, as far as `read_on` has come.

    `lost_races` counts how often another had taken a place first.
    """

    def __init__(self, store: Store, patience: Patience = WITH_TROUBLE) -> None:
        self._store = store
        self._patience = patience
        self._first = 0
        self._first_numbers: list[int] = []
        self._commits: list[str] = []
        self._locate: Callable[[int], int] | None = None
        self.place = _BEGINNING
        self.lost_races = 0
        # Texts of near-copies are asked for in bursts from few segments.
        self.segment = lru_cache(maxsize=8)(self._segment)

    def resume(self, newest: Segment, locate: Callable[[int], int]) -> None:
        """Begins behind `newest`; `locate` tells in which of the segments up to it a document is."""
        self.place = after(newest)
        self._first = self.place.segment
        self._locate = locate

    def read_on(self) -> Iterator[Segment]:
        """The segments not read yet. Raises ArchiveDamaged where one does not continue the one before it."""
        while (segment := self._look()) is not None:
            if not follows(segment, self.place):
                key = segment_key(segment.number)
                raise ArchiveDamaged(f"{key} does not continue the segment before it; run `corpus verify`")
            self._first_numbers.append(segment.header.first_number)
            self._commits.append(segment.header.commit)
            self.place = after(segment)
            yield segment

    def commit_of(self, segment: int) -> str | None:
        """The commit id of a segment; None where there is none yet."""
        if 0 <= segment < self._first:
            return self._segment(segment).header.commit
        at = segment - self._first
        return self._commits[at] if 0 <= at < len(self._commits) else None

    def segments_from(self, number: int) -> Iterator[Segment]:
        """The segments from `number` on, as far as the log was read."""
        return map(self._segment, range(number, self.place.segment))

    def forget(self) -> None:
        """A removal has rewritten a segment."""
        self.segment.cache_clear()

    def segment_with(self, number: int) -> Segment:
        """The segment that holds document `number`. Raises LookupError where none does."""
        if not 0 <= number < self.place.first_number:
            raise LookupError(f"there is no document {number}")
        if self._locate is not None and (not self._first_numbers or number < self._first_numbers[0]):
            return self.segment(self._locate(number))
        return self.segment(self._first + bisect_right(self._first_numbers, number) - 1)

    def add(self, commit: str, data: bytes) -> bool:
        """Puts `data` at `place`. False where another commit has taken it; the caller reads on.

        An answer that got lost is found out by reading what stands there. Raises StoreError where the
        store stays silent: the segment may then be there or not, or still come, and `read_on` tells.
        """
        key = segment_key(self.place.segment)
        problem: Exception = StoreError("no attempt made")
        for _ in self._patience.attempt():
            try:
                # Looking first spares the losers of a race a slow refusal, and a lost answer its repetition.
                found = self._look()
                if found is not None:
                    self.lost_races += found.header.commit != commit
                    return found.header.commit == commit
                self._store.put_if_absent(key, data)
                return True
            except (KeyExists, Changed, StoreError) as error:
                problem = error
        message = f"{self._store.url}: cannot tell whether {key} was written ({problem}); run the crawl again"
        raise StoreError(message) from problem

    def _look(self) -> Segment | None:
        try:
            return self._segment(self.place.segment)
        except KeyMissing:
            return None

    def _segment(self, number: int) -> Segment:
        return decode(number, self._store.get(segment_key(number)).data)
