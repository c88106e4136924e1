"""Holds the candidates of a run back, each page once, and says which to ask for next."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.discovery.candidate import Candidate
from crawler.discovery.orders import Lead, Order
from crawler.discovery.yields import Peers, band_of
from crawler.met import sign_of
from pipelines.judging.promise import UNTOLD
from pipelines.urls import url_key

LINKS = "links"
"""The listing, so to say, of all that archived articles link to."""

MOST_SECTIONS = 50
"""Of one publisher; the rest of it is one section."""


class Frontier:
    """Candidates of a run; each publisher's are asked for in an order of its own, which `new_order` makes.

    A publisher's may be asked for when its listings are all read. With `limit`, none before those of all
    publishers are, and then the first `limit` of them all: so open all publishers before the first is closed.
    `most_of_each` is how many of a publisher will be asked for at most; None where that is not known.
    """

    def __init__(
        self, new_order: Callable[[], Order], limit: int | None = None, most_of_each: int | None = None
    ) -> None:
        self._new_order = new_order
        self._limit = limit
        self._most_of_each = most_of_each
        self._open: set[str] = set()
        self._orders: dict[str, Order] = {}
        self._gathered: dict[str, list[Lead]] = {}
        # By the signs of their pages. Of what was judged only its depth is kept, a tenth of a lead.
        self._leads: dict[int, Lead | int] = {}
        self._sections: dict[str, set[str]] = {}
        self._left: list[Lead] = []

    def open(self, publisher: str) -> None:
        """Its listings are being read."""
        self._open.add(publisher)
        self._orders[publisher] = self._new_order()
        self._gathered[publisher] = []

    def add(self, candidate: Candidate) -> None:
        """Of two candidates for one page the one that knows more waits. What was asked for stays so.

        Raises ValueError if the candidate's publisher was never open.
        """
        if candidate.publisher not in self._orders:
            raise ValueError(f"publisher {candidate.publisher!r} is not open")
        sign = _sign(candidate.url)
        known = self._leads.get(sign)
        if known is not None:
            if isinstance(known, Lead):
                self._name_again(known, candidate)
            return
        peers = self._peers(candidate)
        lead = Lead(candidate, [peers.listing], peers)
        self._leads[sign] = lead
        if candidate.publisher in self._gathered:
            self._gathered[candidate.publisher].append(lead)
        else:
            self._admit(lead)

    def close(self, publisher: str) -> list[str]:
        """Its listings are read: the publishers whose candidates may now be asked for."""
        self._open.discard(publisher)
        if self._limit is not None and self._open:
            return []
        ready = [publisher] if self._limit is None else list(self._gathered)
        leads = [lead for each in ready for lead in self._gathered.pop(each, [])]
        for lead in leads:
            self._orders[lead.candidate.publisher].add(lead)
        if self._limit is not None:
            self._limit = self._keep_within(leads, self._limit)
        return ready

    def next(self, publisher: str, budget: int) -> Candidate | None:
        """The one to ask for now, or None where none that waits is worth it, as far as is known now.

        `budget` is how many of the publisher may still be asked for.
        """
        lead = self._orders[publisher].next(budget)
        return lead.candidate if lead is not None else None

    def judged(self, candidate: Candidate, *, related: bool | None) -> None:
        """What became of one that was asked for; None where that tells nothing of it."""
        sign = _sign(candidate.url)
        lead = self._leads[sign]
        if isinstance(lead, Lead):
            self._orders[candidate.publisher].judged(lead, related=related)
            self._leads[sign] = lead.candidate.depth

    def depth_of(self, url: str) -> int:
        """As the candidate has it; 0 where there is none."""
        lead = self._leads.get(_sign(url), 0)
        return lead.candidate.depth if isinstance(lead, Lead) else lead

    @property
    def over_limit(self) -> tuple[Candidate, ...]:
        """Those that wait no longer because of the limit."""
        return tuple(lead.candidate for lead in self._left)

    def one_more(self) -> str | None:
        """In the place of one that could not be asked for the best over the limit waits: its publisher."""
        if not self._left:
            return None
        lead = self._left.pop(0)
        lead.is_gone = False
        self._orders[lead.candidate.publisher].add(lead)
        return lead.candidate.publisher

    def waiting(self) -> Iterator[Candidate]:
        """Those that were not asked for, and may be."""
        leads = (lead for lead in self._leads.values() if isinstance(lead, Lead))
        return (lead.candidate for lead in leads if not lead.is_gone)

    def _name_again(self, lead: Lead, candidate: Candidate) -> None:
        if lead.is_gone or lead.candidate.publisher != candidate.publisher:
            return
        listing = self._peers(candidate).listing
        if listing not in lead.listings:
            lead.listings.append(listing)
            if candidate.publisher not in self._gathered:
                self._orders[candidate.publisher].named_too(lead, listing)
        if candidate.publisher in self._gathered:
            _learn(lead, candidate)
            lead.peers = self._peers(lead.candidate)

    def _admit(self, lead: Lead) -> None:
        """One that is found when its publisher's are asked for already."""
        if self._limit is not None:
            if self._limit <= 0:
                self._leave(lead)
                return
            self._limit -= 1
        self._orders[lead.candidate.publisher].add(lead)

    def _keep_within(self, leads: list[Lead], limit: int) -> int:
        """Answers with what is left of the limit."""
        ranked = sorted(
            leads, key=lambda lead: self._orders[lead.candidate.publisher].rank(lead), reverse=True
        )
        kept: Counter[str] = Counter()
        for lead in ranked:
            publisher = lead.candidate.publisher
            if kept[publisher] == self._most_of_each:
                continue  # That is its budget's end, not the limit's.
            if limit == 0:
                self._leave(lead)
            else:
                limit -= 1
                kept[publisher] += 1
        return limit

    def _leave(self, lead: Lead) -> None:
        lead.is_gone = True
        self._left.append(lead)

    def _peers(self, candidate: Candidate) -> Peers:
        parts = urlsplit(candidate.url)
        host, folder = parts.netloc, parts.path.strip("/").partition("/")
        section = f"{host}/{folder[0]}" if folder[2] and not folder[0].isdigit() else host
        sections = self._sections.setdefault(candidate.publisher, set())
        if section not in sections and len(sections) >= MOST_SECTIONS:
            section = host
        sections.add(section)
        listing = LINKS if candidate.depth else candidate.listing
        return Peers(listing, section, band_of(candidate.promise))


def _sign(url: str) -> int:
    return sign_of(url_key(url))


def _learn(lead: Lead, other: Candidate) -> None:
    """Keeps the candidate that knows more, with the greater promise of those that were told anything."""
    known = lead.candidate
    better = other if _knowledge(other) > _knowledge(known) else known
    told = [promise for promise in (known.promise, other.promise) if promise != UNTOLD]
    promise = max(told, default=UNTOLD)
    lead.candidate = better if better.promise == promise else replace(better, promise=promise)


def _knowledge(candidate: Candidate) -> tuple[bool, bool, int]:
    return bool(candidate.published), bool(candidate.headline), candidate.priority
