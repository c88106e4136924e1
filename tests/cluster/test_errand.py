"""What runs on a machine of a cluster, without an engine: real processes, that end with their parent."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from pipelines.cluster.errand import Errand, Work, refuse_stranger
from pipelines.cluster.likeness import Likeness, likeness_here
from pipelines.config import load_config
from pipelines.errors import ConfigurationError
from tests.cluster.ray_cluster import gone
from tests.cluster.web import configured
from tests.crawl.crawling import ROOT

WITHIN_S = 60.0
# A module: what it says, then what it does.
FINE = "print('one'); print('two')"
WAITS = "import time; print('waits', flush=True); time.sleep(600)"
# Of its folder it keeps how often it was started.
DIES_TWICE = """
import os, pathlib, signal
starts = pathlib.Path("starts")
so_far = len(starts.read_text()) if starts.exists() else 0
starts.write_text("x" * (so_far + 1))
if so_far < 2: os.kill(os.getpid(), signal.SIGKILL)
"""
# Its semaphore is left to the tracker, a process of its own.
LEAVES_A_SEMAPHORE = """
import multiprocessing, os, signal
lock = multiprocessing.get_context("spawn").Lock()
os.kill(os.getpid(), signal.SIGKILL)
"""
ALWAYS_DIES = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a project in a folder of its own, from where it is left again."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CORPUS_CONFIG", raising=False)
    return configured(tmp_path, ROOT)


def work(config: Path, code: str, *, likeness: Likeness | None = None) -> Work:
    folder = config.parent
    (folder / "does.py").write_text(code, encoding="utf-8")
    here = likeness or likeness_here(load_config(config))
    return Work("shard 1/1", "does", (), str(folder), "archive", None, (), here)


def test_it_says_what_is_said_and_how_it_ended(config: Path) -> None:
    errand = Errand()
    ended = errand.run(work(config, FINE + "; raise SystemExit(3)"))
    assert (ended.code, ended.starts, ended.refused) == (3, 1, None)
    assert errand.said() == ["one", "two"]
    assert errand.said() == []


def test_what_a_signal_ended_is_started_again(config: Path) -> None:
    errand = Errand()
    ended = errand.run(work(config, DIES_TWICE))
    assert (ended.code, ended.starts) == (0, 3)
    assert errand.said() == ["ended by signal 9; started again"] * 2


def test_what_always_dies_is_given_up(config: Path) -> None:
    ended = Errand().run(work(config, ALWAYS_DIES))
    assert (ended.code, ended.starts) == (-signal.SIGSEGV, 4)


def test_what_a_killed_process_leaves_is_cleared_without_a_word(config: Path) -> None:
    errand = Errand()
    ended = errand.run(work(config, LEAVES_A_SEMAPHORE))
    assert ended.code == -signal.SIGKILL
    assert set(errand.said()) == {"ended by signal 9; started again"}


def test_told_to_stop_it_passes_that_on(config: Path) -> None:
    errand = Errand()
    stopping = threading.Thread(target=_stop_when_it_waits, args=(errand,))
    stopping.start()
    ended = errand.run(work(config, WAITS))
    stopping.join()
    assert (ended.code, ended.starts) == (6, 1)


def test_its_process_ends_with_it_by_whatever_death(config: Path) -> None:
    """The one in between is killed, as the engine's own process may be."""
    sent = work(config, WAITS)
    program = (
        "from pipelines.cluster.errand import *\nfrom pipelines.cluster.likeness import Likeness\n"
        f"Errand().run({sent!r})"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT) as between:
        below = _one_that_waits(between.pid)
        between.kill()
    assert gone([below])


def test_it_does_not_begin_once_its_parent_is_gone() -> None:
    reading, writing = os.pipe()
    os.close(writing)
    command = [sys.executable, "-m", "pipelines.cluster.leashed", str(reading), "this"]
    done = subprocess.run(command, pass_fds=[reading], cwd=ROOT, check=False, capture_output=True)
    os.close(reading)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")


@pytest.mark.parametrize("what", ["corpus-crawler", "Python", "trafilatura", "publishers.toml", "seed texts"])
def test_an_unlike_machine_refuses(config: Path, what: str) -> None:
    here = likeness_here(load_config(config))
    other = Likeness("elsewhere", tuple((name, "0" if name == what else is_) for name, is_ in here.parts))
    sent = work(config, FINE, likeness=other)._replace(archive="s3://bucket")
    ended = Errand().run(sent)
    assert (ended.code, ended.starts) == (2, 0)
    assert ended.refused is not None
    assert f"has {what} {dict(here.parts)[what]}, but elsewhere has 0; make them the same" in ended.refused


def test_what_may_differ_is_no_unlikeness(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = likeness_here(load_config(config))
    for name, value in {
        "ARCHIVE_URL": "s3://other",
        "CORPUS_CONTACT": "other@birs.example",
        "CORPUS_PROCESSES": "7",
    }.items():
        monkeypatch.setenv(name, value)
    assert likeness_here(load_config(config)) == here


@pytest.mark.parametrize(
    ("file", "what"),
    [("pipelines.toml", "pipelines.toml"), ("publishers.toml", "publishers.toml")],
)
def test_what_is_configured_is_compared_by_what_it_says(config: Path, file: str, what: str) -> None:
    here = likeness_here(load_config(config))
    path = config.parent / file
    path.write_text(path.read_text(encoding="utf-8").replace("threshold = 0", "threshold = 0.1") + "\n")
    changed = [
        name for name, is_ in likeness_here(load_config(config)).parts if dict(here.parts)[name] != is_
    ]
    assert changed == [what]


def test_a_folder_is_no_archive_for_two_machines(config: Path) -> None:
    here = likeness_here(load_config(config))
    sent = work(config, FINE, likeness=here._replace(machine="elsewhere"))
    with pytest.raises(
        ConfigurationError, match="is another machine; for several let ARCHIVE_URL name a bucket"
    ):
        refuse_stranger(sent)
    refuse_stranger(sent._replace(archive="s3://bucket"))


def test_a_machine_without_the_project_refuses(config: Path) -> None:
    sent = work(config, FINE)._replace(folder="/no/such/folder")
    assert "has no folder /no/such/folder; let the project lie" in str(Errand().run(sent).refused)


def _stop_when_it_waits(errand: Errand) -> None:
    deadline = time.monotonic() + WITHIN_S
    while errand.said() != ["waits"] and time.monotonic() < deadline:
        time.sleep(0.05)
    errand.stop()


def _one_that_waits(pid: int) -> psutil.Process:
    deadline = time.monotonic() + WITHIN_S
    while time.monotonic() < deadline:
        for each in psutil.Process(pid).children():
            if each.cmdline()[-1:] == ["does"] and "pipelines.cluster.leashed" not in each.cmdline():
                return each
        time.sleep(0.05)
    raise AssertionError("it was not started")
