"""What became of the candidates of each listing."""

import threading
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from crawler.met import sign_of
from pipelines.urls import url_key

End = Literal["fetched", "related", "archived", "unlikely", "unlikely_related"]


class Yield(NamedTuple):
    """Of a listing's candidates in this run: those that were new to it, and what became of them.

    `related` are those that belong, copies of archived ones among them. `unlikely` are fetched ones for which
    nothing spoke before, `unlikely_related` those of them that belong.
    """

    new: int = 0
    fetched: int = 0
    related: int = 0
    archived: int = 0
    unlikely: int = 0
    unlikely_related: int = 0


@dataclass(slots=True)
class Harvest:
    """A page that several listings name counts for each of them.

    Every method may be called from any thread.
    """

    # Pages by their signs; most are of one listing, whose name alone takes half the room of a list with it.
    _listings: dict[int, str | tuple[str, ...]] = field(default_factory=dict)
    _counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def named(self, url: str, listing: str) -> bool:
        """A listing names a page that is worth fetching; whether none did before, in this run."""
        with self._lock:
            sign = sign_of(url_key(url))
            listings = self._of(sign)
            if listing not in listings:
                self._listings[sign] = (*listings, listing) if listings else listing
                self._counts[listing]["new"] += 1
            return not listings

    def ended(self, url: str, end: End) -> None:
        """What became of a page; nothing is counted where no listing named it."""
        with self._lock:
            for listing in self._of(sign_of(url_key(url))):
                self._counts[listing][end] += 1

    def of(self, listing: str) -> Yield:
        """Zeros where it named nothing new."""
        with self._lock:
            counts = self._counts.get(listing, Counter())
            return Yield(*(counts[name] for name in Yield._fields))

    def _of(self, sign: int) -> tuple[str, ...]:
        found = self._listings.get(sign, ())
        return (found,) if isinstance(found, str) else found
