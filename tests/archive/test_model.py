"""Random doings of several writers, and accidents between them, against a model of two sets."""

import tempfile
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.archive import INDEX, Archive, ArchiveWriter, Store, open_store, verify
from pipelines.errors import ConfigurationError
from tests.archive.pages import document, judge, rejection

Doing = tuple[str, int, list[tuple[str, bool]]]

_pages = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.booleans()), min_size=1, max_size=4)
_commit: st.SearchStrategy[Doing] = st.tuples(st.just("commit"), st.integers(0, 1), _pages)
_accidents = st.sampled_from(["reopen", "lose INDEX", "lose the last text"])
_other: st.SearchStrategy[Doing] = st.tuples(_accidents, st.integers(0, 1), st.just([]))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.one_of(_commit, _commit, _other), max_size=8))
def test_the_archive_holds_what_was_committed(doings: list[Doing]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"{folder}/archive")
        writers = [opened(store) for _ in range(2)]
        archived: dict[str, int] = {}
        judged: set[str] = set()
        for doing, who, pages in doings:
            if doing == "commit":
                outcomes = [document(name) if keep else rejection(name) for name, keep in pages]
                rows = writers[who].commit(outcomes, judge).rows
                assert len(rows) == len(pages)
                for name, keep in pages:
                    judged.add(name)
                    if keep:
                        archived.setdefault(name, len(archived))
            elif doing == "reopen":
                writers[who] = opened(store)
            else:
                lose(store, doing)
        check(store, archived, judged)


def opened(store: Store) -> ArchiveWriter:
    return ArchiveWriter.open(store, run="r", software="test/1")


def lose(store: Store, doing: str) -> None:
    """INDEX goes, in one case with a text that it named, as if a kill had come before both."""
    with suppress(ConfigurationError):
        last = list(Archive.open(store).rows())[-1:]
        if last and doing == "lose the last text":
            store.delete(last[0].file)
        store.delete(INDEX)


def check(store: Store, archived: dict[str, int], judged: set[str]) -> None:
    writer = opened(store)
    assert {name for name in "abcdefgh" if writer.known.verdict(f"http://news.test/{name}")} == judged
    if not judged:
        return
    found = {row.url.rsplit("/", 1)[1]: row.number for row in Archive.open(store).rows() if row.url}
    assert found == archived
    report = verify(store)
    assert (report.findings, report.notes) == ((), ())
