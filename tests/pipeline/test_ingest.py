"""Outcomes become durable, copies are turned away, and an archive that cannot be written loses nothing."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from pipelines.archive import ArchiveWriter, Commit, DocumentRow, RejectionRow, Store, open_store
from pipelines.document import (
    Article,
    Capture,
    Document,
    Failure,
    Language,
    Mentions,
    Rejection,
    Relevance,
)
from pipelines.duplicates import Duplicates
from pipelines.errors import StoreError
from pipelines.fingerprint import fingerprint, overlap, similarity
from pipelines.ingest import Ingest, make_judge
from pipelines.urls import keys_of
from tests.pipeline.captures import capture

TEXT = "\n".join(
    f"Sentence number {number} tells of ByteDance and its many apps in town." for number in range(30)
)
CLOSE = TEXT.replace("number 7 ", "number seven ")
CLOSER_TO_HALF = "\n".join(
    TEXT.split("\n")[:20] + [f"Another line {n} about something else entirely." for n in range(8)]
)


def document(name: str, text: str = TEXT, canonical: str | None = None) -> Document:
    return Document(
        capture=capture(b"<p>", url=f"http://courier.example/{name}"),
        article=Article(
            headline=name,
            text=text,
            canonical_url=canonical,
            authors=(),
            published="2020-12-11",
            modified=None,
            access=None,
            declared_language=None,
            extractor="test",
        ),
        language=Language(tag="en", confidence=1.0),
        fingerprint=fingerprint(text),
        mentions=Mentions(mentions=(), entities=(), tagger="test"),
        relevance=Relevance(score=1.0, threshold=0.5, related=True, evidence=()),
    )


class Flaky:
    """A folder that can be made to refuse all writes, to let them wait until `gate` is set, or to be slow."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.broken = False
        self.pause_s = 0.0
        self.gate = Event()
        self.gate.set()

    def __getattr__(self, name: str) -> object:
        if self.broken and name.startswith("put"):
            raise StoreError("the disk is full; make room")
        if name.startswith("put"):
            self.gate.wait()
            time.sleep(self.pause_s)
        return getattr(self._store, name)


@pytest.fixture
def store(tmp_path: Path) -> Flaky:
    return Flaky(open_store(str(tmp_path / "archive")))


@pytest.fixture
def commits() -> list[Commit]:
    return []


@pytest.fixture
def ingest(store: Flaky, commits: list[Commit]) -> Iterator[Ingest]:
    writer = ArchiveWriter.open(store, run="test", software="test", single_writer=True)  # type: ignore[arg-type]
    judge = make_judge(Duplicates(overlap, reject_from=0.8, link_from=0.5))
    opened = Ingest(writer, judge, every_documents=3, on_commit=commits.append)
    yield opened
    opened.close()


def test_a_batch_is_committed_when_it_is_full(ingest: Ingest, commits: list[Commit]) -> None:
    for number in range(3):
        assert ingest.accept(document(f"a{number}", f"{TEXT}\nOnly here: {'x' * number}")) is None
    ingest.commit().result()
    assert ingest.pending == 0
    assert len(commits) == 1
    assert len(commits[0].rows) == 3


def test_whoever_brings_too_much_waits_until_there_is_room(ingest: Ingest, store: Flaky) -> None:
    store.gate.clear()
    rooms = [ingest.accept(document(f"b{number}", f"{number} {TEXT}")) for number in range(12)]
    assert [room is not None for room in rooms] == [False] * 8 + [True] * 4
    waiting = [room for room in rooms if room is not None]
    assert waiting[0].cancel()
    assert not any(room.done() for room in waiting[1:])
    store.gate.set()
    for room in waiting[1:]:
        room.result(timeout=60)
    ingest.commit().result(timeout=60)
    assert (ingest.pending, ingest.error) == (0, None)


def test_a_store_slower_than_the_crawl_never_holds_up_more_than_three_batches(
    ingest: Ingest, store: Flaky
) -> None:
    """Four bring pages as fast as they may, each waiting where it is told to."""
    held = []

    async def bring(name: str) -> None:
        for number in range(20):
            room = ingest.accept(
                Failure.of(capture(b"", f"http://courier.example/{name}{number}"), "s", "c", "")
            )
            held.append(ingest.pending)
            if room is not None:
                await asyncio.wrap_future(room)

    async def all_four() -> None:
        await asyncio.gather(*(bring(name) for name in "abcd"))

    store.pause_s = 0.01
    asyncio.run(all_four())
    assert 9 <= max(held) < 9 + 4


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (document("copy"), "known_text"),
        (document("close", CLOSE), "near_duplicate"),
        (document("first?utm_source=x", "something else"), "known_url"),
        (document("print", "another text", canonical="http://courier.example/first"), "known_url"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.article.headline,
)
@pytest.mark.parametrize("together", [True, False])
def test_copies_are_turned_away(
    ingest: Ingest, commits: list[Commit], second: Document, reason: str, together: bool
) -> None:
    ingest.accept(document("first"))
    if not together:
        ingest.commit().result()
    ingest.accept(second)
    ingest.commit().result()
    kept, turned = [row for commit in commits for row in commit.rows]
    assert isinstance(kept, DocumentRow)
    assert isinstance(turned, RejectionRow)
    assert (turned.stage, turned.reason) == ("duplicates", reason)
    assert kept.number == 0


def test_what_is_half_alike_is_kept_and_points_to_its_original(ingest: Ingest, commits: list[Commit]) -> None:
    assert 0.5 <= similarity(TEXT, CLOSER_TO_HALF) < 0.8
    ingest.accept(document("first"))
    ingest.accept(document("half", CLOSER_TO_HALF))
    ingest.commit().result()
    first, second = commits[0].rows
    assert isinstance(first, DocumentRow)
    assert isinstance(second, DocumentRow)
    assert (first.near_duplicate_of, second.near_duplicate_of) == (None, 0)


def test_rejections_and_failures_are_on_record(ingest: Ingest, commits: list[Commit]) -> None:
    page: Capture = capture(b"<p>", url="http://courier.example/no")
    ingest.accept(Rejection.of(page, "relevance", "not_related", "score 0.1", None))
    ingest.accept(Failure.of(page, "worker", "deadline", "over 3 s"))
    ingest.commit().result()
    assert [row.kind for row in commits[0].rows] == ["rejected", "failed"]


def test_an_archive_that_cannot_be_written_keeps_the_batch_and_the_error_and_nobody_waits(
    ingest: Ingest, store: Flaky, commits: list[Commit]
) -> None:
    store.broken = True
    rooms = [ingest.accept(document(f"d{number}", f"{number} {TEXT}")) for number in range(12)]
    ingest.commit().result()
    with pytest.raises(StoreError):
        _raise(ingest.error)
    assert all(room.done() for room in rooms if room is not None)
    assert ingest.accept(document("late", f"late {TEXT}")) is None
    assert ingest.pending == 13
    ingest.commit().result()
    store.broken = False
    ingest.close()
    assert ingest.error is None
    assert ingest.pending == 0
    assert len(commits[0].rows) == 13


def _raise(error: Exception | None) -> None:
    if error is not None:
        raise error


def test_keys_of_leave_out_what_is_no_url() -> None:
    assert keys_of("http://a.example/x", None, "javascript:void(0)", "https://www.a.example/x/") == (
        "a.example/x",
    )
