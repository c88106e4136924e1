"""A store that counts what is asked of it."""

from collections import Counter
from collections.abc import Iterator

from pipelines.archive.store import Blob, Stat, Store


class CountingStore:
    """`requests` by method; `sent` and `received` are bytes of objects, `received` of lists left out."""

    def __init__(self, store: Store) -> None:
        self.url = store.url
        self.requests: Counter[str] = Counter()
        self.sent = 0
        self.received = 0
        self._store = store

    def get(self, key: str, start: int | None = None, end: int | None = None) -> Blob:
        self.requests["get"] += 1
        blob = self._store.get(key, start, end)
        self.received += len(blob.data)
        return blob

    def stat(self, key: str) -> Stat:
        self.requests["stat"] += 1
        return self._store.stat(key)

    def list(self, prefix: str = "", after: str = "") -> Iterator[tuple[str, int]]:
        self.requests["list"] += 1
        return self._store.list(prefix, after)

    def put(self, key: str, data: bytes) -> None:
        self._send("put", data)
        self._store.put(key, data)

    def put_if_absent(self, key: str, data: bytes) -> None:
        self._send("put_if_absent", data)
        self._store.put_if_absent(key, data)

    def put_if_match(self, key: str, data: bytes, tag: str, keep: int = 0) -> None:
        self._send("put_if_match", data)
        self._store.put_if_match(key, data, tag, keep)

    def delete(self, key: str) -> None:
        self.requests["delete"] += 1
        self._store.delete(key)

    def _send(self, method: str, data: bytes) -> None:
        self.requests[method] += 1
        self.sent += len(data)
