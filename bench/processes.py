"""Runs a command and watches it with all its descendants: wall time, CPU seconds, peak memory."""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

SAMPLE_EVERY_S = 0.15
# Proportional set size means reading every mapping; it is asked for less often.
_PSS_EVERY = 3
_LOOK_EVERY_S = 0.01


class TookTooLong(Exception):
    """The command ran into its time limit and was ended."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Of a command and all its descendants together.

    `started` and `ended` are seconds of the monotonic clock. Peaks are the largest sums seen at one
    moment, in bytes: resident counts a shared page once for each process, proportional once;
    `peak_pss` is None where the system does not tell. `exit_code` is -9 of a command that was killed.
    """

    exit_code: int
    started: float
    ended: float
    cpu_s: float
    peak_rss: int
    peak_pss: int | None
    processes: int

    @property
    def wall_s(self) -> float:
        return self.ended - self.started


def measure(
    command: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str] | None,
    output: IO[bytes],
    timeout_s: float,
    kill_when: Callable[[], bool] | None = None,
) -> Usage:
    """Runs `command`, both its outputs into `output`. Raises TookTooLong.

    When `kill_when` says so, all its processes are killed at once (SIGKILL), as when a machine is lost.
    """
    started = time.monotonic()
    with subprocess.Popen(
        command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
    ) as process:
        watch = _Watch(process.pid)
        watch.start()
        try:
            cpu_s = _waited(process, started + timeout_s, kill_when)
        finally:
            ended = time.monotonic()
            watch.stop()
    return Usage(
        exit_code=process.returncode,
        started=started,
        ended=ended,
        cpu_s=max(cpu_s, sum(watch.cpu_s.values())),
        peak_rss=watch.peak_rss,
        peak_pss=watch.peak_pss or None,
        processes=len(watch.cpu_s),
    )


def _waited(
    process: "subprocess.Popen[bytes]", deadline: float, kill_when: Callable[[], bool] | None
) -> float:
    """CPU seconds of the process and of all descendants that were waited for, however short they lived."""
    while True:
        pid, status, used = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return used.ru_utime + used.ru_stime
        if time.monotonic() > deadline:
            _kill(process.pid)
            raise TookTooLong(f"{' '.join(map(str, process.args))[:90]} … took too long")  # type: ignore[arg-type]
        if kill_when is not None and kill_when():
            _kill(process.pid)
            kill_when = None
        time.sleep(_LOOK_EVERY_S)


def _kill(pid: int) -> None:
    for process in _tree(pid):
        with suppress(psutil.Error):
            process.kill()


class _Watch(threading.Thread):
    """Samples a process tree until stopped; what a process used after its last sample is not counted."""

    def __init__(self, pid: int) -> None:
        super().__init__(name="watch", daemon=True)
        self._pid = pid
        self._over = threading.Event()
        self.cpu_s: dict[tuple[int, float], float] = {}
        self.peak_rss = 0
        self.peak_pss = 0

    def run(self) -> None:
        samples = 0
        while not self._over.wait(SAMPLE_EVERY_S):
            self._sample(with_pss=samples % _PSS_EVERY == 0)
            samples += 1

    def stop(self) -> None:
        self._over.set()
        self.join()

    def _sample(self, *, with_pss: bool) -> None:
        rss = pss = 0
        for process in _tree(self._pid):
            try:
                times = process.cpu_times()
                rss += process.memory_info().rss
                pss += getattr(process.memory_full_info(), "pss", 0) if with_pss else 0
            except psutil.Error:
                continue
            self.cpu_s[process.pid, process.create_time()] = times.user + times.system
        self.peak_rss = max(self.peak_rss, rss)
        self.peak_pss = max(self.peak_pss, pss)


def _tree(pid: int) -> list[psutil.Process]:
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.Error:
        return []
