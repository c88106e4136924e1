"""What one run may ask of one host, and of all hosts together, whatever it asks for."""

from collections import Counter
from typing import NamedTuple


class Bound(NamedTuple):
    """Requests that may be made, bytes of answers that may come until no other is made."""

    requests: int
    size: int


class Totals:
    """Counts robots.txt, redirects, retries and what scripts ask for as any other request.

    `had` is what all hosts together were asked, and sent.
    """

    def __init__(self, of_host: Bound, of_run: Bound) -> None:
        self._of_host = of_host
        self._of_run = of_run
        self._requests: Counter[str] = Counter()
        self._sizes: Counter[str] = Counter()
        self.had = Bound(0, 0)

    def is_run_spent(self) -> bool:
        return _is_spent(self.had, self._of_run)

    def is_host_spent(self, host: str) -> bool:
        return _is_spent(Bound(self._requests[host], self._sizes[host]), self._of_host)

    def asked(self, host: str) -> None:
        """A request is made."""
        self._requests[host] += 1
        self.had = Bound(self.had.requests + 1, self.had.size)

    def received(self, host: str, size: int) -> None:
        """Bytes of an answer, as they came."""
        self._sizes[host] += size
        self.had = Bound(self.had.requests, self.had.size + size)


def _is_spent(had: Bound, most: Bound) -> bool:
    return had.requests >= most.requests or had.size >= most.size
