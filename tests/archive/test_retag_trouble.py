"""Retaggings that were killed, that large archives have, and that no writer of ours makes."""

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.archive import (
    Archive,
    ArchiveWriter,
    RetaggedRow,
    Store,
    column_files,
    coverage,
    growing_file,
    index,
    line_changes,
    open_store,
    parquet,
    verify,
)
from pipelines.archive.columns import DOCUMENTS
from pipelines.archive.repair import repair
from pipelines.archive.segment import Origin, after, decode, encode, segment_key
from pipelines.document import Mention
from tests.archive.doomed import DoomedStore, Killed
from tests.archive.pages import document, judge, opened
from tests.archive.retagged import NEW, built, contents, found, is_clean, says


@pytest.fixture
def folder(tmp_path: Path) -> Store:
    return open_store(str(tmp_path / "archive"))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What only large archives do."""
    monkeypatch.setattr(parquet, "GROUP_ROWS", 3)
    monkeypatch.setattr(coverage, "_AT_ONCE_BYTES", 3000)
    monkeypatch.setattr(column_files, "_HELD_SEGMENTS", 2)
    monkeypatch.setattr(column_files, "_WAITING_SEGMENTS", 3)
    monkeypatch.setattr(column_files, "_ROWS_AT_A_TIME", 4)
    monkeypatch.setattr(index, "PACED_BYTES", 2000)
    monkeypatch.setattr(line_changes, "_CHUNK_BYTES", 700)


@pytest.mark.usefixtures("small")
def test_what_large_archives_do(folder: Store) -> None:
    writer = built(folder)
    before = contents(folder)
    for round_ in range(4):
        writer.retag({n: found("tiktok", tagger=f"t {round_}{n % 2}") for n in range(round_, 8, 2)})
        writer.commit([document(f"g{round_}")], judge)
    writer.close()
    assert before.keys() < contents(folder).keys()
    assert [n for n, *_ in says(Archive.open(folder), NEW)] == list(range(8))
    assert [row.tagger for row in Archive.open(folder).documents()][:4] == ["t 00", "t 11", "t 20", "t 31"]
    assert is_clean(folder)
    folder.delete("INDEX.parquet")
    opened(folder, "r2").close()
    assert is_clean(folder)


def forged(store: Store, row: RetaggedRow) -> None:
    """Puts a row behind the log that no writer of ours would."""
    number = len(list(store.list("log/")))
    last = decode(number - 1, store.get(segment_key(number - 1)).data)
    origin = Origin("0123456789abcdef", "r", "test/1", "2026-11-22T01:02:03Z")
    store.put(segment_key(number), encode(after(last), origin, [row]))


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ((8, ("tiktok",), ((0, 1, "tiktok"),)), "document 8, which is not there"),
        ((7, ("tiktok",), ((0, 1, "tiktok"),)), "document 7, which was removed before"),
        ((3, ("tiktok",), ((0, 999, "tiktok"),)), "behind the end of its text"),
        ((3, ("tiktok",), ((2, 2, "tiktok"),)), "ends where it begins"),
        ((3, ("tiktok",), ((2, 4, "tiktok"), (0, 1, "tiktok"))), "not in order"),
        ((3, ("tiktok",), ((0, 3, "tiktok"), (2, 4, "tiktok"))), "not in order"),
        ((3, ("tiktok", "tiktok"), ()), "names an entity twice"),
        ((3, ("tiktok",), ((0, 1, "douyin"),)), "does not name"),
    ],
)
def test_verify_finds_what_no_writer_writes(
    folder: Store, row: tuple[int, tuple[str, ...], tuple[tuple[int, int, str], ...]], problem: str
) -> None:
    writer = built(folder)
    writer.remove(7, "x")
    writer.close()
    number, entities, places = row
    mentions = tuple(Mention(entity=entity, start=start, end=end) for start, end, entity in places)
    forged(
        folder,
        RetaggedRow(
            number=number, tagger="t 2", entities=entities, mentions=mentions, time="2026-11-22T01:02:03Z"
        ),
    )
    opened(folder, "r2").close()
    findings = verify(folder).findings
    assert [(finding.key, finding.repairable) for finding in findings] == [(segment_key(4), False)]
    assert problem in findings[0].problem


def test_verify_finds_columns_that_hide_a_retagging(folder: Store) -> None:
    """A file that would be sound if the log had never retagged, but for the digest of the log in it."""
    writer = built(folder)
    writer.retag({3: found("tiktok")})
    writer.close()
    file = growing_file.GrowingFile(folder, DOCUMENTS)
    rows = next(file.groups()).drop_columns(["retagged"])
    end = parquet.empty_end(DOCUMENTS)
    made = parquet.extend(DOCUMENTS, end, rows, file.coverage.segments, file.coverage.head)
    folder.put("INDEX.parquet", made.data)
    assert "INDEX.parquet" in {finding.key for finding in verify(folder).findings}
    assert [each.key for each in repair(folder)] == ["INDEX.parquet"]
    assert is_clean(folder)


def die(
    folder: Store, copy: Path, calls: int, is_made: bool, session: Callable[[ArchiveWriter], None]
) -> bool:
    """A session on a copy, killed at a call; then another writer or `repair` has its way. False: it lived."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder.url, copy)
    store = open_store(str(copy))
    is_killed = False
    try:
        session(opened(DoomedStore(store, calls, is_made=is_made), "doomed"))
    except Killed:
        is_killed = True
    committed = len(list(store.list("log/"))) - len(list(folder.list("log/")))
    expected = [[], [3], [3, 4]][min(committed, 2)]
    assert [n for n, *_ in says(Archive.open(store), NEW)] == expected
    findings = verify(store).findings
    assert all(finding.repairable for finding in findings)
    if calls % 2:
        repair(store)
        assert verify(store).findings == ()
    opened(store, "next").close()
    assert is_clean(store)
    assert [n for n, *_ in says(Archive.open(store), NEW)] == expected
    return is_killed


def two_commits(writer: ArchiveWriter) -> None:
    writer.retag({3: found("tiktok")})
    writer.retag({4: found("tiktok")})
    writer.close()


def test_a_kill_leaves_what_the_next_writer_completes(
    folder: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.archive.writer.probe", lambda store: None)
    built(folder)
    kills = [
        die(folder, tmp_path / "copy", calls, bool(calls % 3), two_commits) for calls in range(8, 60, 12)
    ]
    assert kills[0]
    assert not kills[-1]


@pytest.mark.slow
@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("is_made", [True, False])
def test_a_kill_at_every_call_leaves_what_the_next_writer_completes(
    folder: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_made: bool
) -> None:
    monkeypatch.setattr("pipelines.archive.writer.probe", lambda store: None)
    built(folder)
    for calls in itertools.count():
        if not die(folder, tmp_path / "copy", calls, is_made, two_commits):
            break
    assert calls > 30
