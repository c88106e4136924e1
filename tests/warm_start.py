"""Runs `python -m …` by a fork of a Python that has the imports already: half the time of a short command."""

import atexit
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from shutil import rmtree
from typing import BinaryIO

ROOT = Path(__file__).resolve().parent.parent

# Enough for the slowest machine; a command that hangs fails its test.
TIMEOUT_S = 120.0

# The threads of numpy and of pyarrow's allocator would not be there after a fork, but their locks would.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "JE_ARROW_MALLOC_CONF": "background_thread:false"}

_AT_ONCE_BYTES = 1 << 16


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
    with (
        socket.socket(socket.AF_UNIX) as connection,
        tempfile.TemporaryFile() as stdin,
        _Pipe() as out,
        _Pipe() as err,
    ):
        stdin.write(input)
        stdin.seek(0)
        ask_for(connection, module, arguments, environment, [stdin.fileno(), out.end, err.end])
        reading = [connection.fileno(), out.begin(), err.begin()]
        numbers, stdout, stderr = _to_their_ends(reading, module, timeout_s)
    return subprocess.CompletedProcess([module, *arguments], int(numbers.split()[1]), stdout, stderr)


def ask_for(
    connection: socket.socket,
    module: str,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    streams: Sequence[int],
    *,
    new_session: bool = False,
) -> None:
    """Connects; the server tells the number of the process, and its exit code at its end, a line each."""
    request = {
        "module": module,
        "arguments": list(arguments),
        "environment": dict(environment),
        "folder": str(ROOT),
        "new_session": new_session,
    }
    connection.connect(_address())
    socket.send_fds(connection, [json.dumps(request).encode()], streams)


class _Pipe:
    """`end` is for the process that writes; it is closed here when reading begins."""

    def __init__(self) -> None:
        reading, self.end = os.pipe()
        self._reading: BinaryIO = os.fdopen(reading, "rb", buffering=0)

    def begin(self) -> int:
        os.close(self.end)
        return self._reading.fileno()

    def __enter__(self) -> "_Pipe":
        return self

    def __exit__(self, *raised: object) -> None:
        self._reading.close()


def _to_their_ends(reading: Sequence[int], module: str, timeout_s: float) -> list[bytes]:
    """All that each says, the first of them the server's numbers: of the process, and its exit code.

    A process that was left behind holds a pipe open, so that is waited for no longer than the command itself.
    """
    said = dict.fromkeys(reading, b"")
    deadline = time.monotonic() + timeout_s
    with selectors.DefaultSelector() as still_open:
        for each in reading:
            still_open.register(each, selectors.EVENT_READ)
        while still_open.get_map():
            ready = still_open.select(max(0.0, deadline - time.monotonic()))
            if not ready:
                _kill(said[reading[0]])
                raise subprocess.TimeoutExpired(module, timeout_s, said[reading[1]], said[reading[2]])
            for key, _ in ready:
                data = os.read(key.fd, _AT_ONCE_BYTES)
                said[key.fd] += data
                if not data:
                    still_open.unregister(key.fd)
    return list(said.values())


def _kill(numbers: bytes) -> None:
    """The process of which the server has told no exit code."""
    match numbers.split():
        case [process]:
            os.kill(int(process), signal.SIGKILL)


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
            env=os.environ | _ONE_THREAD,
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
