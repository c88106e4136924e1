"""Who published whose texts: copies that are archived, and copies that were turned away."""

from array import array
from collections import Counter
from collections.abc import Iterable
from datetime import date

from pipelines.archive import named_document
from pipelines.document import Value
from pipelines.report.archive_lines import Away, Line, day

_COPIES = ("near_duplicate", "known_text")
_MOST_PAIRS = 30
_NOBODY, _UNDATED = 0, 0


class CopiedFacts(Value):
    """Texts that two publishers share: `earlier` published `first` of them on an earlier day, `later`
    published `last`; of `unclear` ones the days are equal or unknown.
    """

    earlier: str
    later: str
    texts: int
    first: int
    last: int
    unclear: int


class CopiesFacts(Value):
    """`archived` documents resemble an earlier one, `turned_away` pages were copies; `within` one publisher
    are those of both kinds whose texts it had itself.
    """

    archived: int
    turned_away: int
    within: int
    pairs: tuple[CopiedFacts, ...]


class Copies:
    """Takes lines as they go by; of each document it keeps publisher and day as numbers."""

    def __init__(self) -> None:
        self._names: dict[str | None, int] = {None: _NOBODY}
        self._publishers = array("I")
        self._days = array("I")
        self._archived: list[tuple[int, int]] = []
        self._turned_away: list[tuple[int, int, int]] = []

    def add(self, line: Line) -> None:
        """A document, removed ones too: by its number others name it."""
        while len(self._days) < line.number:
            self._publishers.append(_NOBODY)
            self._days.append(_UNDATED)
        self._publishers.append(self._name(line.publisher))
        self._days.append(_ordinal(line.published))
        if line.near_duplicate_of is not None and line.is_live:
            self._archived.append((line.number, line.near_duplicate_of))

    def add_away(self, away: Away) -> None:
        """A page turned away, or one that failed."""
        if away.reason in _COPIES and (number := named_document(away.detail)) is not None:
            self._turned_away.append((self._name(away.publisher), _ordinal(away.published), number))

    def facts(self) -> CopiesFacts:
        """Of all of them."""
        shared = [
            *((self._publishers[number], self._days[number], of) for number, of in self._archived),
            *self._turned_away,
        ]
        known = [
            each for each in shared if each[0] and each[2] < len(self._days) and self._publishers[each[2]]
        ]
        other = [each for each in known if each[0] != self._publishers[each[2]]]
        return CopiesFacts(
            archived=len(self._archived),
            turned_away=len(self._turned_away),
            within=len(known) - len(other),
            pairs=tuple(self._pairs(other)),
        )

    def _pairs(self, shared: Iterable[tuple[int, int, int]]) -> list[CopiedFacts]:
        """By publisher and publisher, whoever was first more often named first."""
        earlier: Counter[tuple[int, int]] = Counter()
        unclear: Counter[tuple[int, int]] = Counter()
        for publisher, published, number in shared:
            of, then = self._publishers[number], self._days[number]
            if published == then or _UNDATED in (published, then):
                unclear[min(of, publisher), max(of, publisher)] += 1
            else:
                earlier[(of, publisher) if then < published else (publisher, of)] += 1
        both = {(min(pair), max(pair)) for pair in (*earlier, *unclear)}
        names = {number: name or "" for name, number in self._names.items()}
        found = [_copied(pair, earlier, unclear, names) for pair in both]
        return sorted(found, key=lambda each: (-each.texts, each.earlier, each.later))[:_MOST_PAIRS]

    def _name(self, publisher: str | None) -> int:
        return self._names.setdefault(publisher, len(self._names))


def _copied(
    pair: tuple[int, int],
    earlier: Counter[tuple[int, int]],
    unclear: Counter[tuple[int, int]],
    names: dict[int, str],
) -> CopiedFacts:
    one, other = pair
    if earlier[other, one] > earlier[one, other]:
        one, other = other, one
    first, last, equal = earlier[one, other], earlier[other, one], unclear[pair]
    return CopiedFacts(
        earlier=names[one],
        later=names[other],
        texts=first + last + equal,
        first=first,
        last=last,
        unclear=equal,
    )


def _ordinal(published: str | None) -> int:
    """The day as a number; 0 where none is known."""
    found = day(published)
    try:
        return date.fromisoformat(found).toordinal() if found else _UNDATED
    except ValueError:
        return _UNDATED
