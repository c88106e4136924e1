"""Processes that commit to one archive at once, a quarter of their texts the same: each is there once."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bench.commits import measured
from pipelines.archive import open_store, verify
from tests.archive.pages import document, judge, opened

PROCESSES = 4


def test_every_text_is_archived_once(url: str) -> None:
    figures = measured("test", url, {}, PROCESSES, documents=8, batch=2)
    assert (figures.unique, figures.commits) == (2 + PROCESSES * 6, PROCESSES * 4)


@pytest.mark.slow
def test_every_text_of_two_thousand_is_archived_once(url: str) -> None:
    figures = measured("test", url, {}, PROCESSES, documents=500, batch=5)
    sys.stdout.write(f"{figures}\n")
    assert figures.unique == 1625


def test_a_text_that_comes_late_goes_with_its_document(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process removes a document whose text is still on its way."""
    store = open_store(url)
    other, writer, put = opened(open_store(url), "other"), opened(store), store.put

    def late(key: str, data: bytes) -> None:
        if key.startswith("000_"):
            other.remove(0, "asked for")
            other.close()
        put(key, data)

    monkeypatch.setattr(store, "put", late)
    writer.commit([document("a"), document("b")], judge)
    monkeypatch.undo()
    writer.close()
    assert verify(store).findings == ()
    assert not any(key.startswith("000_") for key, _ in store.list())


def test_size_and_tag_are_of_one_version(tmp_path: Path) -> None:
    """Whoever extends a file by both must not cut what another has added between them."""
    store = open_store(str(tmp_path))
    versions = [b"x" * size for size in range(1, 60)]
    store.put("INDEX", versions[0])
    sizes = {}
    for data in versions:
        store.put("INDEX", data)
        sizes[store.get("INDEX").tag] = len(data)

    def put_all() -> None:
        for data in versions * 5:
            store.put("INDEX", data)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(put_all)
        while not writing.done():
            found = store.stat("INDEX")
            assert sizes[found.tag] == found.size
