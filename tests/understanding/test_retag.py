"""A gazetteer that has changed, over an archive: what changed is committed, once, and counted."""

import io
import threading
from contextlib import suppress
from pathlib import Path

import pandas
import pytest

from pipelines import retag as retagging
from pipelines.archive import Archive, ArchiveWriter, RetaggedRow, Store, Where, open_store, verify
from pipelines.archive.repair import repair
from pipelines.document import Article, Document, Mentions
from pipelines.entities import Tagger
from pipelines.names.gazetteer import Entity, Gazetteer
from pipelines.retag import Retagged, retag
from tests.archive.doomed import DoomedStore, Killed
from tests.archive.pages import document, judge, opened, seeds

TEXTS = {
    "a": "The Verren lake rises.\nVerren measures it twice a day.",
    "b": "Osk sells umbrellas.\nNobody else does.",
    "c": "奥斯克公司与维伦公司合并。",
    "d": "Nothing is named here.",
    "e": "Osk and Verren again.",
}


def gazetteer(digest: str, **aliases: tuple[str, ...]) -> Gazetteer:
    """Entities by id, each with its names."""
    entities = {name: Entity(type="ORG", name=name, aliases={"en": names}) for name, names in aliases.items()}
    return Gazetteer(entities=entities, digest=digest)


OLD = Tagger(gazetteer("00000001", verren=("Verren",), rain=("rises",)))
SAME = Tagger(gazetteer("00000002", verren=("Verren",), rain=("rises",)))
NEW = Tagger(gazetteer("00000003", verren=("Verren", "维伦"), osk=("Osk", "奥斯克")))


def tagged(name: str, tagger: Tagger) -> Document:
    plain = document(name, TEXTS[name])
    return plain.model_copy(update={"mentions": tagger(plain.article)})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A seed, then the five pages as the old tagger sees them."""
    store = open_store(str(tmp_path / "archive"))
    writer = opened(store)
    writer.commit_seeds(seeds()[1:2])
    writer.commit([tagged(name, OLD) for name in TEXTS], judge)
    writer.close()
    return store


def run(
    store: Store, tagger: Tagger, writer: ArchiveWriter | None = None, where: Where | None = None
) -> Retagged:
    """As the command does."""
    writer = writer or opened(store, "retag")
    retagged = retag(
        Archive.open(store),
        tagger,
        tagger.name,
        writer,
        where=where or Where(publisher="news", status="live"),
    )
    writer.close()
    return retagged


def is_clean(store: Store) -> bool:
    report = verify(store)
    assert (report.findings, report.notes, repair(store)) == ((), (), ())
    return True


def test_before_and_after_are_counted(store: Store) -> None:
    told = run(store, NEW)
    assert (told.looked_at, told.changed, told.committed, told.older) == (5, 4, 4, 1)
    assert (told.mentions_before, told.mentions_after) == (4, 7)
    counts = {each.entity: (each.before, each.after, each.gained, each.lost) for each in told.entities}
    assert counts == {"verren": (2, 3, 1, 0), "osk": (0, 3, 3, 0), "rain": (1, 0, 0, 1)}
    assert list(counts) == ["osk", "rain", "verren"]
    examples = {
        each.entity: [(e.number, e.change, e.surface) for e in each.examples] for each in told.entities
    }
    assert examples == {
        "osk": [(2, "gained", "Osk"), (3, "gained", "奥斯克"), (5, "gained", "Osk")],
        "rain": [(1, "lost", "rises")],
        "verren": [(3, "gained", "维伦")],
    }
    table = pandas.read_parquet(io.BytesIO(store.get("INDEX.parquet").data))
    assert [sorted(each) for each in table["entities"][1:]] == [
        ["verren"],
        ["osk"],
        ["osk", "verren"],
        [],
        ["osk", "verren"],
    ]
    assert is_clean(store)


def test_what_is_found_again_is_left_alone(store: Store) -> None:
    segments = len(list(store.list("log/")))
    told = run(store, SAME)
    assert (told.changed, told.committed, told.older) == (0, 0, 5)
    assert len(list(store.list("log/"))) == segments
    assert {row.tagger for row in Archive.open(store).rows(Where(publisher="news"))} == {OLD.name}


def test_the_second_time_there_is_nothing_to_do(store: Store) -> None:
    run(store, NEW)
    before = {key: store.get(key).data for key, _ in store.list()}
    told = run(store, NEW)
    assert (told.changed, told.committed) == (0, 0)
    assert {key: store.get(key).data for key, _ in store.list()} == before


def test_a_dry_run_writes_nothing_and_counts_the_same(store: Store) -> None:
    before = {key: store.get(key).data for key, _ in store.list()}
    wanted = Where(publisher="news", status="live")
    told = retag(Archive.open(store), NEW, NEW.name, None, where=wanted)
    assert {key: store.get(key).data for key, _ in store.list()} == before
    assert told.committed is None
    assert told == run(store, NEW).model_copy(update={"committed": None})


def test_only_what_is_wanted_is_looked_at(store: Store) -> None:
    told = run(store, NEW, where=Where(entity="rain", status="live"))
    assert (told.looked_at, told.committed) == (1, 1)
    tags = [row.tagger for row in Archive.open(store).rows(Where(publisher="news"))]
    assert tags == [NEW.name, OLD.name, OLD.name, OLD.name, OLD.name]


def test_a_name_in_the_headline_alone_has_no_surface(store: Store) -> None:
    told = run(
        store, Tagger(gazetteer("0", told=("Headline",))), where=Where(publisher="news", status="live")
    )
    (counts,) = [each for each in told.entities if each.entity == "told"]
    assert {example.surface for example in counts.examples} == {None}


def test_a_run_that_was_killed_is_continued(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retagging, "_COMMIT_EVERY", 1)
    monkeypatch.setattr("pipelines.archive.writer.probe", lambda store: None)
    committed = 0
    for calls in (25, 33, 41, 49):
        with suppress(Killed):
            run(
                store,
                NEW,
                ArchiveWriter.open(DoomedStore(store, calls, is_made=True), run="r", software="t/1"),
            )
        rows = [row for row in Archive.open(store).log_rows() if isinstance(row, RetaggedRow)]
        assert len({row.number for row in rows}) == len(rows) >= committed
        committed = len(rows)
    told = run(store, NEW)
    assert (told.committed, told.changed) == (4 - committed, 4 - committed)
    assert committed > 0
    assert run(store, NEW).changed == 0
    assert is_clean(store)


def test_two_at_once_commit_each_document_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retagging, "_COMMIT_EVERY", 1)
    both = threading.Barrier(2, timeout=60)
    told: list[Retagged] = []

    def one(name: str) -> None:
        writer = opened(store, name)
        archive = Archive.open(store)
        both.wait()
        told.append(retag(archive, NEW, NEW.name, writer, where=Where(publisher="news", status="live")))
        writer.close()

    threads = [threading.Thread(target=one, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = [row for row in Archive.open(store).log_rows() if isinstance(row, RetaggedRow)]
    assert sorted(row.number for row in rows) == [1, 2, 3, 5]
    assert sum(each.committed or 0 for each in told) == 4
    assert is_clean(store)


def test_a_crawl_and_a_removal_meanwhile(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look at a document and its commit another process removes it, and one commits pages."""
    other, removed = opened(store, "other"), threading.Event()

    def tag(article: Article) -> Mentions:
        mentions = NEW(article)
        if not removed.is_set():
            removed.set()
            other.remove(2, "asked for")
            other.commit([document("late", "Osk is late.")], judge)
            other.close()
        return mentions

    writer = opened(store, "retag")
    told = retag(Archive.open(store), tag, NEW.name, writer, where=Where(publisher="news", status="live"))
    writer.close()
    rows = list(Archive.open(store).rows(Where(publisher="news")))
    assert [(row.number, row.status, row.tagger) for row in rows] == [
        (1, "live", NEW.name),
        (2, "removed", OLD.name),
        (3, "live", NEW.name),
        (4, "live", OLD.name),
        (5, "live", NEW.name),
        (6, "live", "t 1"),
    ]
    assert told.committed == 3
    assert is_clean(store)
