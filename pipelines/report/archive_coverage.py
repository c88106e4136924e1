"""What of which publisher and month is held, and where listings promised more."""

from collections import Counter
from collections.abc import Iterable, Mapping

from pipelines.archive import ListingState
from pipelines.document import Value
from pipelines.gaps import Cell, listed_of
from pipelines.report.archive_lines import Away, Line, month

# Of what was asked for again the archive has the page, and it is counted there.
_PAGES_OF_THEIR_OWN = ("known_text", "near_duplicate")


class PublisherFacts(Value):
    """`months` has the documents held, by month of publication; `lacking` how many more pages listings named
    than were looked at, at least, by month. `turned_away` and `failed` count looks, `reserved` those of the
    former where the page, its server or its site reserved what it would be kept for.
    """

    publisher: str
    documents: int
    undated: int
    first: str | None
    last: str | None
    turned_away: int
    reserved: int
    failed: int
    languages: dict[str, int]
    months: dict[str, int]
    lacking: dict[str, int]


class CoverageFacts(Value):
    """`publishers` with the most documents first; `months` of all documents, those of no publisher too."""

    publishers: tuple[PublisherFacts, ...]
    months: dict[str, int]


class Coverage:
    """Counts lines as they go by."""

    def __init__(self) -> None:
        self._held: Counter[Cell] = Counter()
        self._looked_at: Counter[Cell] = Counter()
        self._documents: Counter[str] = Counter()
        self._undated: Counter[str] = Counter()
        self._away: dict[str, Counter[str]] = {}
        self._languages: dict[str, Counter[str]] = {}
        self._months: Counter[str] = Counter()
        # Each page once, however often it was looked at.
        self._pages: dict[int, Cell] = {}

    def add(self, line: Line) -> None:
        """A document, removed ones too: they were looked at."""
        published = month(line.published)
        if line.publisher is not None and published is not None:
            self._looked_at[Cell(line.publisher, published)] += 1
        if not line.is_live:
            return
        if published is not None:
            self._months[published] += 1
        if line.publisher is not None:
            self._count(line.publisher, published, line.language)

    def _count(self, publisher: str, published: str | None, language: str | None) -> None:
        self._documents[publisher] += 1
        if published is None:
            self._undated[publisher] += 1
        else:
            self._held[Cell(publisher, published)] += 1
        self._languages.setdefault(publisher, Counter())[language or "und"] += 1

    def add_away(self, away: Away) -> None:
        """A page turned away, or one that failed."""
        if away.publisher is None:
            return
        counts = self._away.setdefault(away.publisher, Counter())
        counts[away.kind] += 1
        counts["reserved"] += away.stage == "reservations"
        published = month(away.published)
        if published and away.kind == "rejected" and _is_page_of_its_own(away):
            self._pages[hash(away.url)] = Cell(away.publisher, published)

    def facts(self, listings: Iterable[ListingState]) -> CoverageFacts:
        """With what `listings` named."""
        self._looked_at.update(self._pages.values())
        listed = listed_of((state.publisher, state.months) for state in listings)
        lacking = {cell: pages - self._looked_at[cell] for cell, pages in listed.items()}
        held, missing = _by_publisher(self._held), _by_publisher(lacking)
        names = {*self._documents, *self._away, *missing}
        found = [self._publisher(name, held.get(name, {}), missing.get(name, {})) for name in names]
        return CoverageFacts(
            publishers=tuple(sorted(found, key=lambda each: (-each.documents, each.publisher))),
            months=dict(sorted(self._months.items())),
        )

    def _publisher(self, name: str, held: Mapping[str, int], lacking: Mapping[str, int]) -> PublisherFacts:
        away = self._away.get(name, Counter())
        return PublisherFacts(
            publisher=name,
            documents=self._documents[name],
            undated=self._undated[name],
            first=min(held, default=None),
            last=max(held, default=None),
            turned_away=away["rejected"],
            reserved=away["reserved"],
            failed=away["failed"],
            languages=dict(self._languages.get(name, Counter()).most_common()),
            months=dict(sorted(held.items())),
            lacking={month: pages for month, pages in sorted(lacking.items()) if pages > 0},
        )


def _is_page_of_its_own(away: Away) -> bool:
    return away.stage != "duplicates" or away.reason in _PAGES_OF_THEIR_OWN


def _by_publisher(counts: Mapping[Cell, int]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for cell, count in counts.items():
        found.setdefault(cell.publisher, {})[cell.month] = count
    return found
