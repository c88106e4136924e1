"""`corpus cluster` in a process of its own, and the processes below it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.crawl.crawling import ROOT

# Ray starts ten processes, and a machine may have much else to do.
WITHIN_S = 240.0


@contextmanager
def clustered(
    environment: Mapping[str, str], log: Path, *arguments: str
) -> Iterator["subprocess.Popen[bytes]"]:
    """`corpus cluster …` under way, what it says in `log`; at the end of the block nothing of it is left."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipelines.cli", "cluster", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        below = descendants(process.pid)
        if process.poll() is None:
            process.kill()
        process.wait()
        for each in below:
            if each.is_running():
                each.kill()


def descendants(pid: int) -> list[psutil.Process]:
    """All below it; none where it is gone."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def crawl_of(pid: int, shard: str) -> psutil.Process:
    """The crawl of a shard below that process; its parent is the engine's."""
    return next(each for each in descendants(pid) if _is_crawl(each, shard))


def gone(processes: Sequence[psutil.Process], within_s: float = 30.0) -> bool:
    """Whether all are, once they are."""
    deadline = time.monotonic() + within_s
    while any(_runs(each) for each in processes) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not any(_runs(each) for each in processes)


def kill(process: psutil.Process) -> None:
    """Without a word."""
    os.kill(process.pid, signal.SIGKILL)


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _is_crawl(process: psutil.Process, shard: str) -> bool:
    try:
        command = process.cmdline()
    except psutil.Error:
        return False
    return f"shard={shard}" in command and "scrapy" in command
