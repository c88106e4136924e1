"""What a crawl had found after so many article requests, by the server's own log."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bench.focus.articles import Article
from bench.focus.server import Asked
from bench.focus.traps import truth_of, without_session


class Curve(NamedTuple):
    """`found[n]` is how many related articles the first n article requests brought."""

    found: tuple[int, ...]
    traps: int
    forbidden: int

    @property
    def requests(self) -> int:
        return len(self.found) - 1

    def found_after(self, requests: int) -> int:
        """All of it where there were fewer requests."""
        return self.found[min(requests, self.requests)]

    def needed(self, found: int) -> int | None:
        """Requests that it took to find so many; None if it did not."""
        return next((n for n, so_far in enumerate(self.found) if so_far >= found), None)


def curve_of(asked: Iterable[Asked], articles: Mapping[str, Article]) -> Curve:
    """An article counts once, under whatever URL; listings are no article requests."""
    found, traps, forbidden = [0], 0, 0
    met: set[str] = set()
    for request in asked:
        truth = truth_of(request.url, articles)
        if truth is None:
            continue
        url = without_session(request.url)
        is_first = truth == "related" and url not in met
        met.add(url)
        found.append(found[-1] + is_first)
        traps += truth == "trap"
        forbidden += truth == "forbidden"
    return Curve(tuple(found), traps, forbidden)
