"""What every store must do. Each function takes an empty store; test_stores.py runs them all on each kind."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipelines.archive.store import Changed, KeyExists, KeyMissing, Store

BYTES = bytes(range(256)) * 40
# More than the five megabytes that S3 asks of the parts of an object.
LARGE = BYTES * 600
KEYS = (
    "000_aa.txt",
    "1000_bb.txt",
    "INDEX",
    "INDEX.parquet",
    "log/0000000000.jsonl.gz",
    "log/0000000001.jsonl.gz",
)


def gives_back_what_was_put(store: Store) -> None:
    store.put("a/b", BYTES)
    assert store.get("a/b").data == BYTES
    store.put("a/b", b"")
    assert store.get("a/b").data == b""


def says_what_is_missing(store: Store) -> None:
    store.put("a/b", b"x")
    for key in ("a", "a/b/c", "nothing"):
        with pytest.raises(KeyMissing):
            store.get(key)
        with pytest.raises(KeyMissing):
            store.get(key, 0, 5)


def reads_ranges(store: Store) -> None:
    store.put("k", BYTES)
    for start, end in ((0, 1), (5, 300), (10_000, 10_240), (10_200, 99_999), (20_000, 20_010)):
        assert store.get("k", start, end).data == BYTES[start:end]
    assert store.get("k", 10_000).data == BYTES[10_000:]
    assert store.get("k", end=7).data == BYTES[:7]


def tags_name_versions(store: Store) -> None:
    store.put("k", b"one")
    first = store.get("k").tag
    assert first
    assert store.get("k").tag == first
    store.put("k", b"two")
    assert store.get("k").tag != first


def lists_in_order(store: Store) -> None:
    for key in reversed(KEYS):
        store.put(key, key.encode())
    assert list(store.list()) == [(key, len(key)) for key in KEYS]
    assert [key for key, _ in store.list("INDEX")] == ["INDEX", "INDEX.parquet"]
    assert [key for key, _ in store.list("log/")] == list(KEYS[4:])
    assert [key for key, _ in store.list("lo")] == list(KEYS[4:])
    assert list(store.list("nothing/")) == []
    for place, key in enumerate(KEYS):
        assert [found for found, _ in store.list(after=key)] == list(KEYS[place + 1 :])
    assert [key for key, _ in store.list("log/", after=KEYS[4])] == [KEYS[5]]


def lists_nothing_where_nothing_is(store: Store) -> None:
    assert list(store.list()) == []


def puts_if_absent_once(store: Store) -> None:
    store.put_if_absent("log/1", b"first")
    with pytest.raises(KeyExists):
        store.put_if_absent("log/1", b"second")
    assert store.get("log/1").data == b"first"
    store.delete("log/1")
    store.put_if_absent("log/1", b"third")
    assert store.get("log/1").data == b"third"


def puts_if_match(store: Store) -> None:
    with pytest.raises(Changed):
        store.put_if_match("k", b"x", "no such tag")
    store.put("k", b"one")
    tag = store.get("k").tag
    store.put_if_match("k", b"two", tag)
    with pytest.raises(Changed):
        store.put_if_match("k", b"three", tag)
    assert store.get("k").data == b"two"
    tag = store.get("k").tag
    store.delete("k")
    with pytest.raises(Changed):
        store.put_if_match("k", b"four", tag)
    assert list(store.list()) == []


def tells_size_and_tag(store: Store) -> None:
    store.put("a/b", BYTES)
    assert store.stat("a/b") == (len(BYTES), store.get("a/b").tag)
    store.put("a/b", b"")
    assert store.stat("a/b") == (0, store.get("a/b").tag)
    for key in ("a", "a/b/c", "nothing"):
        with pytest.raises(KeyMissing):
            store.stat(key)


def gives_another_end_if_match(store: Store) -> None:
    for kept in (BYTES, LARGE):
        store.put("k", kept + b"old end")
        stale = store.stat("k").tag
        store.put_if_match("k", b"new end, a longer one", stale, keep=len(kept))
        assert store.get("k").data == kept + b"new end, a longer one"
        with pytest.raises(Changed):
            store.put_if_match("k", b"of somebody behind", stale, keep=len(kept))
        store.put_if_match("k", b"", store.stat("k").tag, keep=len(kept))
        assert store.get("k").data == kept
        tag = store.stat("k").tag
        store.delete("k")
        with pytest.raises(Changed):
            store.put_if_match("k", b"on nothing", tag, keep=len(kept))
    assert list(store.list()) == []


def deletes(store: Store) -> None:
    store.put("a/b/c", b"x")
    store.delete("a/b/c")
    store.delete("a/b/c")
    store.delete("never/there")
    assert list(store.list()) == []


def refuses_keys_that_are_none(store: Store) -> None:
    for key in (
        "",
        "/",
        "../x",
        "a/../../x",
        "/etc/passwd",
        "a//b",
        "a/",
        ".tmp/x",
        "a/.b",
        "ü",
        "a b",
        "a\n",
        "a\0",
    ):
        for use in _uses(store, key):
            with pytest.raises(ValueError, match="is not a key"):
                use()


def _uses(store: Store, key: str) -> Iterator[Callable[[], object]]:
    yield lambda: store.get(key)
    yield lambda: store.stat(key)
    yield lambda: store.put(key, b"")
    yield lambda: store.put_if_absent(key, b"")
    yield lambda: store.put_if_match(key, b"", "tag")
    yield lambda: store.delete(key)


def lets_one_of_many_win(store: Store) -> None:
    """Not for SingleWriter, which promises nothing to more than one."""

    def contend(number: int) -> int:
        try:
            store.put_if_absent("race", b"%d" % number)
        except (KeyExists, Changed):
            return 0
        return 1

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(contend, range(6))) == 1


def loses_no_update(store: Store) -> None:
    """Not for SingleWriter. Many append to one object, each by put-if-match."""
    store.put("list", b"")

    def append(number: int) -> None:
        while True:
            blob = store.get("list")
            try:
                return store.put_if_match("list", blob.data + b"%d," % number, blob.tag)
            except Changed:
                continue

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(append, range(12)))
    assert sorted(store.get("list").data.split(b",")[:-1]) == sorted(b"%d" % number for number in range(12))


def appends_no_end_twice(store: Store) -> None:
    """Not for SingleWriter. Many give one large object a longer end; none takes another's away."""
    store.put("list", LARGE)

    def append(number: int) -> None:
        while True:
            size, tag = store.stat("list")
            end = store.get("list", len(LARGE)).data
            if len(LARGE) + len(end) != size:
                continue
            try:
                return store.put_if_match("list", end + b"%d," % number, tag, keep=len(LARGE))
            except Changed:
                continue

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(append, range(8)))
    kept, end = store.get("list").data[: len(LARGE)], store.get("list", len(LARGE)).data
    assert kept == LARGE
    assert sorted(end.split(b",")[:-1]) == sorted(b"%d" % number for number in range(8))


def keeps_what_is_written_beside_deletions(store: Store) -> None:
    """Where a folder stands for a prefix, it comes and goes with the last of its keys."""

    def come_and_go(number: int) -> None:
        for turn in range(30):
            key = f"probe/{turn % 3}/{number}-{turn}"
            (store.put if turn % 2 else store.put_if_absent)(key, b"x")
            assert store.get(key).data == b"x"
            store.delete(key)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(come_and_go, range(6)))
    assert list(store.list("probe/")) == []


ALONE = (
    gives_back_what_was_put,
    says_what_is_missing,
    reads_ranges,
    tags_name_versions,
    lists_in_order,
    lists_nothing_where_nothing_is,
    puts_if_absent_once,
    puts_if_match,
    tells_size_and_tag,
    gives_another_end_if_match,
    deletes,
    refuses_keys_that_are_none,
)
TOGETHER = (
    lets_one_of_many_win,
    loses_no_update,
    appends_no_end_twice,
    keeps_what_is_written_beside_deletions,
)
