"""`corpus status`, as a monitor calls it."""

import json
import math
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from pipelines.archive import HealthDay, Store, add_health_days, open_store, put_run
from pipelines.commands.status import _newest
from pipelines.errors import ArchiveDamaged
from tests.archive.pages import opened, seeds
from tests.crawl.crawling import Crawled, corpus
from tests.unattended.records import SILENT, record


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """The seeds, and no run yet."""
    folder = tmp_path / "archive"
    writer = opened(open_store(str(folder)))
    writer.commit_seeds(seeds())
    writer.close()
    return folder


def status(archive: Path, *arguments: str) -> Crawled:
    return corpus("status", *arguments, archive=archive)


def test_no_run_yet(archive: Path) -> None:
    told = status(archive)
    assert (told.code, "no record of a run yet" in told.output) == (8, True)


def test_the_verdict_comes_first_and_the_code_says_it_too(archive: Path) -> None:
    store = open_store(str(archive))
    add_health_days(store, [HealthDay(publisher="courier", day="2026-11-25", read_runs=1, archived=4)])
    put_run(store, record(timedelta(days=3), run="r0", health=(SILENT,)))
    put_run(store, record(timedelta(hours=2), run="r1"))
    told = status(archive)
    assert (told.code, told.output.splitlines()[0]) == (0, "fine")
    assert "newest run: r1" in told.output
    assert "courier    2026-11-25" in told.output
    put_run(store, record(timedelta(hours=1), run="r2", health=(SILENT,)))
    told = status(archive)
    assert (told.code, told.output.splitlines()[0]) == (9, "look: courier is silent")
    found = json.loads(status(archive, "--json").output)
    assert (found["code"], found["look"], found["health"][0]["slug"]) == (9, True, "silent")
    assert found["publishers"] == [{"publisher": "courier", "last_new": "2026-11-25"}]
    told = status(archive, "--prometheus")
    assert (told.code, "corpus_run_look 1.0\n" in told.output) == (9, True)


def test_no_run_of_late_and_a_clock_that_was_ahead(archive: Path) -> None:
    """A run of next year is not the newest until then."""
    store = open_store(str(archive))
    put_run(store, record(timedelta(hours=30)))
    assert (status(archive).code, status(archive, "--max-age", "2d").code) == (10, 0)
    put_run(store, record(timedelta(days=-365), run="ahead", health=(SILENT,)))
    told = status(archive, "--max-age", "2d")
    assert (told.code, "newest run: r1" in told.output) == (0, True)
    refused = status(archive, "--max-age", "soon")
    assert (refused.code, "26h" in refused.output) == (2, True)


def test_records_of_earlier_releases(archive: Path) -> None:
    """They have no health; the exit code tells what it can."""
    store = open_store(str(archive))
    put_run(store, record(timedelta(hours=2), health=None))
    assert status(archive).code == 0
    put_run(store, record(timedelta(hours=1), run="r2", health=None, exit_code=1, verdict="a fault"))
    told = status(archive)
    assert (told.code, told.output.splitlines()[0]) == (9, "look: a fault")


@pytest.mark.parametrize(
    "wrong",
    [
        {"finished": "2026-11-26T12:00:00Z\nlook: forged"},
        {"finished": "2026-11-26"},
        {"started": "2026-99-99T99:99:99Z"},
        {"fetched": 10**400},
        {"stage_s": {"extract": math.inf}},
    ],
    ids=str,
)
def test_a_record_that_is_none_ends_in_a_sentence(archive: Path, wrong: dict[str, Any]) -> None:
    store = open_store(str(archive))
    key = put_run(store, record(timedelta(hours=1), **wrong))
    with pytest.raises(ArchiveDamaged, match=f"{key} is no run record"):
        _newest(store, datetime.now(UTC))


class Counting:
    """A store that counts what is read of it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.read: list[str] = []

    def get(self, key: str) -> object:
        self.read.append(key)
        return self._store.get(key)

    def list(self, prefix: str) -> object:
        return self._store.list(prefix)


def test_of_thousands_of_runs_one_record_is_read(archive: Path) -> None:
    store = Counting(open_store(str(archive)))
    key = put_run(open_store(str(archive)), record(timedelta(hours=1), run="last"))
    for number in range(5000):
        (archive / "runs" / f"20200101T000000Z-{number}.json").hardlink_to(archive / key)
    newest = _newest(cast(Store, store), datetime.now(UTC))
    assert newest is not None
    assert (newest.run, store.read) == ("last", [key])
