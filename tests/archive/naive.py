"""A store that accepts conditions and ignores them, as some S3 servers do."""

import random
import time

from pipelines.archive.probe import FOLDER
from pipelines.archive.store import Store

# As long as a write to a distant bucket may take: what others write meanwhile is what a condition protects.
_ON_ITS_WAY_S = 0.15


class NaiveStore:
    """Honours conditions under `probe/` alone, so that writers trust it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.url, self.get, self.stat, self.list = store.url, store.get, store.stat, store.list
        self.put, self.delete = store.put, store.delete

    def put_if_absent(self, key: str, data: bytes) -> None:
        if key.startswith(FOLDER):
            self._store.put_if_absent(key, data)
        else:
            self._put(key, data)

    def put_if_match(self, key: str, data: bytes, tag: str, keep: int = 0) -> None:
        if key.startswith(FOLDER):
            self._store.put_if_match(key, data, tag, keep)
        else:
            self._put(key, (self._store.get(key, 0, keep).data if keep else b"") + data)

    def _put(self, key: str, data: bytes) -> None:
        time.sleep(random.uniform(0, _ON_ITS_WAY_S))
        self._store.put(key, data)
