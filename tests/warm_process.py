"""A command under way by a fork of a Python that has the imports already; a test has it as a subprocess."""

import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread

from tests.warm_start import ask_for


class WarmProcess:
    """What tests ask of `Popen(…, stdout=PIPE, stderr=STDOUT, text=True, start_new_session=True)`.

    Named as there, and to be closed at the end.
    """

    def __init__(self, module: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self.returncode: int | None = None
        self._arguments = [module, *arguments]
        self._numbers = b""
        self._said: list[str] = []
        reading, writing = os.pipe()
        self.stdout = os.fdopen(reading, encoding="utf-8", errors="replace")
        self._reader = Thread(target=lambda: self._said.append(self.stdout.read()), daemon=True)
        self._connection = socket.socket(socket.AF_UNIX)
        with Path(os.devnull).open("rb") as nothing:
            streams = [nothing.fileno(), writing, writing]
            ask_for(self._connection, module, arguments, environment, streams, new_session=True)
        os.close(writing)
        self.pid = self._number(0, None)

    def poll(self) -> int | None:
        """The exit code, or None while it runs."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0.0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code. Raises subprocess.TimeoutExpired."""
        self.returncode = self._number(1, timeout)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float | None = None) -> tuple[str, None]:
        """What it still says, to its end. Raises subprocess.TimeoutExpired, and can be asked again."""
        until = None if timeout is None else time.monotonic() + timeout
        if self._reader.ident is None:
            self._reader.start()
        self._reader.join(timeout)
        if self._reader.is_alive():
            raise subprocess.TimeoutExpired(self._arguments, timeout or 0.0)
        self.wait(None if until is None else max(0.0, until - time.monotonic()))
        return self._said[0], None

    def close(self) -> None:
        """Of a process that has ended."""
        self.stdout.close()
        self._connection.close()

    def _number(self, place: int, timeout_s: float | None) -> int:
        """Of those that the server tells: the number of the process, then its exit code."""
        until = None if timeout_s is None else time.monotonic() + timeout_s
        while self._numbers.count(b"\n") <= place:
            left = None if until is None else max(0.0, until - time.monotonic())
            if not select.select([self._connection], [], [], left)[0]:
                raise subprocess.TimeoutExpired(self._arguments, timeout_s or 0.0)
            told = self._connection.recv(64)
            if not told:
                raise RuntimeError("the server of warm starts has ended")
            self._numbers += told
        return int(self._numbers.split()[place])
