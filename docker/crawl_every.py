#!/usr/bin/env python3
"""crawl-every SECONDS [COMMAND …]: run the command (default: scrapy crawl news), rest, begin again.

One run at a time, since the next begins when the last is over. SIGTERM is passed on to the run, which
commits what is finished. A wrong configuration (exit code 2) does not mend itself: it ends the loop.
"""

import signal
import subprocess
import sys
import time

_BAD_CONFIGURATION = 2
_LOOK_EVERY_S = 0.1


class Stop:
    """Whether a signal came. A plain flag: a lock in a signal handler can wait for itself."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self, *_: object) -> None:
        self.asked = True


def main(rest_s: float, command: list[str]) -> int:
    """Until told to stop, which is no failure, or until the configuration is wrong."""
    stop = Stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while not stop.asked:
        code = run(command, stop)
        sys.stderr.write(f"crawl-every: exit code {code}; next run in {rest_s:g} s\n")
        if code == _BAD_CONFIGURATION:
            return code
        rest(rest_s, stop)
    return 0


def run(command: list[str], stop: Stop) -> int:
    """The exit code of the command; when told to stop, it is told so once and waited for."""
    with subprocess.Popen(command) as process:
        while process.poll() is None and not stop.asked:
            time.sleep(_LOOK_EVERY_S)
        if process.poll() is None:
            process.terminate()
    return process.returncode


def rest(rest_s: float, stop: Stop) -> None:
    """Wait, or until told to stop."""
    end = time.monotonic() + rest_s
    while time.monotonic() < end and not stop.asked:
        time.sleep(_LOOK_EVERY_S)


if __name__ == "__main__":
    raise SystemExit(main(float(sys.argv[1]), sys.argv[2:] or ["scrapy", "crawl", "news"]))
