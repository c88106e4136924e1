"""A store whose user dies at one of its calls, as by SIGKILL, but within this process."""

import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

from pipelines.archive.store import Blob, Stat, Store

_Answer = TypeVar("_Answer")


class Killed(BaseException):
    """Nobody catches it; whoever does all the same gets nothing done any more."""


class DoomedStore:
    """Passes on `calls` calls; the one after them is made or not, as `is_made` says, and none after it."""

    def __init__(self, store: Store, calls: int, *, is_made: bool) -> None:
        self.url = store.url
        self._store = store
        self._left = calls
        self._is_made = is_made
        self._counting = threading.Lock()

    def get(self, key: str, start: int | None = None, end: int | None = None) -> Blob:
        return self._call(lambda: self._store.get(key, start, end))

    def stat(self, key: str) -> Stat:
        return self._call(lambda: self._store.stat(key))

    def list(self, prefix: str = "", after: str = "") -> Iterator[tuple[str, int]]:
        return iter(self._call(lambda: list(self._store.list(prefix, after))))

    def put(self, key: str, data: bytes) -> None:
        self._call(lambda: self._store.put(key, data))

    def put_if_absent(self, key: str, data: bytes) -> None:
        self._call(lambda: self._store.put_if_absent(key, data))

    def put_if_match(self, key: str, data: bytes, tag: str, keep: int = 0) -> None:
        self._call(lambda: self._store.put_if_match(key, data, tag, keep))

    def delete(self, key: str) -> None:
        self._call(lambda: self._store.delete(key))

    def _call(self, ask: Callable[[], _Answer]) -> _Answer:
        with self._counting:
            self._left -= 1
            left = self._left
        if left >= 0:
            return ask()
        if left == -1 and self._is_made:
            ask()
        raise Killed
