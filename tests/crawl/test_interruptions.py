"""Crawls that are killed, asked to stop, or not alone."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

import psutil
import pytest

from demo.site.server import DemoSite
from demo.site.truth import truth
from pipelines.archive import load_listing_states, open_store
from tests.crawl.crawling import assert_sound, crawl, crawling, last_record, rows, starting, texts
from tests.crawl.test_whole_crawl import Finished
from tests.weed import Weed

EXIT_WITHIN_S = 10.0
# Until something has begun that the test waits for; no promise of ours.
PATIENCE_S = 60.0


def test_killed_crawls_lose_and_double_nothing(tmp_path: Path, site: DemoSite, finished: Finished) -> None:
    _kill_often(tmp_path / "archive", site, finished, kills=4)


@pytest.mark.slow
def test_thirty_killed_crawls_lose_and_double_nothing(
    tmp_path: Path, site: DemoSite, finished: Finished
) -> None:
    _kill_often(tmp_path / "archive", site, finished, kills=30)


@pytest.mark.slow
@pytest.mark.s3
def test_thirty_killed_crawls_into_a_bucket(
    site: DemoSite, finished: Finished, weed: Weed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in weed.environment.items():
        monkeypatch.setenv(name, value)
    _kill_often(weed.url("killed"), site, finished, kills=30, extra=weed.environment)


def test_ctrl_c_before_anything_was_asked_for_is_one_sentence(tmp_path: Path, site: DemoSite) -> None:
    """The crawl is held while it reads its settings, by a pipe into which nobody writes."""
    settings = tmp_path / "pipelines.toml"
    os.mkfifo(settings)
    extra = {"CORPUS_CONFIG": str(settings)}
    with crawling(site.proxy, tmp_path / "archive", extra=extra) as process:
        with settings.open("w"):
            os.kill(process.pid, signal.SIGINT)
            code = process.wait(PATIENCE_S)
        told, _ = process.communicate()
    assert (code, told.splitlines()[-1]) == (6, "interrupted before anything was asked for")
    assert "Traceback" not in told


def test_a_killed_crawl_leaves_no_process(tmp_path: Path, site: DemoSite) -> None:
    """Not even the worker that is in a page which takes minutes."""
    url = next(url for url, page in truth().items() if page.reason == "deadline")
    path = f"/{url.split('/', 3)[3]}"
    with crawling(site.proxy, tmp_path / "archive", "-a", "publishers=daybook") as process:
        _wait_until(lambda: any(request.path == path for request in site.requests))
        time.sleep(0.5)
        children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait()
        _wait_until(lambda: not any(map(_lives, children)))
    assert children


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_a_signal_commits_what_is_finished(tmp_path: Path, site: DemoSite, number: signal.Signals) -> None:
    archive = tmp_path / "archive"
    with crawling(site.proxy, archive, delay_s=0.2) as process:
        _wait_for_articles(site, 12)
        asked = time.monotonic()
        process.send_signal(number)
        output, _ = process.communicate(timeout=2 * EXIT_WITHIN_S)
    assert time.monotonic() - asked < EXIT_WITHIN_S
    assert process.returncode == 6, output
    record = last_record(archive)
    assert record.exit_code == 6
    assert record.archived >= 1
    assert record.fetched == record.archived + record.rejected + record.failed + record.abandoned
    assert_sound(archive)
    listings = load_listing_states(open_store(str(archive))).values()
    assert any(listing.polls and listing.settled is None for listing in listings)


def test_a_signal_to_the_whole_group_harms_no_worker(tmp_path: Path, site: DemoSite) -> None:
    """As plain `timeout`, and Ctrl-C at a terminal, send it."""
    archive = tmp_path / "archive"
    with crawling(site.proxy, archive, delay_s=0.1) as process:
        _wait_for_articles(site, 20)
        os.killpg(process.pid, signal.SIGTERM)
        output, _ = process.communicate(timeout=2 * EXIT_WITHIN_S)
    assert process.returncode == 6, output
    assert "Traceback" not in output
    record = last_record(archive)
    assert record.abandoned == 0
    assert "worker_died" not in record.failed_by_cause
    assert_sound(archive)


@pytest.mark.slow
def test_a_signal_does_not_wait_for_a_server_that_never_answers(tmp_path: Path) -> None:
    with _SilentServer() as server, crawling(server.proxy, tmp_path / "archive") as process:
        server.wait_until_asked()
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=2 * EXIT_WITHIN_S)
    assert time.monotonic() - asked < EXIT_WITHIN_S
    assert process.returncode == 6, output
    assert "Traceback" not in output


@pytest.mark.parametrize(
    "after_s",
    [0.0, pytest.param(0.2, marks=pytest.mark.slow), 0.4, pytest.param(0.8, marks=pytest.mark.slow)],
)
def test_a_signal_while_it_begins_ends_it_too(tmp_path: Path, after_s: float) -> None:
    """Before it listens for signals it dies of them, as any program; from then on it answers 6."""
    with _SilentServer() as server, starting(server.proxy, tmp_path / "archive") as process:
        assert process.stdout is not None
        assert "started" in process.stdout.readline()
        time.sleep(after_s)
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=2 * EXIT_WITHIN_S)
    assert process.returncode in (6, -signal.SIGTERM), output


def test_two_crawls_together_make_one_archive(tmp_path: Path, site: DemoSite, finished: Finished) -> None:
    archive = tmp_path / "archive"
    with crawling(site.proxy, archive) as first, crawling(site.proxy, archive) as second:
        outputs = [process.communicate(timeout=120)[0] for process in (first, second)]
        assert (first.returncode, second.returncode) == (0, 0), outputs
    assert texts(archive) == texts(finished[0])
    assert_sound(archive)


@pytest.mark.slow
@pytest.mark.s3
def test_two_crawls_together_into_one_bucket(
    site: DemoSite, finished: Finished, weed: Weed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in weed.environment.items():
        monkeypatch.setenv(name, value)
    url, aws = weed.url("together"), weed.environment
    with crawling(site.proxy, url, extra=aws) as first, crawling(site.proxy, url, extra=aws) as second:
        outputs = [process.communicate(timeout=120)[0] for process in (first, second)]
        assert (first.returncode, second.returncode) == (0, 0), outputs
    assert texts(url) == texts(finished[0])
    assert_sound(url)


def _kill_often(
    archive: str | Path,
    site: DemoSite,
    finished: Finished,
    kills: int,
    extra: Mapping[str, str] | None = None,
) -> None:
    dice = random.Random(20201211)
    for _ in range(kills):
        with crawling(site.proxy, archive, extra=extra) as process:
            time.sleep(dice.uniform(0.3, 4.0))
            os.killpg(process.pid, signal.SIGKILL)
    undisturbed = crawl(site.proxy, archive, extra=extra)
    assert undisturbed.code == 0, undisturbed.output
    assert texts(archive) == texts(finished[0])
    assert len(rows(archive)) == len(rows(finished[0]))
    assert_sound(archive)


def _lives(process: psutil.Process) -> bool:
    """A zombie that nobody fetches has ended all the same."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _wait_for_articles(site: DemoSite, count: int) -> None:
    _wait_until(lambda: sum(request.path.count("/") > 1 for request in site.requests) >= count)


def _wait_until(it_is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if it_is_so():
            return
        time.sleep(0.05)
    raise AssertionError(f"it is not so after {PATIENCE_S} s")


class _SilentServer:
    """Accepts connections and never answers."""

    def __enter__(self) -> Self:
        code = (
            "import socket,time\n"
            "s=socket.create_server(('127.0.0.1',0)); print(s.getsockname()[1],flush=True)\n"
            "c=s.accept(); print('asked',flush=True); time.sleep(120)"
        )
        self._process = subprocess.Popen(["python3", "-c", code], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.proxy = f"http://127.0.0.1:{int(self._process.stdout.readline())}"
        return self

    def wait_until_asked(self) -> None:
        """Until the crawl has a connection, on which nothing comes."""
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "asked\n"

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()
