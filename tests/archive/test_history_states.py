"""How far files were read is kept, merged, and not believed beside another log."""

from pathlib import Path

import pytest

from pipelines.archive import (
    ArchiveWriter,
    FileState,
    Store,
    copy_archive,
    load_history,
    open_store,
    save_history,
)
from pipelines.archive.history_states import history_key
from pipelines.archive.probe import SingleWriter
from pipelines.archive.store import Changed
from pipelines.errors import StoreError
from tests.archive import pages

QUESTION = "0123456789abcdef"
FAR = FileState(file="a.warc.gz", offset=70)
NEAR = FileState(file="a.warc.gz", offset=7)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = open_store(str(tmp_path / "archive"))
    commit(opened, "a")
    return opened


def commit(store: Store, name: str) -> None:
    writer = ArchiveWriter.open(store, run="r1", software="test 1")
    writer.commit_seeds(pages.seeds())
    writer.commit([pages.document(name)], pages.judge)
    writer.close()


def test_the_further_state_stays(store: Store) -> None:
    for state in (FAR, NEAR):
        save_history(store, QUESTION, {state.file: state})
    assert load_history(store, QUESTION) == {FAR.file: FAR}


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\x1f\x8b\x08\x00\0\0\0\0\x00\x03 and no more"])
def test_what_cannot_be_read_is_read_again(store: Store, damage: bytes) -> None:
    store.put(history_key(QUESTION), damage)
    assert load_history(store, QUESTION) == {}


def test_beside_a_log_that_lacks_its_pages_it_is_not_believed(store: Store, tmp_path: Path) -> None:
    older = open_store(str(tmp_path / "older"))
    copy_archive(store, older)
    commit(store, "b")
    save_history(store, QUESTION, {FAR.file: FAR})
    older.put(history_key(QUESTION), store.get(history_key(QUESTION)).data)
    assert load_history(older, QUESTION) == {}
    assert load_history(store, QUESTION) == {FAR.file: FAR}


def test_a_store_without_conditions_keeps_it_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise Changed(history_key(QUESTION))

    monkeypatch.setattr(store, "put_if_absent", refuse)
    save_history(store, QUESTION, {FAR.file: FAR}, single_writer=True)
    assert load_history(store, QUESTION) == {FAR.file: FAR}
    assert SingleWriter(store).stat(history_key(QUESTION)).size > 0


def test_a_race_that_is_always_lost_is_an_error_of_the_store(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Changed(history_key(QUESTION))

    monkeypatch.setattr("pipelines.archive.patience.time.sleep", lambda _: None)
    monkeypatch.setattr(store, "put_if_absent", refuse)
    with pytest.raises(StoreError, match="others keep writing"):
        save_history(store, QUESTION, {FAR.file: FAR})
