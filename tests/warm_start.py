"""Runs `python -m …` by a fork of a Python that has the imports already: half the time of a short command."""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from shutil import rmtree
from typing import BinaryIO

ROOT = Path(__file__).resolve().parent.parent

# Enough for the slowest machine; a command that hangs fails its test.
TIMEOUT_S = 120.0


def run_warm(
    module: str,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    input: bytes = b"",
    timeout_s: float = TIMEOUT_S,
) -> "subprocess.CompletedProcess[bytes]":
    """Like `subprocess.run` of `python -m module`, in the project's folder, with all output captured.

    Raises subprocess.TimeoutExpired, with the process killed.
    """
    request = {
        "module": module,
        "arguments": list(arguments),
        "environment": dict(environment),
        "folder": str(ROOT),
    }
    with (
        socket.socket(socket.AF_UNIX) as connection,
        tempfile.TemporaryFile() as stdin,
        _Pipe() as out,
        _Pipe() as err,
    ):
        stdin.write(input)
        stdin.seek(0)
        connection.settimeout(timeout_s)
        connection.connect(_address())
        streams = [stdin.fileno(), out.end, err.end]
        socket.send_fds(connection, [json.dumps(request).encode()], streams)
        with ThreadPoolExecutor(2) as readers:
            said = [readers.submit(pipe.read_all) for pipe in (out, err)]
            code = _exit_code(connection, module, timeout_s)
            stdout, stderr = (future.result() for future in said)
    return subprocess.CompletedProcess([module, *arguments], code, stdout, stderr)


class _Pipe:
    """`end` is for the process that writes; it is closed here when reading begins."""

    def __init__(self) -> None:
        reading, self.end = os.pipe()
        self._reading: BinaryIO = os.fdopen(reading, "rb")

    def read_all(self) -> bytes:
        os.close(self.end)
        return self._reading.read()

    def __enter__(self) -> "_Pipe":
        return self

    def __exit__(self, *raised: object) -> None:
        self._reading.close()


def _exit_code(connection: socket.socket, module: str, timeout_s: float) -> int:
    with connection.makefile("r") as lines:
        process = int(lines.readline())
        try:
            return int(lines.readline())
        except TimeoutError:
            os.kill(process, signal.SIGKILL)
            raise subprocess.TimeoutExpired(module, timeout_s) from None


@cache
def _address() -> str:
    """Of a server that is started with the first command and ends with this process."""
    folder = tempfile.mkdtemp()
    reading, writing = os.pipe()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{folder}/warm")
        listener.listen()
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.warm_server", str(listener.fileno()), str(reading)],
            cwd=ROOT,
            # numpy's threads would not be there after a fork.
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.DEVNULL,
            pass_fds=[listener.fileno(), reading],
        )
    os.close(reading)
    atexit.register(_end, server, writing, folder)
    return f"{folder}/warm"


def _end(server: "subprocess.Popen[bytes]", writing: int, folder: str) -> None:
    os.close(writing)
    server.wait()
    rmtree(folder)
