"""A store that kills its own process directly before or after one of its calls."""

import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple, TypeVar

from pipelines.archive.store import Blob, Stat, Store

_Answer = TypeVar("_Answer")

Moment = Literal["before", "after"]


class Death(NamedTuple):
    """Before or after the `nth` call, counted from 1, of `method` on a key of `family`."""

    method: str
    family: str
    nth: int
    moment: Moment


def family(key: str) -> str:
    """What kind of object it is: the key itself where it has no digits, else what comes before them."""
    if not any(map(str.isdigit, key)):
        return key
    return f"{key.partition('/')[0]}/" if "/" in key else ".txt"


class MortalStore:
    """`calls` counts calls by method and family of key; `last_words` hears of the death that comes now."""

    def __init__(self, store: Store, death: Death | None, last_words: Callable[[Death], None]) -> None:
        self.url = store.url
        self.calls: Counter[tuple[str, str]] = Counter()
        self._store = store
        self._death = death
        self._last_words = last_words
        self._counting = threading.Lock()

    def get(self, key: str, start: int | None = None, end: int | None = None) -> Blob:
        return self._call("get", key, lambda: self._store.get(key, start, end))

    def stat(self, key: str) -> Stat:
        return self._call("stat", key, lambda: self._store.stat(key))

    def list(self, prefix: str = "", after: str = "") -> Iterator[tuple[str, int]]:
        return iter(self._call("list", prefix, lambda: list(self._store.list(prefix, after))))

    def put(self, key: str, data: bytes) -> None:
        self._call("put", key, lambda: self._store.put(key, data))

    def put_if_absent(self, key: str, data: bytes) -> None:
        self._call("put_if_absent", key, lambda: self._store.put_if_absent(key, data))

    def put_if_match(self, key: str, data: bytes, tag: str, keep: int = 0) -> None:
        self._call("put_if_match", key, lambda: self._store.put_if_match(key, data, tag, keep))

    def delete(self, key: str) -> None:
        self._call("delete", key, lambda: self._store.delete(key))

    def _call(self, method: str, key: str, ask: Callable[[], _Answer]) -> _Answer:
        with self._counting:
            self.calls[method, family(key)] += 1
            nth = self.calls[method, family(key)]
        self._die_if_due(Death(method, family(key), nth, "before"))
        try:
            return ask()
        finally:
            self._die_if_due(Death(method, family(key), nth, "after"))

    def _die_if_due(self, now: Death) -> None:
        if now == self._death:
            self._last_words(now)
            os.kill(os.getpid(), signal.SIGKILL)
