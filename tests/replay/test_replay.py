"""Archived pages read anew: what is told, what is committed, and what stays."""

import shutil
from itertools import chain
from pathlib import Path

import pytest

from pipelines.archive import Archive, DocumentRow, Kept, Known, Store, Where, open_store, verify
from pipelines.assembly import duplicates_of
from pipelines.document import Article, Document, Mentions, Outcome
from pipelines.errors import ConfigurationError, StoreError
from pipelines.ingest import make_judge
from pipelines.replay.applying import Applying
from pipelines.replay.choosing import Choice, choose
from pipelines.replay.difference import Difference
from pipelines.replay.shard import Shard
from tests.archive.pages import opened
from tests.replay.read_pages import (
    CONFIG,
    TOPICS,
    archived,
    body,
    half,
    page,
    read_by,
    replayed,
)


@pytest.fixture(scope="module")
def half_read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds, and 004 to 007, of which nobody has read more than half."""
    place = tmp_path_factory.mktemp("half-read") / "archive"
    pages = [page(topic, publisher="limmat" if topic == "harbours" else "aare") for topic in TOPICS]
    archived(open_store(str(place)), *pages)
    return place


@pytest.fixture
def folder(half_read: Path, tmp_path: Path) -> Store:
    return open_store(str(shutil.copytree(half_read, tmp_path / "archive")))


def as_it_is(article: Article) -> Article:
    return article


def undated(article: Article) -> Article:
    return article.model_copy(update={"published": None})


def as_a_line(article: Article) -> Article:
    return article.model_copy(update={"text": "Of its own until somebody reads it better."})


def kept(outcome: Outcome, _known: Known) -> Kept:
    """Whatever it is a copy of."""
    assert isinstance(outcome, Document)
    return Kept(outcome, (outcome.capture.url,))


def test_a_worse_extractor_shows(folder: Store) -> None:
    told, figures = replayed(folder)
    assert [(each.number, each.outcome) for each in told] == [(n, "changed") for n in range(4, 8)]
    for each in told:
        assert each.text is not None
        assert 0.2 < each.text.similarity < 0.7
        assert (each.text.lines_gone, each.text.lines_new) == (0, 3)
        assert {(fact.fact, fact.change) for fact in each.facts} >= {("published", "gained")}
    assert [(each.publisher, each.changed, each.dates_gained) for each in figures.publishers] == [
        ("aare", 3, 3),
        ("limmat", 1, 1),
    ]
    total = figures.total
    assert (total.looked_at, total.same, total.changed, total.rejected) == (4, 0, 4, 0)
    assert total.characters_after > 1.5 * total.characters_before
    assert figures.without_capture == 4
    assert figures.revisions is None


def test_the_same_stages_find_nothing_otherwise(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "archive"))
    archived(store, *map(page, TOPICS), change=as_it_is)
    told, figures = replayed(store)
    assert [each.is_one for each in told] == [False] * 4
    assert (figures.facts, figures.reasons) == ((), ())


def test_changed_texts_become_revisions_once(folder: Store) -> None:
    told, figures = replayed(folder, opened(folder, "r2"))
    assert [(each.number, each.applied, each.revision) for each in told] == [
        (n, "revised", n + 4) for n in range(4, 8)
    ]
    assert figures.revisions == 4
    archive = Archive.open(folder)
    for number in range(8, 12):
        row, before = archive.get(number), archive.get(number - 4)
        assert (row.revision_of, row.reading_of, row.url) == (number - 4, number - 4, before.url)
        assert (row.published, before.published) == ("2020-03-03T08:00:00Z", None)
        assert row.text.startswith(before.text.removesuffix("\n"))
        assert (row.offset, row.warc) == (before.offset, before.warc)
        assert archive.by_url(str(row.url)) == row.index()
    assert verify(folder).findings == ()
    segments = archive.cursor
    told, figures = replayed(folder, opened(folder, "r3"))
    assert [(each.number, each.outcome) for each in told] == [(n, "same") for n in range(8, 12)]
    assert (figures.revisions, figures.retagged, figures.revised) == (0, 0, 4)
    assert Archive.open(folder).cursor == segments


def test_a_run_that_breaks_off_is_continued(folder: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    commit, done = Applying.commit, list[int]()

    def breaks(self: Applying, batch: tuple[object, ...]) -> list[Difference]:
        if len(done) == 2:
            raise StoreError("the disk is full")
        done.append(1)
        return commit(self, batch)  # type: ignore[arg-type]

    monkeypatch.setattr(Applying, "commit", breaks)
    with pytest.raises(StoreError):
        replayed(folder, opened(folder, "r2"), commit_every=1)
    monkeypatch.undo()
    told, _ = replayed(folder, opened(folder, "r3"))
    outcomes = {each.number: each.applied for each in told}
    assert outcomes == {6: "revised", 7: "revised", 8: None, 9: None}
    assert verify(folder).findings == ()


def test_the_same_text_keeps_its_number_and_gets_its_entities(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "archive"))
    writer = archived(
        store, page("parcels"), change=lambda article: article.model_copy(update={"published": None})
    )
    found = Archive.open(store).get(4)
    writer.retag({4: _nothing_of(found.tagger)})
    writer.close()
    told, figures = replayed(store, opened(store, "r2"))
    assert (told[0].outcome, told[0].applied, told[0].revision) == ("same", "retagged", None)
    assert {fact.fact for fact in told[0].facts} == {"published", "entities"}
    assert (figures.revisions, figures.retagged) == (0, 1)
    now = Archive.open(store).get(4)
    assert (now.entities, now.published) == (found.entities, None)
    assert replayed(store, opened(store, "r3"))[1].retagged == 0
    assert verify(store).findings == ()


def _nothing_of(tagger: str | None) -> Mentions:
    return Mentions(mentions=(), entities=(), tagger=str(tagger))


def test_a_page_that_would_be_rejected_stays(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "archive"))
    short = page("short", "<html><body><article><h1>ByteDance</h1><p>TikTok.</p></article></body></html>")
    writer = archived(store, page("parcels"), change=as_it_is)
    once = read_by(half, page("lorries")).model_copy(update={"capture": short})
    writer.commit([once], make_judge(duplicates_of(CONFIG)))
    told, figures = replayed(store, writer)
    assert [(each.outcome, each.reason) for each in told] == [("same", None), ("rejected", "too_short")]
    assert [(each.reason, each.numbers) for each in figures.reasons] == [("too_short", (5,))]
    assert [row.status for row in Archive.open(store)] == ["live"] * 6


def test_a_text_that_the_archive_has_is_left(folder: Store) -> None:
    """A page that turns out to be a copy."""
    replayed(folder, opened(folder, "r2"))
    writer = opened(folder, "r3")
    own = "Of its own until somebody reads it better."
    copy = read_by(
        lambda article: article.model_copy(update={"text": own}), page("parcels", publisher="reuss")
    )
    writer.commit([copy], kept)
    told, figures = replayed(folder, writer)
    assert told[-1].not_applied == "the same text as document 008"
    assert (figures.revisions, figures.not_applied) == (0, 1)
    assert verify(folder).findings == ()


def test_what_others_did_meanwhile_counts(folder: Store) -> None:
    """A crawl has archived a newer text of one page, a person has removed another."""
    snapshot, writer = Archive.open(folder), opened(folder, "r2")
    crawl = opened(folder, "crawl")
    newer = page("parcels", body("lifts")).model_copy(update={"again": True})
    (row,) = crawl.commit([read_by(as_it_is, newer)], make_judge(duplicates_of(CONFIG))).rows
    assert isinstance(row, DocumentRow)
    crawl.remove(6, "x")
    told, figures = replayed(folder, writer, archive=snapshot)
    assert [each.number for each in told] == [4, 5, 7]
    assert told[0].not_applied == f"document {row.number:03d} is a newer text of the page"
    assert [each.applied for each in told] == [None, "revised", "revised"]
    assert figures.not_applied == 1
    assert verify(folder).findings == ()


def test_two_replays_at_once_make_each_revision_once(folder: Store) -> None:
    one, other = opened(folder, "one"), opened(folder, "other")
    snapshot = Archive.open(folder)
    replayed(folder, one, archive=snapshot)
    told, figures = replayed(folder, other, archive=snapshot)
    assert {each.not_applied for each in told} == {
        f"document {n:03d} is a newer text of the page" for n in range(8, 12)
    }
    assert figures.revisions == 0
    assert len(Archive.open(folder)) == 12


def test_of_a_removed_page_nothing_is_read(folder: Store) -> None:
    """Nor of its earlier texts."""
    replayed(folder, opened(folder, "r2"))
    writer = opened(folder, "r3")
    writer.remove(8, "x")
    told, _ = replayed(folder, writer)
    assert [each.number for each in told] == [9, 10, 11]


def test_a_damaged_capture_is_left(folder: Store) -> None:
    row = Archive.open(folder).get(5)
    data = bytearray(folder.get(str(row.warc)).data)
    data[(row.offset or 0) + 40] ^= 1
    folder.put(str(row.warc), bytes(data))
    told, figures = replayed(folder)
    assert [each.outcome for each in told] == ["changed", "left", "changed", "changed"]
    assert "the capture of document 5 is damaged" in told[1].detail
    assert figures.total.left == 1


def test_further_pages_are_joined_as_in_the_crawl(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "archive"))
    further = (page("lorries"), page("harbours"))
    archived(store, page("parcels").model_copy(update={"further": further}))
    told, _ = replayed(store, opened(store, "r2"))
    assert told[0].applied == "revised"
    text = Archive.open(store).text(5)
    assert all(f"about {topic} 3" in text for topic in ("parcels", "lorries", "harbours"))
    assert verify(store).findings == ()


def test_choices(folder: Store) -> None:
    def numbers(choice: Choice) -> list[int]:
        return list(choose(Archive.open(folder), choice).numbers)

    assert numbers(Choice()) == [4, 5, 6, 7]
    assert numbers(Choice(where=Where(publisher="limmat"))) == [6]
    assert numbers(Choice(extractor="half 1")) == [4, 5, 6, 7]
    assert numbers(Choice(extractor="half 2")) == []
    assert numbers(Choice(older=True)) == [4, 5, 6, 7]
    replayed(folder, opened(folder, "r2"))
    assert numbers(Choice()) == [8, 9, 10, 11]
    assert numbers(Choice(older=True)) == []
    shards = [Choice(shard=Shard.parse(f"{number}/3")) for number in (1, 2, 3)]
    assert sorted(chain.from_iterable(map(numbers, shards))) == [8, 9, 10, 11]
    assert sum(choose(Archive.open(folder), each).without_capture for each in shards) == 4


@pytest.mark.parametrize("text", ["", "0/3", "4/3", "1/0", "1", "one of three", "1/3/5"])
def test_no_shards(text: str) -> None:
    with pytest.raises(ConfigurationError, match="of eight give one from 1/8 to 8/8"):
        Shard.parse(text)
