"""The database follows the log: what is new is taken in, what is removed goes, and a kill leaves it whole."""

import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.archive import Archive, ArchiveWriter, RunRecord, Store, open_store, put_run
from pipelines.document import Mention, Mentions
from pipelines.errors import ConfigurationError, StoreError
from pipelines.lookup import lookup_file, open_lookup, update, updating
from pipelines.lookup.learning import learn
from tests.archive import pages
from tests.archive.conftest import s3_url
from tests.export.archives import begin, page

__all__ = ["s3_url"]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once, to be copied."""
    folder = tmp_path_factory.mktemp("begun") / "archive"
    begin(str(folder))
    return folder


@pytest.fixture
def store(begun: Path, tmp_path: Path) -> Store:
    return open_store(str(shutil.copytree(begun, tmp_path / "archive")))


def contents(file: Path) -> list[str]:
    """All that is in the tables, but when they were brought up to date."""
    with closing(sqlite3.connect(file)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        plain = [name for name in tables if "_search" not in name and not name.startswith("sqlite_")]
        rows = [
            f"{name}: {row}"
            for name in plain
            if name != "lookup"
            for row in database.execute(f'SELECT * FROM "{name}"')
        ]
        found = database.execute(
            "SELECT rowid FROM documents_search WHERE documents_search MATCH 'bytedance'"
        )
        cursor = database.execute("SELECT archive, cursor FROM lookup")
        database.execute("INSERT INTO documents_search (documents_search) VALUES ('integrity-check')")
        return [*sorted(rows), *map(str, found), *map(str, cursor)]


def count(file: Path, sql: str) -> object:
    with closing(sqlite3.connect(file)) as database:
        return database.execute(sql).fetchone()[0]


def more(store: Store, *names: str, text: str = "ByteDance grew.") -> ArchiveWriter:
    """Some more documents, one rejection and one failure."""
    writer = pages.opened(store, run="run-2")
    kept = [page(name, f"{name}: {text}") for name in names]
    writer.commit([*kept, pages.rejection("late"), pages.failure("lost")], pages.judge)
    return writer


def test_what_is_new_is_taken_in_and_nothing_else_is_read(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    update(file, store)
    more(store, "one", "two").close()
    read: list[str] = []
    get = type(store).get

    def told(self: Store, key: str, *place: int) -> object:
        read.append(key)
        return get(self, key, *place)

    monkeypatch.setattr(type(store), "get", told)
    cursor = update(file, store)
    assert cursor == Archive.open(store).cursor
    newest = [f"log/{number:010}.jsonl.gz" for number in (2, 3)]
    assert {key for key in read if key.startswith("log/")} == set(newest)
    assert not [key for key in read if key.endswith(".txt") or key.startswith("warc/")]


def test_in_steps_or_at_once_it_is_the_same(store: Store, file: Path, tmp_path: Path) -> None:
    update(file, store)
    writer = more(store, "one", "two")
    update(file, store)
    writer.retag(
        {
            0: Mentions(
                mentions=(Mention(entity="douyin", start=0, end=2),), entities=("douyin",), tagger="t 2"
            )
        }
    )
    writer.remove(4, "asked for")
    writer.close()
    update(file, store)
    update(tmp_path / "whole.db", store)
    assert contents(file) == contents(tmp_path / "whole.db")


def test_every_row_of_the_log_is_there(store: Store, file: Path) -> None:
    more(store, "one").close()
    update(file, store)
    archive = Archive.open(store)
    assert count(file, "SELECT count(*) FROM documents") == len(archive)
    kinds = [row.kind for row in archive.log_rows()]
    assert count(file, "SELECT count(*) FROM turned_away WHERE kind = 'rejected'") == kinds.count("rejected")
    assert count(file, "SELECT count(*) FROM turned_away WHERE kind = 'failed'") == kinds.count("failed")
    assert count(file, "SELECT count(DISTINCT reason) FROM turned_away") == 2


def test_a_removed_text_is_nowhere_in_the_file(store: Store, file: Path) -> None:
    secret = "Quixotic zymurgy"
    more(store, "one", text=secret).remove(11, "asked for")
    update(file, store)
    before = pages.opened(store, run="run-3")
    before.commit([page("three", f"three: {secret}")], pages.judge)
    with open_lookup(store, file) as lookup:
        assert [hit.number for hit in lookup.search("zymurgy")] == [12]
        before.remove(12, "asked for")
        before.close()
        update(file, store)
        assert lookup.search("zymurgy") == []
        # Neither in SQLite's own log, while somebody looks.
        for each in file.parent.iterdir():
            assert b"zymurgy" not in each.read_bytes().lower(), each
    assert count(file, "SELECT status FROM documents WHERE number = 12") == "removed"
    assert count(file, "SELECT count(*) FROM document_texts WHERE number = 12") == 0


def test_runs_are_taken_in_and_looked_at_until_they_ended(store: Store, file: Path) -> None:
    running = RunRecord(
        run="r1",
        started="2026-11-22T01:00:00Z",
        finished=None,
        spider="news",
        arguments={},
        archive="a",
        software={},
    )
    put_run(store, running)
    update(file, store)
    assert count(file, "SELECT verdict FROM runs") is None
    put_run(store, running.model_copy(update={"finished": "2026-11-22T02:00:00Z", "verdict": "done"}))
    update(file, store)
    assert count(file, "SELECT verdict FROM runs") == "done"


def test_an_interrupted_step_leaves_what_was_there(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    update(file, store)
    before = contents(file)
    more(store, "one", "two").close()
    left = [2]

    def learns_two_rows(*args: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        learn(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(updating, "learn", learns_two_rows)
    with pytest.raises(KeyboardInterrupt):
        update(file, store)
    assert contents(file) == before
    monkeypatch.setattr(updating, "learn", learn)
    update(file, store)
    assert count(file, "SELECT max(number) FROM documents") == 12


def test_several_at_once_share_the_work(
    store: Store, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updating, "_STEP", 1)
    for number in range(6):
        more(store, f"page-{number}").close()
    ended: list[str] = []
    threads = [threading.Thread(target=lambda: ended.append(update(file, store))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended == [Archive.open(store).cursor] * 4
    update(tmp_path / "alone.db", store)
    assert contents(file) == contents(tmp_path / "alone.db")


def test_an_older_copy_put_back_makes_it_anew(store: Store, file: Path, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "archive", tmp_path / "older")
    more(store, "one").close()
    update(file, store)
    assert count(file, "SELECT count(*) FROM documents") == 12
    update(file, open_store(str(tmp_path / "older")))
    assert count(file, "SELECT count(*) FROM documents") == 11


def test_another_archive_or_another_release_makes_it_anew(store: Store, file: Path, tmp_path: Path) -> None:
    update(file, begin(str(tmp_path / "other")).store)
    more(store, "one").close()
    update(file, store)
    assert count(file, "SELECT count(*) FROM documents") == 12
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA user_version = 999")
        database.execute("DELETE FROM documents")
        database.commit()
    update(file, store)
    assert count(file, "SELECT count(*) FROM documents") == 12


def test_a_file_of_somebody_elses_is_left_alone(store: Store, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.db"
    with closing(sqlite3.connect(theirs)) as database:
        database.execute("CREATE TABLE accounts (name TEXT)")
    before = theirs.read_bytes()
    with pytest.raises(ConfigurationError, match=r"theirs\.db is a database of something else; name another"):
        update(theirs, store)
    assert theirs.read_bytes() == before
    (tmp_path / "note.txt").write_text("a note that is longer than the header of a database" * 20)
    with pytest.raises(ConfigurationError, match=r"note\.txt is no lookup database, or is damaged"):
        update(tmp_path / "note.txt", store)


def test_where_it_cannot_be_written(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"name another place with --database"):
        update(tmp_path / "file" / "lookup.db", store)
    with pytest.raises(StoreError, match="unable to open"):
        update(tmp_path, store)
    monkeypatch.setattr(updating, "_WAIT_S", 0.05)
    update(tmp_path / "l.db", store)
    with closing(sqlite3.connect(tmp_path / "l.db")) as database:
        database.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another process has been writing it"):
            update(tmp_path / "l.db", store)


def test_who_reads_sees_what_comes_later(store: Store, file: Path) -> None:
    with open_lookup(store, file) as lookup:
        assert lookup.search("yakutian") == []
        more(store, "one", text="A yakutian story.").close()
        update(file, store)
        assert [hit.number for hit in lookup.search("yakutian")] == [11]


def test_each_archive_has_a_file_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    one = lookup_file(Path("cache"), "archive")
    assert one == lookup_file(Path("cache"), str(tmp_path / "archive"))
    assert one != lookup_file(Path("cache"), "s3://bucket/archive")
    assert one.parent == Path("cache")


@pytest.mark.s3
def test_an_archive_in_a_bucket(s3_url: str, file: Path) -> None:
    with open_lookup(begin(s3_url).store, file) as lookup:
        assert [hit.number for hit in lookup.search("张一鸣")] == [5]


def test_an_archive_that_may_only_be_read(store: Store, file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    before = sorted(str(path) for path in folder.rglob("*"))
    update(file, open_store(str(folder)))
    assert sorted(str(path) for path in folder.rglob("*")) == before
