"""How far the memory of a process and of all its descendants grew between two moments, in bytes."""

import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from threading import Lock

import psutil

# Written to clear_refs it makes the peak that the kernel keeps for a process what it uses now.
_FORGET_PEAK = "5"

_LOOK_EVERY_S = 0.4
_MOST_LOOKS = 20


class Peaks:
    """`growth` by what was going on: the sum over all processes of peak minus what was used at the beginning.

    A new process counts from nothing. Linux alone; `pid` None until there is a process.
    """

    def __init__(self) -> None:
        self.pid: int | None = None
        self.growth: dict[str, int] = defaultdict(int)
        self._now = ""
        self._used: dict[int, int] = {}
        self._lock = Lock()

    def next(self, what: str, *, calm: bool = False) -> None:
        """From now on `what` is going on; `calm`: not before all else has come to rest, births among it."""
        with self._lock:
            if calm:
                self._calm_down()
            self._look()
            self._now = what
            self._begin()

    def look(self) -> None:
        """From time to time: who has ended cannot be asked any more."""
        with self._lock:
            self._look()

    def _look(self) -> None:
        if self._now:
            self.growth[self._now] = max(self.growth[self._now], self._grown())

    def _grown(self) -> int:
        """One that is ending has nothing any more, which makes up for nothing."""
        grown = (_bytes(pid, "VmHWM") - self._used.get(pid, 0) for pid in self._processes())
        return sum(max(0, each) for each in grown)

    def _begin(self) -> None:
        self._used = {}
        for pid in self._processes():
            with suppress(OSError):
                Path(f"/proc/{pid}/clear_refs").write_text(_FORGET_PEAK, encoding="ascii")
            self._used[pid] = _bytes(pid, "VmRSS")

    def _calm_down(self) -> None:
        before: dict[int, int] = {}
        for _ in range(_MOST_LOOKS):
            now = {pid: _bytes(pid, "VmRSS") for pid in self._processes()}
            if now == before:
                return
            before = now
            time.sleep(_LOOK_EVERY_S)

    def _processes(self) -> list[int]:
        if self.pid is None:
            return []
        with suppress(psutil.NoSuchProcess):
            whole = psutil.Process(self.pid)
            return [self.pid, *(each.pid for each in whole.children(recursive=True))]
        return []


def _bytes(pid: int, field: str) -> int:
    """0 for a process that is gone, or is as good as gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith(f"{field}:"):
                return int(line.split()[1]) * 1024
    return 0
