"""What of which publisher and month is held, and where listings promised more."""

from collections import Counter, defaultdict
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
    """Counts lines as they go by, and beside what `listings` named of a month what was looked at of it."""

    def __init__(self, listings: Iterable[ListingState]) -> None:
        self._listed = listed_of((state.publisher, state.months) for state in listings)
        self._looked_at: Counter[Cell] = Counter()
        # Each page once, however often it was looked at, and its cell by its place: numbers cost the garbage
        # collector nothing, and there are very many.
        self._places = {cell: place for place, cell in enumerate(self._listed)}
        self._pages: dict[int, int] = {}
        self._held: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._documents: Counter[str] = Counter()
        self._languages: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._away: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._months: Counter[str] = Counter()

    def add(self, line: Line) -> None:
        """A document, removed ones too: they were looked at."""
        published = month(line.published)
        if line.is_live and published is not None:
            self._months[published] += 1
        if line.publisher is None:
            return
        if published is not None and (cell := Cell(line.publisher, published)) in self._listed:
            self._looked_at[cell] += 1
        if line.is_live:
            self._documents[line.publisher] += 1
            self._languages[line.publisher][line.language or "und"] += 1
            if published is not None:
                self._held[line.publisher][published] += 1

    def add_away(self, away: Away) -> None:
        """A page turned away, or one that failed."""
        if away.publisher is None:
            return
        counts = self._away[away.publisher]
        counts[away.kind] += 1
        if away.stage == "reservations":
            counts["reserved"] += 1
        published = month(away.published)
        if published is None or away.kind != "rejected":
            return
        place = self._places.get(Cell(away.publisher, published))
        if place is not None and _is_page_of_its_own(away):
            self._pages[hash(away.url)] = place

    def facts(self) -> CoverageFacts:
        """Of all of them."""
        turned_away = Counter(self._pages.values())
        missing: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for cell, place in self._places.items():
            lacking = self._listed[cell] - self._looked_at[cell] - turned_away[place]
            if lacking > 0:
                missing[cell.publisher][cell.month] = lacking
        names = {*self._documents, *self._away, *missing}
        found = [self._publisher(name, missing.get(name, {})) for name in names]
        return CoverageFacts(
            publishers=tuple(sorted(found, key=lambda each: (-each.documents, each.publisher))),
            months=dict(sorted(self._months.items())),
        )

    def _publisher(self, name: str, lacking: Mapping[str, int]) -> PublisherFacts:
        away, held = self._away.get(name, Counter()), self._held.get(name, Counter())
        return PublisherFacts(
            publisher=name,
            documents=self._documents[name],
            undated=self._documents[name] - held.total(),
            first=min(held, default=None),
            last=max(held, default=None),
            turned_away=away["rejected"],
            reserved=away["reserved"],
            failed=away["failed"],
            languages=dict(self._languages.get(name, Counter()).most_common()),
            months=dict(sorted(held.items())),
            lacking=dict(sorted(lacking.items())),
        )


def _is_page_of_its_own(away: Away) -> bool:
    return away.stage != "duplicates" or away.reason in _PAGES_OF_THEIR_OWN
