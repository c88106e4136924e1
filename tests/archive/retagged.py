"""A small archive to find mentions in anew, and what it then says."""

from pipelines.archive import Archive, ArchiveWriter, Store, Where, verify
from pipelines.archive.repair import repair
from pipelines.document import Mention, Mentions
from tests.archive.pages import document, judge, opened, rejection, seeds

NEW = Where(entity="tiktok")
Entities = list[tuple[int, tuple[str, ...], str | None]]


def found(*entities: str, tagger: str = "t 2") -> Mentions:
    mentions = tuple(Mention(entity=each, start=n, end=n + 1) for n, each in enumerate(entities))
    return Mentions(mentions=mentions, entities=entities, tagger=tagger)


def built(store: Store) -> ArchiveWriter:
    """Two seeds and six pages in three segments, numbers 0 to 7."""
    writer = opened(store)
    writer.commit_seeds(seeds()[:2])
    writer.commit([document(name) for name in "abc"] + [rejection("r")], judge)
    writer.commit([document(name) for name in "def"], judge)
    writer.close()
    return writer


def says(archive: Archive, where: Where | None = None) -> Entities:
    return [(row.number, row.entities, row.tagger) for row in archive.rows(where)]


def is_clean(store: Store) -> bool:
    report = verify(store)
    assert (report.findings, report.notes, repair(store)) == ((), (), ())
    return True


def contents(store: Store) -> dict[str, bytes]:
    return {key: store.get(key).data for key, _ in store.list()}
