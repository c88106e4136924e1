"""INDEX and CDXJ when they are large, damaged, or written by several."""

import time

import pytest

from pipelines.archive import INDEX, Archive, Store, cdxj, index, verify
from pipelines.archive.cdxj import CDXJ, recent_key
from pipelines.errors import ArchiveDamaged
from tests.archive.pages import document, judge, opened, rejection, seeds


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two kilobytes count as large."""
    monkeypatch.setattr(index, "PACED_BYTES", 2000)
    monkeypatch.setattr(cdxj, "RESTS_BYTES", 2000)


def is_clean(store: Store) -> bool:
    report = verify(store)
    assert (report.findings, report.notes) == ((), ())
    return True


@pytest.mark.usefixtures("large")
def test_a_large_index_waits_for_the_minute_or_the_end(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = opened(store)
    writer.commit([document(f"p{number}") for number in range(4)], judge)
    assert store.get(INDEX).data.count(b"\n") == 4
    for name in "abc":
        row = writer.commit([document(name)], judge).rows[0]
        assert row.kind == "document"
        assert store.get(row.file).data == row.text.encode()
    assert store.get(INDEX).data.count(b"\n") == 4
    assert len(list(Archive.open(store))) == 7, "the log has them already"
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 61)
    writer.commit([document("d")], judge)
    assert store.get(INDEX).data.count(b"\n") == 8
    writer.commit([document("e")], judge)
    writer.close()
    assert store.get(INDEX).data.count(b"\n") == 9
    assert is_clean(store)


@pytest.mark.usefixtures("large")
def test_what_a_killed_run_did_not_list_the_next_one_does(store: Store) -> None:
    writer = opened(store)
    writer.commit([document(f"p{number}") for number in range(4)], judge)
    writer.commit([document("a")], judge)
    opened(store)
    assert store.get(INDEX).data.count(b"\n") == 5
    assert is_clean(store)


def test_a_long_index_is_written_in_pieces(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = opened(store)
    writer.commit([document(f"p{number}") for number in range(23)], judge)
    writer.close()
    whole = store.get(INDEX).data
    monkeypatch.setattr(index, "_AT_A_TIME", 5)
    store.delete(INDEX)
    opened(store)
    assert store.get(INDEX).data == whole


def test_a_damaged_end_of_index_names_the_remedy(store: Store) -> None:
    opened(store).commit([document("a")], judge)
    store.put(INDEX, store.get(INDEX).data[:-9])
    with pytest.raises(ArchiveDamaged, match="corpus repair"):
        opened(store)


def test_cdxj_lists_every_capture_in_order(store: Store) -> None:
    writer = opened(store)
    writer.commit_seeds(seeds())
    for name in ("zeta", "alpha", "mitte"):
        writer.commit([document(name), rejection(f"r-{name}")], judge)
    writer.close()
    lines = store.get(CDXJ).data.decode().splitlines()
    assert [line.split(" ")[0] for line in lines] == [
        f"test,news)/{name}" for name in ("alpha", "mitte", "zeta")
    ]
    assert {line.split(" ")[1] for line in lines} == {"20261122010203"}


@pytest.mark.usefixtures("large")
def test_a_large_cdxj_rests_beside_what_is_new(store: Store) -> None:
    writer = opened(store)
    writer.commit([document(f"p{number:03}") for number in range(120)], judge)
    writer.close()
    large = store.get(CDXJ)
    assert store.get(recent_key(120)).data == b""
    for name in ("p0000", "zz"):
        again = opened(store)
        again.commit([document(name)], judge)
        again.close()
        assert is_clean(store)
    assert store.get(CDXJ) == large
    assert store.get(recent_key(120)).data.count(b"\n") == 2
    again.compact()
    assert store.get(CDXJ).data.count(b"\n") == 122
    assert [key for key, _ in store.list("warc/INDEX-")] == [recent_key(122)]
    assert is_clean(store)
    again.remove(3, "x")
    again.close()
    assert b"p003" not in store.get(CDXJ).data
    assert is_clean(store)


@pytest.mark.usefixtures("large")
def test_a_merge_that_was_killed_does_no_harm(store: Store) -> None:
    """The large file has the new lines, and the small one is still there."""
    writer = opened(store)
    writer.commit([document(f"p{number:03}") for number in range(120)], judge)
    writer.close()
    again = opened(store)
    again.commit([document("new")], judge)
    again.close()
    small = store.get(recent_key(120)).data
    again.compact()
    store.put(recent_key(120), small)
    assert verify(store).findings == ()
    last = opened(store)
    last.commit([document("more")], judge)
    last.compact()
    last.close()
    assert store.get(CDXJ).data.count(b"\n") == 122
    assert is_clean(store)


def test_two_writers_take_turns(store: Store) -> None:
    first, second = opened(store, "r1"), opened(store, "r2")
    for number in range(4):
        first.commit([document(f"first{number}")], judge)
        second.commit([document(f"second{number}")], judge)
        (first if number % 2 else second).close()
    second.close()
    first.close()
    assert is_clean(store)


@pytest.mark.usefixtures("large")
def test_lines_that_come_during_a_merge_stay(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another writer adds to the small file after it was read and before it goes."""
    writer = opened(store)
    writer.commit([document(f"p{number:03}") for number in range(120)], judge)
    writer.close()
    merging, other = opened(store, "merging"), opened(store, "other")
    merging.commit([document("first")], judge)
    merging.close()
    put = store.put_if_match
    waited: list[str] = []

    def late(key: str, data: bytes, tag: str, keep: int = 0) -> None:
        if key == CDXJ and not waited:
            waited.append(key)
            other.commit([document("second")], judge)
            other.close()
        put(key, data, tag, keep)

    monkeypatch.setattr(store, "put_if_match", late)
    merging.compact()
    monkeypatch.undo()
    assert waited == [CDXJ]
    opened(store, "last").close()
    assert is_clean(store)
    lines = b"".join(store.get(key).data for key, _ in store.list("warc/INDEX"))
    assert lines.count(b"test,news)/second ") == 1
