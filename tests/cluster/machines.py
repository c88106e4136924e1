"""A Ray cluster of several machines that are all this one, each with processes of its own."""

import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.cluster.ray_cluster import WITHIN_S, descendants, gone, kill
from tests.crawl.crawling import ROOT
from tests.weed import free_ports

_QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": "ab" * 16}


class Machines:
    """`address` is the head's, whose own cores are not used; the others have one core each."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self.environment = dict(environment) | _QUIET
        self._started: dict[str, subprocess.Popen[bytes]] = {}
        (port,) = free_ports(1)
        self.address = f"127.0.0.1:{port}"
        # The path of a socket below it may not be long.
        self._sockets = tempfile.mkdtemp(prefix="ray-", dir="/tmp")
        head = ("--head", f"--port={port}", "--num-cpus=0", "--include-dashboard=false")
        self._start("head", (*head, f"--temp-dir={self._sockets}"), {})

    def add(self, name: str, extra: Mapping[str, str] | None = None) -> None:
        """A machine with an environment of its own."""
        self._start(name, (f"--address={self.address}", "--num-cpus=1"), extra or {})

    def lose(self, name: str) -> None:
        """As if its power failed: all its processes at once, its crawls with them."""
        pid = self._started[name].pid
        every = descendants(pid)
        for each in every:
            kill(each)
        process = self._started.pop(name)
        process.kill()
        process.wait()
        assert gone(every)

    def pid(self, name: str) -> int:
        """Of the process that has started all others of the machine."""
        return self._started[name].pid

    def end(self) -> None:
        """Nothing of it is left."""
        for process in reversed(self._started.values()):
            below = descendants(process.pid)
            process.send_signal(signal.SIGTERM)
            if not gone(below):
                for each in below:
                    kill(each)
            process.wait(WITHIN_S)
        shutil.rmtree(self._sockets, ignore_errors=True)

    def _start(self, name: str, arguments: tuple[str, ...], extra: Mapping[str, str]) -> None:
        """Once more where Ray's half minute for it was too short, as on a busy machine."""
        for _ in range(3):
            if self._begun(name, arguments, extra):
                return
        raise AssertionError((self._folder / f"{name}.log").read_text(encoding="utf-8"))

    def _begun(self, name: str, arguments: tuple[str, ...], extra: Mapping[str, str]) -> bool:
        log = self._folder / f"{name}.log"
        with log.open("wb") as output:
            self._started[name] = subprocess.Popen(
                [str(Path(sys.executable).parent / "ray"), "start", "--block", *arguments],
                cwd=ROOT,
                env=self.environment | dict(extra),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + WITHIN_S
        while not re.search("Ray runtime started", log.read_text(encoding="utf-8")):
            if self._started[name].poll() is not None or time.monotonic() > deadline:
                return False
            time.sleep(0.3)
        return True


@contextmanager
def machines(folder: Path, environment: Mapping[str, str]) -> Iterator[Machines]:
    """Until the end of the block."""
    running = Machines(folder, environment)
    try:
        yield running
    finally:
        running.end()
