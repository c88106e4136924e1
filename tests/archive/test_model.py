"""Random doings of writers, kills and readers against plain lists: the archive says what the lists say.

Two writers live side by side. Row groups and the files that are left to rest are made small, so that small
archives go through what large ones do.
"""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pipelines.archive import (
    Archive,
    ArchiveWriter,
    DocumentRow,
    Store,
    TombstoneRow,
    Where,
    cdxj,
    column_files,
    coverage,
    index,
    line_changes,
    open_store,
    parquet,
    verify,
)
from pipelines.archive.repair import repair
from tests.archive.doomed import DoomedStore, Killed
from tests.archive.model import Model, Page, Row, found_by
from tests.archive.pages import judge

pages = st.lists(
    st.builds(
        Page,
        st.sampled_from(["document", "document", "document", "rejection", "failure"]),
        st.sampled_from("abcdefgh"),
        st.integers(0, 40),
    ),
    max_size=6,
)
who = st.integers(0, 1)
calls = st.integers(0, 90)
numbers = st.sets(st.integers(0, 30), max_size=6)
taggers = st.sampled_from(["t a", "t b"])


class ArchiveMachine(RuleBasedStateMachine):
    """Every rule does the same to the archive and to the model."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store: Store = open_store(str(Path(self.folder.name) / "archive"))
        self.writers: list[ArchiveWriter | None] = [None, None]
        self.model = Model()
        self.snapshots: list[tuple[Archive, list[Row], dict[int, str]]] = []
        self.cursor: str | None = None
        self.mirror: dict[int, str] = {}
        self.mirrored_taggers: dict[int, str | None] = {}

    def teardown(self) -> None:
        """One undisturbed writer leaves everything in order, and `repair` finds nothing to do."""
        try:
            self._settle()
        finally:
            self.folder.cleanup()

    @rule(who=who, pages=pages)
    def commit(self, who: int, pages: list[Page]) -> None:
        writer = self._writer(who)
        rows = writer.commit([page.outcome() for page in pages], judge).rows
        first = len(self.model.documents)
        self.model.commit(pages)
        numbers = [row.number for row in rows if isinstance(row, DocumentRow)]
        assert numbers == list(range(first, len(self.model.documents)))
        self._ask(writer)

    @rule(who=who, pages=pages, calls=calls, is_made=st.booleans())
    def commit_and_die(self, who: int, pages: list[Page], calls: int, is_made: bool) -> None:
        def session(writer: ArchiveWriter) -> None:
            writer.commit([page.outcome() for page in pages], judge)
            writer.close()

        self._die(who, calls, is_made, session)
        if self._has_grown():
            self.model.commit(pages)

    @precondition(lambda self: any(not each.is_removed for each in self.model.documents))
    @rule(who=who, data=st.data())
    def remove(self, who: int, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.model.live)))
        self._writer(who).remove(number, "any")
        self.model.remove(number)

    @precondition(lambda self: any(not each.is_removed for each in self.model.documents))
    @rule(who=who, calls=calls, is_made=st.booleans(), data=st.data())
    def remove_and_die(self, who: int, calls: int, is_made: bool, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.model.live)))
        self._die(who, calls, is_made, lambda writer: writer.remove(number, "any"))
        if self._has_grown():
            self.model.remove(number)

    @precondition(lambda self: any(each.is_removed for each in self.model.documents))
    @rule(who=who, data=st.data())
    def remove_again(self, who: int, data: st.DataObject) -> None:
        gone = sorted(set(range(len(self.model.documents))) - set(self.model.live))
        with pytest.raises(LookupError):
            opened(self.store).remove(data.draw(st.sampled_from(gone)), "any")

    @precondition(lambda self: self.model.documents)
    @rule(who=who, numbers=numbers, tagger=taggers)
    def retag(self, who: int, numbers: set[int], tagger: str) -> None:
        """A name of a tagger stands for all that it finds."""
        wanted = self._to_retag(numbers, tagger)
        rows = self._writer(who).retag({number: found_by(tagger) for number in wanted})
        assert {row.number for row in rows} <= set(wanted)
        self.model.retag([row.number for row in rows], tagger)

    @precondition(lambda self: self.model.documents)
    @rule(who=who, numbers=numbers, tagger=taggers, calls=calls, is_made=st.booleans())
    def retag_and_die(self, who: int, numbers: set[int], tagger: str, calls: int, is_made: bool) -> None:
        wanted = self._to_retag(numbers, tagger)

        def session(writer: ArchiveWriter) -> None:
            writer.retag({number: found_by(tagger) for number in wanted})
            writer.close()

        self._die(who, calls, is_made, session)
        if self._has_grown():
            self.model.retag(wanted, tagger)

    def _to_retag(self, numbers: set[int], tagger: str) -> list[int]:
        """Live documents of which the tagger would say something else."""
        chosen = {number % len(self.model.documents) for number in numbers}
        return [n for n in sorted(chosen & set(self.model.live)) if self.model.documents[n].tagger != tagger]

    @rule(who=who)
    def close(self, who: int) -> None:
        self._writer(who).close()
        self.writers[who] = None

    @rule(who=who)
    def abandon(self, who: int) -> None:
        self.writers[who] = None

    @rule(who=who)
    def compact(self, who: int) -> None:
        self._writer(who).compact()

    @rule(who=who, calls=calls, is_made=st.booleans())
    def compact_and_die(self, who: int, calls: int, is_made: bool) -> None:
        self._die(who, calls, is_made, ArchiveWriter.compact)

    @precondition(lambda self: self.model.segments)
    @rule()
    def repair(self) -> None:
        repair(self.store)
        findings = verify(self.store).findings
        assert findings == ()

    @precondition(lambda self: self.model.segments)
    @rule(calls=calls, is_made=st.booleans())
    def repair_and_die(self, calls: int, is_made: bool) -> None:
        with suppress(Killed):
            repair(DoomedStore(self.store, calls, is_made=is_made))

    @precondition(lambda self: self.model.segments)
    @rule()
    def look(self) -> None:
        """Opens a snapshot, which later stays what it is."""
        self.snapshots.append((Archive.open(self.store), self.model.rows, self.model.live))

    @precondition(lambda self: self.snapshots)
    @rule(data=st.data())
    def look_again(self, data: st.DataObject) -> None:
        archive, rows, live = data.draw(st.sampled_from(self.snapshots))
        found = [Row.of(row)._replace(status="") for row in archive]
        assert found == [row._replace(status="") for row in rows]
        read = {row.number: row for row in archive.documents()}
        assert {number: row.text for number, row in read.items()}.items() <= live.items()
        assert read.keys() >= live.keys() & self.model.live.keys()
        assert all(row.tagger == rows[number].tagger for number, row in read.items())

    @precondition(lambda self: self.model.segments)
    @rule()
    def follow(self) -> None:
        """A downstream job that polls has what is live, and nothing that was removed."""
        archive = Archive.open(self.store)
        for row in archive.since(self.cursor):
            if isinstance(row, TombstoneRow):
                self.mirror.pop(row.number, None)
            else:
                self.mirror[row.number] = row.text
                self.mirrored_taggers[row.number] = row.tagger
        self.cursor = archive.cursor
        assert self.mirror == self.model.live
        assert all(self.mirrored_taggers[n] == self.model.documents[n].tagger for n in self.mirror)

    @precondition(lambda self: self.model.segments)
    @invariant()
    def says_what_the_lists_say(self) -> None:
        archive = Archive.open(self.store)
        rows = [Row.of(row) for row in archive]
        assert rows == self.model.rows
        assert [row.number for row in archive.rows(Where(entity="b"))] == [
            row.number for row in rows if row.tagger == "t b"
        ]
        assert len(archive) == len(rows)
        assert {number: archive.text(number) for number in list(self.model.live)[-2:]}.items() <= (
            self.model.live.items()
        )

    def _settle(self) -> None:
        opened(self.store).close()
        if self.model.segments:
            report = verify(self.store)
            behind = [note for note in report.notes if note.key.endswith((".parquet", ".cdxj"))]
            assert (report.findings, behind) == ((), [])
            # Lines of CDXJ that may rest beside the others come into one file.
            assert [each for each in repair(self.store) if not each.key.startswith("warc/INDEX")] == []
            assert repair(self.store) == ()

    def _writer(self, who: int) -> ArchiveWriter:
        writer = self.writers[who]
        if writer is None:
            writer = self.writers[who] = opened(self.store)
            self._ask(writer)
        return writer

    def _ask(self, writer: ArchiveWriter) -> None:
        """A writer that has just read on knows what became of every page."""
        for name in "abcdefgh":
            verdict = writer.known.verdict(f"http://news.test/{name}")
            assert (verdict.kind if verdict else None) == self.model.verdicts.get(name)
        for key in range(3):
            alike = [n for n, each in enumerate(self.model.documents) if each.text % 3 == key]
            assert writer.known.near(f"{key:08x}") == tuple(n for n in alike if n in self.model.live)

    def _die(self, who: int, calls: int, is_made: bool, session: Callable[[ArchiveWriter], object]) -> None:
        """A writer in the place of `who` lives as long as its store lets it."""
        self.writers[who] = None
        with suppress(Killed):
            session(opened(DoomedStore(self.store, calls, is_made=is_made)))

    def _has_grown(self) -> bool:
        """Whether the commit of a writer that died is in the log."""
        segments = len([key for key, _ in self.store.list("log/")])
        assert segments - self.model.segments in (0, 1)
        return segments > self.model.segments


def opened(store: Store) -> ArchiveWriter:
    return ArchiveWriter.open(store, run="r", software="test/1")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What only large archives do; and no proof of the store, which takes more calls than all the rest."""
    monkeypatch.setattr(parquet, "GROUP_ROWS", 4)
    monkeypatch.setattr(coverage, "_AT_ONCE_BYTES", 3000)
    monkeypatch.setattr(column_files, "_WAITING_SEGMENTS", 3)
    monkeypatch.setattr(column_files, "_HELD_SEGMENTS", 4)
    monkeypatch.setattr(column_files, "_ROWS_AT_A_TIME", 6)
    monkeypatch.setattr(cdxj, "RESTS_BYTES", 1500)
    monkeypatch.setattr(index, "PACED_BYTES", 2000)
    monkeypatch.setattr(line_changes, "_CHUNK_BYTES", 1000)
    monkeypatch.setattr(index, "_AT_A_TIME", 3)
    monkeypatch.setattr("pipelines.archive.writer.probe", lambda store: None)


@pytest.mark.usefixtures("small")
def test_the_archive_says_what_the_lists_say() -> None:
    run_state_machine_as_test(ArchiveMachine, settings=_settings(tries=15, steps=12))


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_the_archive_says_what_the_lists_say_for_long() -> None:
    run_state_machine_as_test(ArchiveMachine, settings=_settings(tries=300, steps=30))


def _settings(tries: int, steps: int) -> settings:
    return settings(
        max_examples=tries, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )
