"""Outcomes become durable, copies are turned away, and an archive that cannot be written loses nothing."""

from collections.abc import Iterator
from pathlib import Path

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
    """A folder that can be made to refuse all writes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.broken = False

    def __getattr__(self, name: str) -> object:
        if self.broken and name.startswith("put"):
            raise StoreError("the disk is full; make room")
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


def test_too_much_pending_asks_to_wait(ingest: Ingest, store: Flaky) -> None:
    store.broken = True
    futures = [ingest.accept(document(f"b{number}", f"{number} {TEXT}")) for number in range(9)]
    assert [future is not None for future in futures] == [False] * 8 + [True]
    store.broken = False


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


def test_an_archive_that_cannot_be_written_keeps_the_batch_and_the_error(
    ingest: Ingest, store: Flaky, commits: list[Commit]
) -> None:
    store.broken = True
    ingest.accept(document("first"))
    ingest.commit().result()
    with pytest.raises(StoreError):
        _raise(ingest.error)
    assert ingest.pending == 1
    ingest.commit().result()
    store.broken = False
    ingest.close()
    assert ingest.error is None
    assert ingest.pending == 0
    assert [row.kind for row in commits[0].rows] == ["document"]


def _raise(error: Exception | None) -> None:
    if error is not None:
        raise error


def test_keys_of_leave_out_what_is_no_url() -> None:
    assert keys_of("http://a.example/x", None, "javascript:void(0)", "https://www.a.example/x/") == (
        "a.example/x",
    )
