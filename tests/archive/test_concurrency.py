"""Processes that commit to one archive at once, a quarter of their texts the same: each is there once."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bench.commits import measured
from pipelines.archive import open_store

PROCESSES = 4


def test_every_text_is_archived_once(url: str) -> None:
    figures = measured("test", url, {}, PROCESSES, documents=8, batch=2)
    assert (figures.unique, figures.commits) == (2 + PROCESSES * 6, PROCESSES * 4)


@pytest.mark.slow
def test_every_text_of_two_thousand_is_archived_once(url: str) -> None:
    figures = measured("test", url, {}, PROCESSES, documents=500, batch=5)
    sys.stdout.write(f"{figures}\n")
    assert figures.unique == 1625


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
