"""Writing to an archive: the only place where it changes.

A commit is one conditional write of one segment. Before it lie only files that nobody has to
believe in, after it only files that anybody can derive; so a kill at any point leaves nothing, or a
commit whose derived files the next writer completes.
"""

import secrets
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from pipelines.archive.attempts import Attempts
from pipelines.archive.batch import Commit, Draft, draft
from pipelines.archive.catalogue_later import begin
from pipelines.archive.compose import retagged_row, seed_row, stamp
from pipelines.archive.derived import Derived
from pipelines.archive.entries import Judge, Judged, JudgeOf, SeedText
from pipelines.archive.known import Known
from pipelines.archive.log import Log
from pipelines.archive.log_snapshot import count_segments
from pipelines.archive.lost_captures import LostCaptures
from pipelines.archive.patience import WITH_OTHERS
from pipelines.archive.probe import SingleWriter, probe
from pipelines.archive.reader import Archive
from pipelines.archive.readings import others_of_capture
from pipelines.archive.removal import tombstone
from pipelines.archive.retaggings import RetaggedByOthers
from pipelines.archive.rows import DocumentRow, RetaggedRow, TombstoneRow
from pipelines.archive.segment import Origin, encode, segment_key
from pipelines.archive.store import KeyExists, Store
from pipelines.archive.warc import warc_key
from pipelines.document import Mentions, Outcome
from pipelines.errors import ArchiveDamaged, StoreError


class ArchiveWriter:
    """One process's hand on an archive; any number of processes may have one at the same time.

    Commits may come from any thread and are made one after another. `known` may be asked from any
    other thread meanwhile; it learns of a page when its commit is durable.
    """

    def __init__(self, store: Store, *, run: str, software: str) -> None:
        self.store = store
        self._run = run
        self._software = software
        self._lock = threading.Lock()
        self._log = Log(store)
        self._derived = Derived(store, self._log)
        self._lost_captures = LostCaptures(store, self._log)
        self.known = Known(self._read)
        self._attempts = Attempts(store, self._log)
        self._retagged_by_others = RetaggedByOthers()
        self._retagging: str | None = None

    @classmethod
    def open(
        cls,
        store: Store,
        *,
        run: str,
        software: str,
        single_writer: bool = False,
        cache: Path | None = None,
    ) -> "ArchiveWriter":
        """Reads what exists, proves the store safe, completes what killed runs left half done.

        `run` is this run's id, `software` name and version. `single_writer` does without the proof and
        promises that no other process writes. `cache` is a folder on this machine for what the columns say;
        None: all of it is held in memory. Raises StoreError, UnsafeStore, ConfigurationError (no bucket,
        wrong credentials), ArchiveDamaged or UnknownFormatVersion; nothing is written then.
        """
        writer = cls(SingleWriter(store) if single_writer else store, run=run, software=software)
        listed = writer._derived.begin()
        writer._begin_with_columns(cache)
        segments = count_segments(store, writer._log.place.segment)
        writer._catch_up()
        writer._check_whole(listed, segments)
        if not single_writer:
            probe(store)
        writer._derived.settle()
        writer._lost_captures.clear()
        return writer

    def _check_whole(self, listed: int, segments: int) -> None:
        """The log must reach what was found before it was read: documents in INDEX, names of segments."""
        place, problem = self._log.place, None
        if place.segment < segments:
            problem = f"{segment_key(place.segment)} is missing"
        elif listed > place.first_number:
            problem = f"INDEX lists {listed} documents, the log holds {place.first_number}"
        if problem is not None:
            raise ArchiveDamaged(f"{self.store.url}: {problem}; restore log/ from a copy of the archive")

    def close(self) -> None:
        """Brings INDEX, columns and CDXJ up to date; otherwise the next writer does. Raises StoreError."""
        with self._lock:
            # What was removed while its text was being written has to go again.
            self._catch_up()
            self._derived.settle()
            # An attempt of a run that had to give up may have lost to a commit of ours.
            self._lost_captures.clear()

    def compact(self) -> None:
        """Makes few derived files of many: all lines of CDXJ in one. Raises StoreError."""
        with self._lock:
            self._catch_up()
            self._derived.compact()

    @property
    def lost_races(self) -> int:
        """How often another writer had taken the place of a commit."""
        return self._log.lost_races

    @property
    def is_empty(self) -> bool:
        """Whether nothing was committed yet, as far as this writer has read."""
        return self._log.place.segment == 0

    @property
    def documents(self) -> int:
        """How many documents there are, as far as this writer has read."""
        return self._log.place.first_number

    @property
    def head(self) -> str | None:
        """The digest of the newest segment read, which vouches for the whole archive."""
        return self._log.place.previous

    @property
    def head_file_sha256(self) -> str | None:
        """The SHA-256 of the newest segment's object."""
        return self._log.place.previous_file_sha256

    def commit_seeds(self, seeds: Sequence[SeedText]) -> bool:
        """Begins the archive with `seeds`. False, and nothing written, where it has begun already."""
        with self._lock:
            commit = secrets.token_hex(8)
            rows = [seed_row(seed, number, self._run) for number, seed in enumerate(seeds)]
            for _ in WITH_OTHERS.attempt():
                self._catch_up()
                if not self.is_empty:
                    break
                self._log.add(commit, encode(self._log.place, self._origin(commit), rows))
            self._derived.settle()
            return self._log.commit_of(0) == commit

    def commit(self, outcomes: Sequence[Outcome], judge: Judge) -> Commit:
        """Makes finished pages durable: when it returns, they are in the log and their texts are there.

        INDEX lists them then; a large one within a minute, or after `close`.

        `judge` decides on each page, knowing all that is archived and the pages before it in the batch.
        Raises StoreError where the store fails. The same outcomes can then be committed again, and
        should be: those that had got through after all are recognised, and none is archived twice.
        """
        return self.commit_others(outcomes, judge)

    def commit_others(self, outcomes: Sequence[Judged], judge: JudgeOf[Judged]) -> Commit:
        """The same for what is no outcome of a page; nothing is written where `judge` raises."""
        with self._lock:
            self._bring_home(outcomes, judge)
            landed = [each for outcome in outcomes if (each := self._attempts.landed(outcome))]
            self._derived.follow(each.row for each in landed if isinstance(each.row, DocumentRow))
            self._attempts.clear()
        newest = max((each.segment for each in landed), key=lambda segment: segment.number, default=None)
        rows = tuple(each.row for each in landed)
        return Commit(newest.number if newest else None, newest.digest if newest else None, rows)

    def remove(self, number: int, reason: str) -> TombstoneRow:
        """Takes a document out for good: its text goes, and neither it nor its URLs are ever archived again.

        So do other texts that were read from its capture. Raises LookupError where there is none of this
        number, or it was removed before; StoreError.
        """
        with self._lock:
            self._catch_up()
            self._derived.settle()
            row = self._document(number)
            self._remove_others(row, reason)
            grave = self._remove(number, reason)
            # One that was committed since; from now on there can be no more.
            self._remove_others(row, reason)
            return grave

    def _remove_others(self, row: DocumentRow, reason: str) -> None:
        """Before the document that was named, so that the same call completes what was broken off."""
        for other in others_of_capture(Archive(self.store, self._log.place.segment), row):
            self._remove(other, reason)

    def _remove(self, number: int, reason: str) -> TombstoneRow:
        commit = secrets.token_hex(8)
        for _ in WITH_OTHERS.attempt():
            grave = self._derived.graves.get(number)
            if grave is not None:
                self._derived.settle()
                return grave
            row = self._document(number)
            segment = self._log.segment_with(number).number
            listed = Archive(self.store, self._log.place.segment).get(number).index()
            made = tombstone(self.store, row, listed, segment, reason, stamp(datetime.now(UTC)))
            self._log.add(commit, encode(self._log.place, self._origin(commit), [made]))
            self._catch_up()
            self._derived.bury()
        raise StoreError(f"{self.store.url}: other crawls kept committing first; run fewer at once")

    def retag(self, found: Mapping[int, Mentions]) -> tuple[RetaggedRow, ...]:
        """Makes the mentions of documents durable that were found anew; INDEX has them after `close`.

        Answers with what was committed: documents that were removed meanwhile, or of which another has
        committed the same, are left out. Raises StoreError, and LookupError for a number that is none.
        """
        with self._lock:
            commit = secrets.token_hex(8)
            self._retagging = commit
            for _ in WITH_OTHERS.attempt():
                self._catch_up()
                rows = self._still_to_retag(found)
                if not rows:
                    return ()
                if self._log.add(commit, encode(self._log.place, self._origin(commit), rows)):
                    self._catch_up()
                    return rows
            raise StoreError(f"{self.store.url}: other crawls kept committing first; run fewer at once")

    def _still_to_retag(self, found: Mapping[int, Mentions]) -> tuple[RetaggedRow, ...]:
        if found and not 0 <= max(found) < self.documents:
            raise LookupError(f"there is no document {max(found)}")
        time = stamp(datetime.now(UTC))
        rows = (retagged_row(number, found[number], time) for number in sorted(found))
        live = (row for row in rows if not self.known.is_removed(row.number))
        return tuple(row for row in live if not self._retagged_by_others.have(row))

    def _document(self, number: int) -> DocumentRow:
        """Raises LookupError, as `remove` does."""
        for row in self._log.segment_with(number).rows:
            if isinstance(row, DocumentRow) and row.number == number and number not in self._derived.graves:
                return row
        raise LookupError(f"document {number} was removed already")

    def _begin_with_columns(self, cache: Path | None) -> None:
        """Learns from the columns what the log need not be read for."""
        start = begin(self.store, cache)
        if start is None:
            return
        self._lost_captures.catalogue = start.catalogue
        self._lost_captures.covered = start.newest.number + 1
        self.known = Known(self._read, start.catalogue)
        self._log.resume(start.newest, start.catalogue.segment_of)
        self._derived.resume()

    def _bring_home(self, outcomes: Sequence[Judged], judge: JudgeOf[Judged]) -> None:
        commit = secrets.token_hex(8)
        for _ in WITH_OTHERS.attempt():
            self._catch_up()
            fresh = tuple(outcome for outcome in outcomes if self._attempts.landed(outcome) is None)
            if not fresh:
                return
            self._attempt(commit, fresh, judge)
        raise StoreError(f"{self.store.url}: other crawls kept committing first; run fewer at once")

    def _attempt(self, commit: str, outcomes: tuple[Judged, ...], judge: JudgeOf[Judged]) -> None:
        """Reading on tells what came of it: the answer may be lost, or be another's doing."""
        place = self._log.place
        made = draft(
            outcomes, judge, self.known, place.first_number, warc_key(place.segment, commit), self._run
        )
        key = made.warc.key if made.warc else None
        self._attempts.sent(commit, place.segment, outcomes, key)
        self._put_captures(made)
        self._log.add(commit, encode(place, self._origin(commit), made.rows, made.warc))

    def _put_captures(self, made: Draft) -> None:
        for capsule in made.quarantined:
            with suppress(KeyExists):
                self.store.put_if_absent(*capsule)
        if made.warc:
            self.store.put(*made.warc)

    def _origin(self, commit: str) -> Origin:
        return Origin(commit, self._run, self._software, stamp(datetime.now(UTC)))

    def _catch_up(self) -> None:
        for segment in self._log.read_on():
            for row in segment.rows:
                self.known.learn(row)
            self._derived.expect(segment)
            self._retagged_by_others.learn(segment, self._retagging)
            self._attempts.recognise(segment)

    def _read(self, number: int) -> DocumentRow | None:
        for row in self._log.segment_with(number).rows:
            if isinstance(row, DocumentRow) and row.number == number:
                return row
        return None
