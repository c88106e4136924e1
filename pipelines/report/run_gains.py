"""What the corpus gained by one run: by entity, language, publisher and month, beside what it had before."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipelines.archive import Archive, Where
from pipelines.report.run_pages import NewDocument

_FIELDS = ("number", "entities", "language", "publisher", "published")
_Told = tuple[Sequence[str], str | None, str | None, str | None]


class Gain(NamedTuple):
    """Documents that the run added to what had `before` already."""

    name: str
    added: int
    before: int

    @property
    def is_new(self) -> bool:
        """Whether the corpus had none before."""
        return self.before == 0


class Gains(NamedTuple):
    """`before` are the live documents with a lower number than the first of the run, seeds among them.

    All by what was added, the most first; `months` (`2020-03`) in order of time. `on_new_ground` are
    documents with an entity, a publisher or a month that the corpus had nothing of; each of
    the three is counted too.
    """

    before: int
    added: int
    on_new_ground: int
    with_new_entity: int
    of_new_publisher: int
    of_new_month: int
    entities: tuple[Gain, ...]
    languages: tuple[Gain, ...]
    publishers: tuple[Gain, ...]
    months: tuple[Gain, ...]


def gains(archive: Archive, added: Sequence[NewDocument]) -> Gains:
    """Of all documents that a run archived, in order of number; reads the lines of INDEX before them."""
    first = added[0].number if added else 0
    earlier = _Counts()
    for number, *told in archive.values(_FIELDS, Where(status="live")) if added else ():
        if number >= first:
            break
        earlier.take((told[0], told[1], told[2], told[3]))
    now = _Counts()
    for row in added:
        now.take(_told(row))
    return Gains(
        before=earlier.documents,
        added=len(added),
        on_new_ground=sum(any(earlier.lacks(_told(row))) for row in added),
        with_new_entity=sum(earlier.lacks(_told(row)).entity for row in added),
        of_new_publisher=sum(earlier.lacks(_told(row)).publisher for row in added),
        of_new_month=sum(earlier.lacks(_told(row)).month for row in added),
        entities=_by_added(now.entities, earlier.entities),
        languages=_by_added(now.languages, earlier.languages),
        publishers=_by_added(now.publishers, earlier.publishers),
        months=tuple(sorted(_by_added(now.months, earlier.months))),
    )


class _Lacking(NamedTuple):
    entity: bool
    publisher: bool
    month: bool


class _Counts:
    def __init__(self) -> None:
        self.documents = 0
        self.entities: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.publishers: Counter[str] = Counter()
        self.months: Counter[str] = Counter()

    def take(self, told: _Told) -> None:
        entities, language, publisher, published = told
        self.documents += 1
        self.entities.update(entities)
        self.languages[language or "und"] += 1
        if publisher:
            self.publishers[publisher] += 1
        if published and len(published) >= 7:
            self.months[published[:7]] += 1

    def lacks(self, told: _Told) -> _Lacking:
        """What of a document there is nothing of."""
        entities, _, publisher, published = told
        month = published[:7] if published and len(published) >= 7 else None
        return _Lacking(
            entity=any(name not in self.entities for name in entities),
            publisher=publisher is not None and publisher not in self.publishers,
            month=month is not None and month not in self.months,
        )


def _told(row: NewDocument) -> _Told:
    return row.entities, row.language, row.publisher, row.published


def _by_added(now: Counter[str], before: Counter[str]) -> tuple[Gain, ...]:
    found: Iterable[Gain] = (Gain(name, added, before[name]) for name, added in now.items())
    return tuple(sorted(found, key=lambda gain: (-gain.added, gain.name)))
