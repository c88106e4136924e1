"""A command that hangs, or that leaves something behind, fails its test and does not hold up all others."""

import os
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from tests.warm_start import run_warm

_BOUND_S = 30.0


@pytest.mark.parametrize("then", ["time.sleep(600)", "pass"], ids=["hangs", "ends"])
def test_who_is_left_behind_is_not_waited_for(tmp_path: Path, then: str) -> None:
    """It has the streams of the command, and reads from a pipe that nobody writes into."""
    held = tmp_path / "held"
    os.mkfifo(held)
    free = threading.Timer(_BOUND_S, _let_go, [held])
    free.start()
    code = f"import subprocess, time; subprocess.Popen(['cat', {str(held)!r}]); {then}"
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            run_warm("timeit", ["-n1", "-r1", code], os.environ, timeout_s=3.0)
        assert free.is_alive(), "it was waited for"
    finally:
        free.cancel()
        _let_go(held)


def _let_go(held: Path) -> None:
    with suppress(OSError):
        os.close(os.open(held, os.O_WRONLY | os.O_NONBLOCK))
