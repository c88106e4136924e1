"""Who published a text, and when: from the columns, from the log behind them, and as dates allow."""

from pathlib import Path

import pytest

from pipelines.archive import Archive, ArchiveWriter, Store, Where, open_store
from pipelines.commands.publications import kin, moment, publications
from pipelines.document import Document
from pipelines.duplicates import Duplicates
from pipelines.fingerprint import likeness, overlap
from pipelines.ingest import make_judge
from tests.pipeline.test_ingest import CLOSE, TEXT, document

JUDGE = make_judge(Duplicates(overlap, reject_from=0.8, link_from=0.5))
HALF = "\n".join([*TEXT.split("\n")[:20], *(f"Another line {n} about something else." for n in range(8))])
QUARTER = "\n".join([*HALF.split("\n")[8:], *(f"A third story, line {n}, of a town." for n in range(12))])


def published(name: str, when: str | None, text: str) -> Document:
    page = document(name, text)
    return page.model_copy(update={"article": page.article.model_copy(update={"published": when})})


def writer(store: Store) -> ArchiveWriter:
    return ArchiveWriter.open(store, run="test", software="test", single_writer=True)


@pytest.mark.parametrize("closed_after", [0, 2, 4, 6], ids=lambda n: f"columns of {n} segments")
def test_copies_are_found_wherever_they_are_on_record(tmp_path: Path, closed_after: int) -> None:
    store = open_store(str(tmp_path / "archive"))
    pages = [
        published("first", "2020-12-11T10:00:00+08:00", TEXT),
        published("same", "2020-12-11T01:00:00Z", TEXT),
        published("half", None, HALF),
        published("close", "2020-12-10", CLOSE),
        published("quarter", "2020-12-12", QUARTER),
        published("alone", "2020-12-01", "Nothing here is said by anybody else, and least of all of TikTok."),
    ]
    hand = writer(store)
    for place, page in enumerate(pages):
        if place == closed_after:
            hand.close()
        hand.commit([page], JUDGE)
    if closed_after == len(pages):
        hand.close()
    archive = Archive.open(store)
    for number in (0, 1, 2):
        found = publications(archive, number, likeness)
        assert [each.url for each in found] == [
            f"http://courier.example/{name}" for name in ("close", "same", "first", "quarter", "half")
        ]
        assert [each.reason for each in found] == ["near_duplicate", "known_text", None, None, None]
        assert [each.first for each in found] == [True, False, False, False, False]
        assert found[2].similar_to == number
    assert [each.number for each in publications(archive, 3, likeness)] == [3]
    assert [row.number for row in archive.rows(Where(linked=True))] == [1, 2]
    assert [row.number for row in archive.rows(Where(linked=False))] == [0, 3]
    assert publications(archive, 0, None)[2].similarity is None


def test_a_snapshot_does_not_know_of_later_copies(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "archive"))
    writer(store).commit([document("first")], JUDGE)
    archive = Archive.open(store)
    later = writer(store)
    later.commit([document("same")], JUDGE)
    later.close()
    assert [each.url for each in publications(archive, 0, likeness)] == ["http://courier.example/first"]
    assert len(publications(Archive.open(store), 0, likeness)) == 2


def test_a_removed_document_has_its_place(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "archive"))
    hand = writer(store)
    hand.commit([document("first"), document("same")], JUDGE)
    hand.remove(0, "asked for")
    hand.close()
    first, same = publications(Archive.open(store), 0, likeness)
    assert (first.number, first.status, first.similarity) == (0, "removed", None)
    assert (same.number, same.reason, same.similarity, same.similar_to) == (None, "known_text", 1.0, 0)


def test_links_are_followed_in_both_directions() -> None:
    links = [(1, 0, None), (2, 1, None), (4, 3, None), (5, None, 4), (6, 2, 5)]
    assert kin(links[:3], 0) == {0, 1, 2}
    assert kin(links[:4], 5) == {3, 4, 5}
    assert kin(links, 0) == {0, 1, 2, 3, 4, 5, 6}
    assert kin(links, 9) == {9}


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2020-12-11T08:30:00+08:00", "2020-12-11T00:30:00"),
        ("2020-12-11T08:30Z", "2020-12-11T08:30:00"),
        ("2020-12-11T08:30", "2020-12-11T08:30:00"),
        ("2020-12", "2020-12"),
        ("2020-12-11Tmorning", "2020-12-11Tmorning"),
        (None, None),
    ],
)
def test_a_moment_is_as_precise_as_the_date(published: str | None, expected: str | None) -> None:
    assert moment(published) == expected
