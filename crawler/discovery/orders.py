"""In which order the candidates of one publisher are asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal, Protocol
from zlib import crc32

from crawler.discovery.candidate import Candidate
from crawler.discovery.dates import newest_first
from crawler.discovery.yields import Earlier, Peers, Yields

CandidateOrder = Literal["best", "breadth"]

EXPLORE_EVERY = 20
"""Every so manyth request goes to peers of which fewer than `EXPLORED` were asked for."""
EXPLORED = 2

LEAST_TRIED = 10
"""So many of a band must be judged before any of it is left out."""
ONE_BEYOND = 50
"""Of those that would be left out, one of so many is asked for all the same: the same ones in every run."""
MOST_BEYOND = 20

Rank = tuple[float, tuple[bool, str], int, str]


@dataclass(slots=True)
class Lead:
    """A candidate that waits; `is_gone`: no longer. `listings` named it, the one of the candidate first."""

    candidate: Candidate
    listings: list[str]
    peers: Peers
    is_gone: bool = False


class Order(Protocol):
    """Of one publisher."""

    def add(self, lead: Lead) -> None:
        """One more that waits."""

    def named_too(self, lead: Lead, listing: str) -> None:
        """Another listing names one that waits."""

    def rank(self, lead: Lead) -> Rank:
        """The greater, the earlier."""

    def next(self, budget: int) -> Lead | None:
        """The one to ask for now, which then waits no longer; None where no waiting one is worth it.

        `budget` is how many may still be asked for.
        """

    def judged(self, lead: Lead, *, related: bool | None) -> None:
        """What became of one that was asked for."""


class NewestFirst:
    """Whatever is known of the candidates: those with a date first; what comes later is asked for later."""

    def __init__(self) -> None:
        self._waiting: list[Lead] = []
        self._later: list[Lead] = []

    def add(self, lead: Lead) -> None:
        self._later.append(lead)

    def named_too(self, lead: Lead, listing: str) -> None:
        """It changes nothing."""

    def rank(self, lead: Lead) -> Rank:
        return (0.0, *_by_date(lead.candidate))

    def next(self, budget: int) -> Lead | None:  # noqa: ARG002 - an order that spends it to its end
        while self._waiting or self._later:
            if not self._waiting:
                self._waiting, self._later = sorted(self._later, key=self.rank), []
            lead = self._waiting.pop()
            if not lead.is_gone:
                lead.is_gone = True
                return lead
        return None

    def judged(self, lead: Lead, *, related: bool | None) -> None:
        """It changes nothing."""


@dataclass(slots=True)
class _Pile:
    """Peers: they differ in promise and date alone."""

    leads: list[Lead] = field(default_factory=list)
    asked: int = 0
    is_sorted: bool = True

    def add(self, lead: Lead) -> None:
        self.leads.append(lead)
        self.is_sorted = False

    def best(self) -> Lead | None:
        if not self.is_sorted:
            self.leads.sort(key=lambda lead: (round(lead.candidate.promise, 2), *_by_date(lead.candidate)))
            self.is_sorted = True
        while self.leads and self.leads[-1].is_gone:
            self.leads.pop()
        return self.leads[-1] if self.leads else None

    def take(self) -> Lead:
        lead = self.leads.pop()
        lead.is_gone = True
        self.asked += 1
        return lead


class BestFirst:
    """By the chance that a page belongs (yields.py), which changes with every page that is judged.

    Where the best chance is below `least_chance`, the rest is left out, for a run that knows more; but only
    when enough of them were tried, and a small share of them is tried all the same. Where more waits than the
    budget can pay for, nothing is explored, and what is less likely to belong than the average of all that
    the publisher has waits for a run with budget to spare.
    """

    def __init__(self, least_chance: float, earlier: Mapping[str, Earlier]) -> None:
        self._least_chance = least_chance
        self._yields = Yields(earlier)
        self._piles: dict[Peers, _Pile] = {}
        self._asked = 0
        self._beyond: list[Lead] = []
        self._is_scarce = False

    def add(self, lead: Lead) -> None:
        self._yields.waits(lead.candidate, lead.peers, lead.listings)
        self._piles.setdefault(lead.peers, _Pile()).add(lead)
        if crc32(lead.candidate.url.encode()) % ONE_BEYOND == 0 and len(self._beyond) < MOST_BEYOND:
            self._beyond.append(lead)

    def named_too(self, lead: Lead, listing: str) -> None:
        self._yields.named_too(lead.candidate, listing)

    def rank(self, lead: Lead) -> Rank:
        chance = self._yields.chance(lead.candidate.promise, lead.peers)
        return (round(chance, 4), *_by_date(lead.candidate))

    def next(self, budget: int) -> Lead | None:
        heads = {peers: lead for peers, pile in self._piles.items() if (lead := pile.best()) is not None}
        if not heads:
            return None
        best = max(heads, key=lambda peers: self.rank(heads[peers]))
        self._asked += 1
        self._is_scarce = self._has_more_than(budget)
        untried = [peers for peers in heads if self._piles[peers].asked < EXPLORED]
        if self._asked % EXPLORE_EVERY == 0 and untried and not self._is_scarce:
            return self._piles[self._least_tried(untried, heads)].take()
        if not self._is_hopeless(heads[best]):
            return self._piles[best].take()
        return self._one_beyond()

    def judged(self, lead: Lead, *, related: bool | None) -> None:
        self._yields.judged(lead.candidate, lead.peers, lead.listings, related=related)

    def _has_more_than(self, budget: int) -> bool:
        """Whether more wait; 100,000 are not counted for each that is asked for."""
        waiting = (lead for pile in self._piles.values() for lead in pile.leads if not lead.is_gone)
        return next(islice(waiting, budget, None), None) is not None

    def _least_tried(self, piles: Iterable[Peers], heads: Mapping[Peers, Lead]) -> Peers:
        def rank(peers: Peers) -> tuple[int, Rank]:
            return -self._piles[peers].asked, self.rank(heads[peers])

        return max(piles, key=rank)

    def _is_hopeless(self, lead: Lead) -> bool:
        if lead.candidate.again or lead.peers.band == "much":
            return False
        if self._yields.tried(lead.peers.band) < LEAST_TRIED:
            return False
        least = max(self._least_chance, self._yields.average) if self._is_scarce else self._least_chance
        return self._yields.chance(lead.candidate.promise, lead.peers) < least

    def _one_beyond(self) -> Lead | None:
        while self._beyond:
            lead = self._beyond.pop()
            if not lead.is_gone:
                lead.is_gone = True
                return lead
        return None


def _by_date(candidate: Candidate) -> tuple[tuple[bool, str], int, str]:
    return newest_first(candidate.published), candidate.priority, candidate.url
