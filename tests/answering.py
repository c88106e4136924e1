"""Waits for a server that a test has started."""

import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

START_WITHIN_S = 60.0


def wait_until_answers(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Until something listens on `port` of loopback; `log` says why where nothing does in time."""
    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise AssertionError(f"the server does not answer: {log.read_text(errors='replace')[-2000:]}")
