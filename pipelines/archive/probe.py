"""Proof that a store honours the conditions it accepts, before an archive trusts it.

Some S3 servers take `If-None-Match: *` and write all the same. Four crawls on such a one silently
overwrite each other's commits.
"""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

from pipelines.archive.store import Changed, KeyExists, KeyMissing, Store
from pipelines.errors import StoreError, UnsafeStore

FOLDER = "probe/"
_STAMP = "%Y%m%dT%H%M%SZ"
# Races of two, since SeaweedFS lets the losers of larger ones wait for seconds.
_RACES = 2
ABANDONED_AFTER = timedelta(hours=1)


def probe(store: Store) -> None:
    """Raises UnsafeStore unless put-if-absent and put-if-match hold, one after another and side by side.

    Writes a few small objects under `probe/` and deletes them, with those of probes that were killed.
    """
    name = passing_name()
    turns, races = f"{name}/turns", [f"{name}/race-{number}" for number in range(_RACES)]
    proofs = [partial(_in_turns, store, turns), *(partial(_side_by_side, store, key) for key in races)]
    try:
        _at_once(*proofs, partial(_clear_abandoned, store))
    finally:
        # What cannot be deleted now goes with the abandoned ones; the proof's own answer matters more.
        with suppress(StoreError):
            _at_once(*(partial(store.delete, key) for key in (turns, *races)))


def _at_once(*jobs: Callable[[], None]) -> None:
    """Most of each is waiting for a distant store. All are done; raises what the first that fails raised."""
    with ThreadPoolExecutor(len(jobs)) as pool:
        begun = [pool.submit(job) for job in jobs]
    for job in begun:
        job.result()


def passing_name() -> str:
    """A folder of its own under `probe/`. What a kill leaves in it, the probes of later runs delete."""
    return f"{FOLDER}{datetime.now(UTC).strftime(_STAMP)}-{secrets.token_hex(8)}"


class SingleWriter:
    """A store that honours no conditions, for one process alone: looks first, then writes.

    Between the look and the write another writer could come; that is why there may be no other.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.url = store.url
        self.get = store.get
        self.stat = store.stat
        self.list = store.list
        self.put = store.put
        self.delete = store.delete

    def put_if_absent(self, key: str, data: bytes) -> None:
        if _present(self._store, key):
            raise KeyExists(key)
        self._store.put(key, data)

    def put_if_match(self, key: str, data: bytes, tag: str, keep: int = 0) -> None:
        try:
            if self._store.stat(key).tag != tag:
                raise Changed(key)
            kept = self._store.get(key, 0, keep).data if keep else b""
        except KeyMissing as error:
            raise Changed(key) from error
        self._store.put(key, kept + data)


def _present(store: Store, key: str) -> bool:
    try:
        store.stat(key)
    except KeyMissing:
        return False
    return True


def _in_turns(store: Store, key: str) -> None:
    _must_write(store, key, b"first", lambda data: store.put_if_absent(key, data))
    _must_refuse(store, "put-if-absent", lambda: store.put_if_absent(key, b"second"))
    tag = store.get(key).tag
    _must_write(store, key, b"second", lambda data: store.put_if_match(key, data, tag))
    _must_refuse(store, "put-if-match", lambda: store.put_if_match(key, b"third", tag))
    store.delete(key)
    tag = tag if not _present(store, key) else ""
    _must_refuse(store, "put-if-match", lambda: store.put_if_match(key, b"fourth", tag))


def _must_write(store: Store, key: str, data: bytes, write: Callable[[bytes], None]) -> None:
    """Nobody else knows the key; so a refusal can only mean that the answer to a first attempt was lost."""
    try:
        write(data)
    except (KeyExists, Changed) as error:
        if not _present(store, key) or store.get(key).data != data:
            message = f"{store.url}: refuses to write {key}, which nobody else does; use another server"
            raise StoreError(message) from error


def _must_refuse(store: Store, condition: str, write: Callable[[], None]) -> None:
    try:
        write()
    except (KeyExists, Changed):
        return
    raise _unsafe(store, condition)


def _side_by_side(store: Store, key: str) -> None:
    _race(store, key, "put-if-absent", lambda data: store.put_if_absent(key, data))
    store.put(key, b"both saw this")
    tag = store.get(key).tag
    _race(store, key, "put-if-match", lambda data: store.put_if_match(key, data, tag))


def _race(store: Store, key: str, condition: str, write: Callable[[bytes], None]) -> None:
    """Two write at once: one may succeed, and its bytes must stand."""

    def contend(data: bytes) -> bytes | None:
        try:
            write(data)
        except (KeyExists, Changed):
            return None
        return data

    with ThreadPoolExecutor(2) as pool:
        winners = [data for data in pool.map(contend, (b"one", b"other")) if data is not None]
    if len(winners) > 1 or (winners and store.get(key).data != winners[0]):
        raise _unsafe(store, condition)


def _unsafe(store: Store, condition: str) -> UnsafeStore:
    return UnsafeStore(
        f"{store.url} ignores {condition}, so crawls could overwrite each other; use another server, or set "
        "`single_writer = true` under [archive] in pipelines.toml and never run two crawls at once"
    )


def _clear_abandoned(store: Store) -> None:
    oldest = (datetime.now(UTC) - ABANDONED_AFTER).strftime(_STAMP)
    for key, _ in list(store.list(FOLDER)):
        if key.removeprefix(FOLDER) < oldest:
            store.delete(key)
