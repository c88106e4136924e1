"""How likely a candidate belongs, given its own promise and what became of others like it.

Pages are alike that one listing names, that lie in one section of a host, or of which as much is known before
the download (`Band`). In a group, a page that is judged counts as what it is, and one that waits with its
promise: so a list of sports is known for one before it has cost a request. What a group adds to a promise are
log odds, as if its groups and its words spoke independently (naive Bayes); a crawler that learns from what it
has fetched which links to follow next is that of Rennie and McCallum, "Using reinforcement learning to spider
the web efficiently" (ICML 1999), and of Chakrabarti, van den Berg and Dom, "Focused crawling" (WWW 1999).
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from crawler.discovery.candidate import Candidate
from pipelines.judging.promise import NOTHING_NAMED

Band = Literal["nothing", "little", "much"]

LITTLE, MUCH = 0.1, 0.5
"""Promises from which little, and from which much, speaks for a page."""

PRIOR_PAGES = 10.0
"""A group is believed half when it has so many pages, and a band, or peers, when so many are judged."""

MOST_EARLIER_PAGES = 30.0
"""What earlier runs fetched of a listing counts as so many pages at most."""

MOST_SHIFT = 2.5
_SURE = 0.995


class Peers(NamedTuple):
    """Candidates that are alike in all of this. `section` is host and first folder, or the host alone."""

    listing: str
    section: str
    band: Band


class Earlier(NamedTuple):
    """Of a listing's pages, what all earlier runs fetched, and how many of these belonged.

    `unlikely` are those fetched for which nothing spoke, `unlikely_related` those of them that belonged.
    """

    fetched: int
    related: int
    unlikely: int = 0
    unlikely_related: int = 0


@dataclass(slots=True)
class _Group:
    pages: float = 0.0
    belonging: float = 0.0

    def add(self, pages: float, belonging: float) -> None:
        self.pages += pages
        self.belonging += belonging

    def rate(self, prior: float) -> float:
        """0 to 1, with `prior` for `PRIOR_PAGES` pages more."""
        return (PRIOR_PAGES * prior + self.belonging) / (PRIOR_PAGES + self.pages)


@dataclass(slots=True)
class Yields:
    """Of one publisher. `earlier` by the URL of the listing."""

    earlier: Mapping[str, Earlier] = field(default_factory=dict)
    _all: _Group = field(default_factory=_Group)
    _groups: dict[str, _Group] = field(default_factory=dict)
    _peers: dict[Peers, _Group] = field(default_factory=dict)
    _bands: dict[Band, _Group] = field(default_factory=dict)
    _promised: dict[Band, _Group] = field(default_factory=dict)
    # What was worked out of the groups, until one of them changes.
    _lifts: dict[str, float] = field(default_factory=dict)
    _errors: dict[Band, float] = field(default_factory=dict)

    def waits(self, candidate: Candidate, peers: Peers, listings: Iterable[str]) -> None:
        """One more candidate, named by `listings`."""
        self._count(peers, listings, 1.0, candidate.promise)

    def named_too(self, candidate: Candidate, listing: str) -> None:
        """Another listing names a candidate that waits."""
        self._group(listing).add(1.0, candidate.promise)
        self._lifts.clear()

    def judged(
        self, candidate: Candidate, peers: Peers, listings: Iterable[str], *, related: bool | None
    ) -> None:
        """A candidate that waited was fetched; `related` None where that told nothing."""
        if related is None:
            self._count(peers, listings, -1.0, -candidate.promise)
            return
        self._count(peers, listings, 0.0, related - candidate.promise)
        self._peers.setdefault(peers, _Group()).add(1.0, related)
        self._bands.setdefault(peers.band, _Group()).add(1.0, related)
        self._promised.setdefault(peers.band, _Group()).add(1.0, candidate.promise)
        self._errors.clear()

    @property
    def average(self) -> float:
        """The chance of a page of this publisher of which nothing more is known."""
        return self._all.rate(0.5)

    def tried(self, band: Band) -> int:
        """How many of a band were judged."""
        return int(self._bands[band].pages) if band in self._bands else 0

    def tried_of(self, peers: Peers) -> int:
        """How many of its peers were judged."""
        return int(self._peers[peers].pages) if peers in self._peers else 0

    def chance(self, promise: float, peers: Peers) -> float:
        """0 to 1. Of a candidate of much promise at least half of it: its listing does not starve it."""
        shift = self._lift(peers.listing) + self._lift(peers.section)
        likely = _odds(promise) + max(-MOST_SHIFT, min(MOST_SHIFT, shift)) + self._error(peers.band)
        found = self._peers.get(peers, _Group()).rate(1.0 / (1.0 + math.exp(-likely)))
        return max(found, promise / 2) if peers.band == "much" else found

    def _lift(self, name: str) -> float:
        if name not in self._lifts:
            overall = self.average
            self._lifts[name] = _odds(self._group(name).rate(overall)) - _odds(overall)
        return self._lifts[name]

    def _error(self, band: Band) -> float:
        """By how much the promises of a band were too low (above 0) or too high, in log odds."""
        if band not in self._bands:
            return 0.0
        if band not in self._errors:
            promised = self._promised[band]
            mean = promised.belonging / promised.pages
            self._errors[band] = _odds(self._bands[band].rate(mean)) - _odds(mean)
        return self._errors[band]

    def _count(self, peers: Peers, listings: Iterable[str], pages: float, belonging: float) -> None:
        self._all.add(pages, belonging)
        self._lifts.clear()
        for name in (*listings, peers.section):
            self._group(name).add(pages, belonging)

    def _remember(self, earlier: Earlier) -> None:
        """What nothing spoke for. Listings overlap: the one that tells most stands for all."""
        if earlier.unlikely > self.tried("nothing"):
            weight = min(1.0, MOST_EARLIER_PAGES / earlier.unlikely)
            self._bands["nothing"] = _Group(earlier.unlikely * weight, earlier.unlikely_related * weight)
            pages = self._bands["nothing"].pages
            self._promised["nothing"] = _Group(pages, pages * NOTHING_NAMED)
            self._errors.clear()

    def _group(self, name: str) -> _Group:
        if name not in self._groups:
            earlier = self.earlier.get(name, Earlier(0, 0))
            weight = min(1.0, MOST_EARLIER_PAGES / earlier.fetched) if earlier.fetched else 0.0
            self._groups[name] = _Group(earlier.fetched * weight, earlier.related * weight)
            self._remember(earlier)
        return self._groups[name]


def band_of(promise: float) -> Band:
    """How much speaks for a page."""
    if promise < LITTLE:
        return "nothing"
    return "little" if promise < MUCH else "much"


def _odds(share: float) -> float:
    """Log odds."""
    bounded = max(1 - _SURE, min(_SURE, share))
    return math.log(bounded / (1.0 - bounded))
