"""A page that is archived and looked at again: what becomes of it, and what is then said of its URL."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.archive import (
    Archive,
    ArchiveWriter,
    DocumentRow,
    Known,
    RejectionRow,
    ResultRow,
    Store,
    open_store,
    verify,
)
from pipelines.archive.entries import Entry
from pipelines.cli import command_line
from pipelines.document import Access, Capture, Document, Outcome, Rejection
from pipelines.duplicates import Duplicates
from pipelines.fingerprint import overlap
from pipelines.ingest import make_judge
from tests.pipeline.test_ingest import TEXT, document

JUDGE = make_judge(Duplicates(overlap, reject_from=0.8, link_from=0.5))
CORRECTED = TEXT.replace("number 7 ", "number seven ")
AGAIN_CORRECTED = CORRECTED.replace("number 9 ", "number nine ")
ANOTHER = "\n".join(f"A second story, sentence {n}, is about Kuaishou and its listing." for n in range(30))
URL = "http://courier.example/first"
LATER = "document 000 is of a later fetch, 2020-12-11T08:30:00Z"


def seen_again(
    text: str = TEXT,
    *,
    name: str = "first",
    headline: str | None = "first",
    after_h: float = 1.0,
    final: str | None = None,
    canonical: str | None = None,
    access: Access | None = None,
) -> Document:
    """The page as it is some hours later; `final` answers where it redirects."""
    first = document(name, text, canonical)
    capture = first.capture.model_copy(
        update={
            "again": True,
            "body": f"<h1>{headline}</h1><p>{text}</p>, at {after_h}".encode(),
            "final_url": f"http://courier.example/{final}" if final else first.capture.url,
            "fetched": first.capture.fetched + timedelta(hours=after_h),
        }
    )
    article = first.article.model_copy(update={"headline": headline, "access": access})
    return first.model_copy(update={"capture": capture, "article": article})


def captured_before(page: Document) -> Document:
    """Fetched later, and from an archive that had it from before."""
    before = {"captured": page.capture.fetched - timedelta(days=300)}
    return page.model_copy(update={"capture": page.capture.model_copy(update=before)})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """At the end of every test it is sound."""
    opened = open_store(str(tmp_path / "archive"))
    yield opened
    _writer(opened).close()
    report = verify(opened)
    assert (report.findings, report.notes) == ((), ())


@pytest.fixture(params=["log", "columns"])
def commit(request: pytest.FixtureRequest, store: Store) -> Callable[..., list[DocumentRow | RejectionRow]]:
    """Commits one after another: by one writer, or each by a writer of its own that opens the columns."""
    writer = _writer(store)

    def committed(*outcomes: Outcome) -> list[DocumentRow | RejectionRow]:
        rows: list[ResultRow] = []
        for outcome in outcomes:
            hand = writer if request.param == "log" else _writer(store)
            rows += hand.commit([outcome], JUDGE).rows
            if request.param == "columns":
                hand.close()
        return [row for row in rows if isinstance(row, DocumentRow | RejectionRow)]

    return committed


Commit = Callable[..., list[DocumentRow | RejectionRow]]


def test_a_chain_of_three(store: Store, commit: Commit) -> None:
    texts = (TEXT, CORRECTED, AGAIN_CORRECTED)
    rows = commit(*(seen_again(text, after_h=hour) for hour, text in enumerate(texts)))
    documents = [row for row in rows if isinstance(row, DocumentRow)]
    assert [row.revision_of for row in documents] == [None, 0, 1]
    assert [row.near_duplicate_of for row in documents] == [None, None, None]
    archive = Archive.open(store)
    assert [archive.text(row.number) for row in documents] == [f"{text}\n" for text in texts]
    newest = archive.by_url(URL)
    assert newest is not None
    assert (newest.number, newest.revision_of) == (2, 1)


@pytest.mark.parametrize(
    ("page", "reason", "detail"),
    [
        (seen_again(), "unchanged", "the same text as document 000"),
        (
            seen_again(TEXT.replace("\n", "\n\n").replace("ByteDance", "\u3000ByteDance")),
            "unchanged",
            "the same text as document 000, but for furniture",
        ),
        (
            seen_again(f"12 comments · 3 min read\n{TEXT}\n阅读 1,234"),
            "unchanged",
            "the same text as document 000, but for furniture",
        ),
        (seen_again(headline=None), "unchanged", "the same text as document 000"),
        (
            seen_again(headline="The  second one"),
            "headline_changed",
            "document 000, “first”, is now “The second one”",
        ),
        (
            seen_again("\n".join([*TEXT.split("\n")[:9], "Subscribe to read on."])),
            "now_stub",
            "document 000 has the whole text of which this is the beginning",
        ),
        (
            seen_again("\n".join(TEXT.split("\n")[:28]), access="stub"),
            "now_stub",
            "document 000 has the whole text of which this is the beginning",
        ),
        (
            seen_again(ANOTHER, final="today"),
            "replaced",
            "document 000 stood here, now it leads to http://courier.example/today",
        ),
        (seen_again(CORRECTED, after_h=-1), "known_url", LATER),
        (captured_before(seen_again(CORRECTED)), "known_url", LATER),
        (
            seen_again(CORRECTED, name="amp/first", canonical=URL),
            "known_url",
            "courier.example/first is document 000",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "_" in value else None,
)
def test_what_is_no_revision_is_on_record(
    store: Store, commit: Commit, page: Document, reason: str, detail: str
) -> None:
    first, turned = commit(document("first"), page)
    assert isinstance(first, DocumentRow)
    assert isinstance(turned, RejectionRow)
    assert (turned.stage, turned.reason, turned.detail) == ("duplicates", reason, detail)
    assert turned.headline == page.article.headline
    verdict = _writer(store).known.verdict("courier.example/first")
    assert verdict is not None
    assert (verdict.kind, verdict.number) == ("archived", 0)


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("number 7 ", "number 8 "),
        f"{TEXT}\nRevenue rose to 12 billion.",
        f"{TEXT}\n| 12.5k | 13 |",
        "\n".join(TEXT.split("\n")[:20]),
        ANOTHER,
    ],
    ids=["a figure", "a paragraph more", "a row of a table", "a third less", "all of it"],
)
def test_what_somebody_wrote_is_a_revision(commit: Commit, text: str) -> None:
    _, revised = commit(document("first"), seen_again(text))
    assert isinstance(revised, DocumentRow)
    assert revised.revision_of == 0


def test_the_same_bytes_are_the_same_page_whatever_is_read_in_them(commit: Commit) -> None:
    first = document("first")
    later = seen_again(CORRECTED, headline="another reading")
    capture = later.capture.model_copy(update={"body": first.capture.body})
    turned = commit(first, later.model_copy(update={"capture": capture}))[1]
    assert isinstance(turned, RejectionRow)
    assert (turned.reason, turned.detail) == ("unchanged", "the same bytes as those of document 000")


def test_a_text_that_was_a_stub_and_is_whole_is_a_revision(commit: Commit) -> None:
    stub = seen_again("\n".join(TEXT.split("\n")[:5]), access="stub", after_h=0)
    _, whole = commit(stub, seen_again(access="free"))
    assert isinstance(whole, DocumentRow)
    assert whole.revision_of == 0


def test_a_page_that_moved_is_known_by_both_addresses(store: Store, commit: Commit) -> None:
    commit(document("first"), seen_again(CORRECTED, final="archive/first"))
    for url in (URL, "http://courier.example/archive/first"):
        found = Archive.open(store).by_url(url)
        assert found is not None
        assert (found.number, found.revision_of) == (1, 0)


def test_a_page_that_went_back_is_archived_once(store: Store, commit: Commit) -> None:
    rows = commit(document("first"), seen_again(CORRECTED), seen_again(after_h=2), seen_again(after_h=3))
    assert [getattr(row, "reason", None) for row in rows] == [None, None, "reverted", "reverted"]
    assert isinstance(rows[2], RejectionRow)
    assert rows[2].detail == "document 001 is taken back: the same text as document 000"
    assert len(Archive.open(store)) == 2


def test_a_revision_points_to_the_copies_of_others_alone(commit: Commit) -> None:
    half = "\n".join([*TEXT.split("\n")[:20], *(f"Another line {n} about something else." for n in range(8))])
    rows = commit(document("first"), document("elsewhere", half), seen_again(f"{half}\nAn addition of ours."))
    revised = rows[2]
    assert isinstance(revised, DocumentRow)
    assert (revised.revision_of, revised.near_duplicate_of) == (0, 1)
    taken = commit(seen_again(half, after_h=2))[0]
    assert isinstance(taken, RejectionRow)
    assert (taken.reason, taken.detail) == ("known_text", "the same text as document 001")


@pytest.mark.parametrize("reason", ["http_404", "http_410", "soft_404"])
def test_a_page_that_has_gone_says_whose_it_was(store: Store, commit: Commit, reason: str) -> None:
    page = seen_again().capture
    gone = commit(document("first"), Rejection.of(page, "fetch", reason, "the server answered 410", None))[1]
    assert isinstance(gone, RejectionRow)
    assert (gone.stage, gone.reason) == ("fetch", "gone")
    assert gone.detail == "document 000 is no longer there: the server answered 410"
    assert Archive.open(store).text(0) == f"{TEXT}\n"
    never = commit(Rejection.of(_elsewhere(page), "fetch", reason, "nothing", None))[0]
    assert isinstance(never, RejectionRow)
    assert never.reason == reason


def test_who_removes_one_text_of_a_page_is_told_of_the_others(store: Store, commit: Commit) -> None:
    commit(document("first"), seen_again(CORRECTED))
    arguments = ["remove", URL, "--reason", "asked for", "--archive", store.url]
    said = CliRunner().invoke(command_line(), arguments).output.splitlines()
    assert said[0].startswith("removed 001, ")
    assert said[1:] == ["000 is another text of the same page and stays; `corpus remove 0` removes it"]


@pytest.mark.parametrize("removed", [0, 1])
def test_a_url_with_a_removed_document_is_barred(store: Store, commit: Commit, removed: int) -> None:
    commit(document("first"), seen_again(CORRECTED))
    writer = _writer(store)
    writer.remove(removed, "asked for")
    writer.close()
    turned = commit(seen_again(AGAIN_CORRECTED, after_h=2))[0]
    assert isinstance(turned, RejectionRow)
    assert turned.reason == "known_url"
    known = _writer(store).known
    assert known.is_barred("courier.example/first")
    assert not known.is_barred("courier.example/elsewhere")
    verdict = known.verdict("courier.example/first")
    assert verdict is not None
    assert verdict.number == 1


def test_two_who_look_at_once_make_one_revision(store: Store) -> None:
    """The second is judged, loses its place in the log to the first, and is judged again."""
    first, second = _writer(store), _writer(store)
    first.commit([document("first")], JUDGE)
    asked: list[str] = []

    def judge(outcome: Outcome, known: Known) -> Entry:
        entry = JUDGE(outcome, known)
        asked.append(type(entry).__name__)
        if len(asked) == 1:
            first.commit([seen_again(CORRECTED)], JUDGE)
        return entry

    turned = second.commit([seen_again(CORRECTED)], judge).rows[0]
    assert asked == ["Kept", "TurnedAway"]
    assert isinstance(turned, RejectionRow)
    assert (turned.reason, turned.detail) == ("unchanged", "the same bytes as those of document 001")
    assert len(Archive.open(store)) == 2


def test_only_pages_that_are_asked_for_again_become_revisions(commit: Commit) -> None:
    later = seen_again(CORRECTED)
    unasked = later.model_copy(update={"capture": later.capture.model_copy(update={"again": False})})
    turned = commit(document("first"), unasked)[1]
    assert isinstance(turned, RejectionRow)
    assert turned.reason == "known_url"


def _elsewhere(page: Capture) -> Capture:
    return page.model_copy(update=dict.fromkeys(("url", "final_url"), "http://courier.example/never"))


def _writer(store: Store) -> ArchiveWriter:
    return ArchiveWriter.open(store, run="test", software="test", single_writer=True)
