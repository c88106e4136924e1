"""What a writer does when the store, another writer or a kill interferes."""

from collections.abc import Callable

import pytest

from pipelines.archive import INDEX, Archive, Store, verify
from pipelines.archive.store import KeyExists
from pipelines.archive.warc import warc_key
from pipelines.document import Outcome
from pipelines.errors import StoreError
from tests.archive.pages import document, judge, opened, rejection, seeds


def contents(store: Store) -> dict[str, bytes]:
    return {key: store.get(key).data for key, _ in store.list()}


class Troubled:
    """A store that does what `meddle` says around each conditional put."""

    def __init__(self, store: Store, meddle: Callable[[Store, str, bytes], None]) -> None:
        self._store, self._meddle = store, meddle
        self.url, self.get, self.list, self.put = store.url, store.get, store.list, store.put
        self.put_if_match, self.delete, self.stat = store.put_if_match, store.delete, store.stat

    def put_if_absent(self, key: str, data: bytes) -> None:
        self._meddle(self._store, key, data) if key.startswith("log/") else self._store.put_if_absent(
            key, data
        )


def test_a_lost_answer_is_found_out(store: Store) -> None:
    def answer_lost(inner: Store, key: str, data: bytes) -> None:
        inner.put_if_absent(key, data)
        raise StoreError("timed out")

    writer = opened(Troubled(store, answer_lost))
    commit = writer.commit([document("a"), document("b")], judge)
    assert [row.kind for row in commit.rows] == ["document", "document"]
    assert (commit.segment, Archive.open(store).head) == (0, commit.head)
    assert verify(store).findings == ()


def test_a_refusal_of_what_had_arrived_is_a_success(store: Store) -> None:
    """boto3 repeats a request whose answer was lost, and is told that the key exists."""

    def refused(inner: Store, key: str, data: bytes) -> None:
        inner.put_if_absent(key, data)
        raise KeyExists(key)

    writer = opened(Troubled(store, refused))
    assert [row.kind for row in writer.commit([document("a")], judge).rows] == ["document"]
    assert Archive.open(store).head == writer.head


def test_a_failed_commit_can_be_made_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    broken = True

    def down(inner: Store, key: str, data: bytes) -> None:
        if broken:
            raise StoreError("503")
        inner.put_if_absent(key, data)

    writer = opened(Troubled(store, down))
    pages = [document("a"), document("b")]
    with pytest.raises(StoreError, match="cannot tell whether"):
        writer.commit(pages, judge)
    assert writer.known.verdict("http://news.test/a") is None
    broken = False
    assert [row.kind for row in writer.commit(pages, judge).rows] == ["document", "document"]
    writer.close()
    assert (verify(store).findings, verify(store).notes) == ((), ())


def test_a_commit_that_arrives_late_is_recognised(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The put was given up and came through all the same: the repetition must not turn its own pages away."""
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    under_way: dict[str, bytes] = {}

    def slow(inner: Store, key: str, data: bytes) -> None:
        if under_way.setdefault(key, data) == data and key == "log/0000000000.jsonl.gz":
            raise StoreError("timed out")
        inner.put_if_absent(key, under_way[key])
        if under_way[key] != data:
            raise KeyExists(key)

    writer = opened(Troubled(store, slow))
    pages: list[Outcome] = [document("a"), rejection("b")]
    with pytest.raises(StoreError):
        writer.commit(pages, judge)
    commit = writer.commit([*pages, document("c")], judge)
    assert [(row.kind, getattr(row, "number", None)) for row in commit.rows] == [
        ("document", 0),
        ("rejected", None),
        ("document", 1),
    ]
    assert commit.segment == 1
    writer.close()
    assert (verify(store).findings, verify(store).notes) == ((), ())


def test_another_writer_comes_first(store: Store) -> None:
    other = opened(store, "run-2")
    raced = False

    def overtaken(inner: Store, key: str, data: bytes) -> None:
        nonlocal raced
        if not raced:
            raced = True
            other.commit([document("theirs", "same text")], judge)
        inner.put_if_absent(key, data)

    writer = opened(Troubled(store, overtaken))
    commit = writer.commit([document("mine", "same text"), document("more")], judge)
    assert [row.kind for row in commit.rows] == ["rejected", "document"]
    assert commit.segment == 1
    assert [row.number for row in Archive.open(store).rows()] == [0, 1]
    writer.close()
    assert (verify(store).findings, verify(store).notes) == ((), ())


@pytest.mark.parametrize("lost", ["001_*.txt and INDEX", "INDEX", "all but the log and the captures"])
def test_the_next_writer_completes_what_a_kill_left(store: Store, lost: str) -> None:
    writer = opened(store)
    writer.commit_seeds(seeds())
    writer.commit([document("a"), document("b")], judge)
    writer.close()
    before = contents(store)
    for key in before:
        is_text = key.endswith(".txt")
        if key == INDEX or (
            is_text and (lost.startswith("all") or (key.startswith("001") and "txt" in lost))
        ):
            store.delete(key)
    opened(store)
    assert contents(store) == before


def test_a_writer_behind_lists_what_others_left_unlisted(store: Store) -> None:
    first, second = opened(store, "run-1"), opened(store, "run-2")
    first.commit([document("a")], judge)
    index = store.get(INDEX).data
    first.commit([document("b")], judge)
    store.put(INDEX, index)
    store.delete(Archive.open(store).get(1).file)
    second.commit([document("c")], judge)
    assert [row.number for row in Archive.open(store).rows()] == [0, 1, 2]
    assert verify(store).findings == ()


def test_captures_of_lost_attempts_go_and_undecided_ones_stay(store: Store) -> None:
    writer = opened(store)
    writer.commit([document("a")], judge)
    writer.close()
    for key in (warc_key(0, "dead"), warc_key(1, "beef")):
        store.put(key, b"x")
    assert [finding.key for finding in verify(store).findings] == [warc_key(0, "dead")]
    assert [note.key for note in verify(store).notes] == [warc_key(1, "beef")]
    # Who finds nothing new reads no columns, and cannot tell.
    opened(store).close()
    assert _lost(store) == [warc_key(0, "dead"), warc_key(1, "beef")]
    # The next commit can, and takes the place of the attempt that nobody had decided on.
    other = opened(store)
    other.commit([document("b")], judge)
    other.close()
    assert _lost(store) == []


def test_captures_of_lost_attempts_go_once_a_killed_run_left_the_columns_behind(store: Store) -> None:
    opened(store).commit([document("a")], judge)
    for key in (warc_key(0, "dead"), warc_key(1, "beef")):
        store.put(key, b"x")
    opened(store)
    assert _lost(store) == [warc_key(1, "beef")]


def _lost(store: Store) -> list[str]:
    return [key for key, _ in store.list("warc/") if key.endswith(("-dead.warc.gz", "-beef.warc.gz"))]
