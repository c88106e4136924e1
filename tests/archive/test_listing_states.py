"""The memory of the listings in a store: kept, merged, and not believed beside another log."""

from pathlib import Path

import pytest

from pipelines.archive import (
    ArchiveWriter,
    ListingState,
    NamedListing,
    Poll,
    Store,
    copy_archive,
    load_listing_states,
    open_store,
    save_listing_states,
    verify,
)
from pipelines.archive.listing_states import LISTING_STATES
from tests.archive import pages

FEED = ListingState(
    url="http://a.example/feed",
    kind="feed",
    publisher="a",
    etag='"1"',
    settled="rules ..",
    listings=(NamedListing(url="http://a.example/feed?page=2", kind="feed"),),
    polls=(Poll(time="2026-11-22T01:02:03Z", new=3),),
)
MAP = ListingState(url="http://a.example/map", kind="sitemap", publisher="a")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = open_store(str(tmp_path / "archive"))
    writer = ArchiveWriter.open(opened, run="r1", software="test 1")
    writer.commit_seeds(pages.seeds())
    writer.commit([pages.document("a")], pages.judge)
    writer.close()
    return opened


def test_what_is_kept_comes_back(store: Store) -> None:
    assert load_listing_states(store) == {}
    save_listing_states(store, {FEED.url: FEED})
    assert load_listing_states(store) == {FEED.url: FEED}


def test_others_stay_and_the_later_one_wins(store: Store) -> None:
    save_listing_states(store, {FEED.url: FEED, MAP.url: MAP})
    later = FEED.model_copy(update={"etag": '"2"'})
    save_listing_states(store, {FEED.url: later})
    assert load_listing_states(store) == {FEED.url: later, MAP.url: MAP}


def test_two_that_end_at_once_both_remember(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    save_listing_states(store, {})
    put = store.put_if_match
    raced: list[str] = []

    def race(key: str, data: bytes, tag: str, keep: int = 0) -> None:
        if not raced:
            raced.append(key)
            save_listing_states(store, {MAP.url: MAP})
        put(key, data, tag, keep)

    monkeypatch.setattr(store, "put_if_match", race)
    save_listing_states(store, {FEED.url: FEED})
    assert raced == [LISTING_STATES]
    assert load_listing_states(store) == {FEED.url: FEED, MAP.url: MAP}


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\x1f\x8b\x08\x00 and no more"])
def test_what_cannot_be_read_is_forgotten_and_written_anew(store: Store, damage: bytes) -> None:
    store.put(LISTING_STATES, damage)
    assert load_listing_states(store) == {}
    save_listing_states(store, {FEED.url: FEED})
    assert load_listing_states(store) == {FEED.url: FEED}


def test_beside_a_log_that_lacks_its_pages_it_is_not_believed(store: Store, tmp_path: Path) -> None:
    older = open_store(str(tmp_path / "older"))
    copy_archive(store, older)
    writer = ArchiveWriter.open(store, run="r2", software="test 1")
    writer.commit([pages.document("b")], pages.judge)
    writer.close()
    save_listing_states(store, {FEED.url: FEED})
    older.put(LISTING_STATES, store.get(LISTING_STATES).data)
    assert load_listing_states(older) == {}
    other = ArchiveWriter.open(older, run="r3", software="test 1")
    other.commit([pages.document("c")], pages.judge)
    other.close()
    assert load_listing_states(older) == {}
    assert load_listing_states(store) == {FEED.url: FEED}


def test_it_is_no_orphan_and_not_copied(store: Store, tmp_path: Path) -> None:
    save_listing_states(store, {FEED.url: FEED})
    report = verify(store)
    assert (report.findings, report.notes) == ((), ())
    copy = open_store(str(tmp_path / "copy"))
    copy_archive(store, copy)
    assert LISTING_STATES not in dict(copy.list())


def test_a_store_without_conditions_keeps_it_too(store: Store) -> None:
    for _ in range(2):
        save_listing_states(store, {FEED.url: FEED}, single_writer=True)
    assert load_listing_states(store) == {FEED.url: FEED}
