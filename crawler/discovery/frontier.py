"""Holds candidates back until it is known which are the newest."""

from collections.abc import Iterable

from crawler.discovery.candidate import Candidate
from crawler.discovery.dates import newest_first
from pipelines.urls import url_key


class Frontier:
    """Candidates of a run, each page once, released newest first.

    Without `limit` a publisher's candidates are released when its listings are all read. With one, nothing
    is released before every publisher is closed, and then the newest `limit` of them all: so open all
    publishers before the first is closed.
    """

    def __init__(self, limit: int | None = None) -> None:
        self._limit = limit
        self._open: set[str] = set()
        self._waiting: dict[str, Candidate] = {}
        self._released: set[str] = set()

    def open(self, publisher: str) -> None:
        """Its listings are being read."""
        self._open.add(publisher)

    def add(self, candidate: Candidate) -> None:
        """Of two candidates for one page the one that knows more waits; what was released stays released.

        Raises ValueError if the candidate's publisher is not open.
        """
        if candidate.publisher not in self._open:
            raise ValueError(f"publisher {candidate.publisher!r} is not open")
        key = url_key(candidate.url)
        if key in self._released:
            return
        known = self._waiting.get(key)
        if known is None or _knowledge(candidate) > _knowledge(known):
            self._waiting[key] = candidate

    def close(self, publisher: str) -> list[Candidate]:
        """Its listings are read: what may be fetched now, newest first, what has no date last."""
        self._open.discard(publisher)
        if self._limit is None:
            return self._release(key for key, held in self._waiting.items() if held.publisher == publisher)
        return [] if self._open else self._release(self._waiting)[: self._limit]

    def _release(self, keys: Iterable[str]) -> list[Candidate]:
        released = {key: self._waiting[key] for key in keys}
        self._released |= released.keys()
        for key in released:
            del self._waiting[key]
        return sorted(released.values(), key=_order, reverse=True)


def _knowledge(candidate: Candidate) -> tuple[bool, bool, int]:
    return bool(candidate.published), bool(candidate.headline), candidate.priority


def _order(candidate: Candidate) -> tuple[tuple[bool, str], int]:
    return newest_first(candidate.published), candidate.priority
