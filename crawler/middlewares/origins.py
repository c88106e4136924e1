"""What origins have answered: one fetch for each, for which everybody waits, and no more than fits."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlsplit

# Bytes of answers that are remembered; each costs about twenty in memory, and each origin something.
_MOST_BYTES = 8 * 1024 * 1024
_LEAST_BYTES = 2048
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


class Kept(Protocol):
    """An answer."""

    @property
    def size(self) -> int:
        """Bytes that it had."""

    @property
    def until(self) -> float:
        """The moment from which on it is asked for anew."""


K = TypeVar("K", bound=Kept)

Fetch = Callable[[str, K | None], Coroutine[Any, Any, K]]
"""The answer of an origin; beside the origin what was known of it before, which is old."""


class Origins(Generic[K]):
    """What `fetch` raises all hear who wait for it; who comes later asks anew. `clock_s` never goes back."""

    def __init__(self, fetch: Fetch[K], clock_s: Callable[[], float]) -> None:
        self._fetch = fetch
        self._clock_s = clock_s
        self._answers: OrderedDict[str, asyncio.Task[K]] = OrderedDict()
        # Of all that are done.
        self._size = 0

    def __len__(self) -> int:
        return len(self._answers)

    async def answer(self, origin: str) -> K:
        """As it is known, or as it is told now."""
        known = self._answers.get(origin)
        if known is None or self._is_old(known):
            before = None if known is None else _came(known)
            self._forget(origin)
            self._make_room()
            self._answers[origin] = asyncio.ensure_future(self._fetch(origin, before))
            self._answers[origin].add_done_callback(self._counted)
        self._answers.move_to_end(origin)
        return await asyncio.shield(self._answers[origin])

    def _make_room(self) -> None:
        """Redirects may lead to any number of origins; what was not needed for longest is forgotten."""
        while self._size > _MOST_BYTES:
            self._forget(next(origin for origin, task in self._answers.items() if task.done()))

    def _counted(self, task: asyncio.Task[K]) -> None:
        self._size += _size(task)

    def _forget(self, origin: str) -> None:
        """If it is known; what is forgotten is done."""
        if (task := self._answers.pop(origin, None)) is not None:
            self._size -= _size(task)

    def _is_old(self, known: asyncio.Task[K]) -> bool:
        if not known.done():
            return False
        answer = _came(known)
        return answer is None or answer.until <= self._clock_s()


def _came(task: asyncio.Task[K]) -> K | None:
    """Of one that is done; None where nobody could be asked."""
    return None if task.cancelled() or task.exception() is not None else task.result()


def _size(task: asyncio.Task[K]) -> int:
    answer = _came(task)
    return _LEAST_BYTES + (answer.size if answer is not None else 0)


def origin_of(url: str) -> str:
    """Scheme, host and port; one spelling for each origin."""
    parts = urlsplit(url)
    authority = parts.netloc.rpartition("@")[2].lower()
    return f"{parts.scheme}://{authority.removesuffix(_DEFAULT_PORTS.get(parts.scheme, ''))}"
