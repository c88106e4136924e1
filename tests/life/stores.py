"""The stores that are lived in, a folder and a bucket, and the troubles that each can be put into."""

import random
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Protocol

from tests.faulty.proxy import Call, Fault, Plan, Proxy, now_and_then, undisturbed
from tests.life.course import StoreTrouble

_FAULTS_SHARE = 0.12
# Not NO_BUCKET, which is taken for a mistake in the configuration where a crawl begins.
_AWAY = (Fault.DENIED, Fault.SLOW_DOWN, Fault.RESET_BEFORE, Fault.RESET_AFTER, Fault.CUT)


class LivedStore(Protocol):
    """`url` is ARCHIVE_URL, `environment` what leads there."""

    @property
    def url(self) -> str: ...

    @property
    def environment(self) -> Mapping[str, str]: ...

    @property
    def faults(self) -> int:
        """How many calls met one, or moments there were at which nothing could be written."""

    def troubled(self, trouble: StoreTrouble | None, seed: int) -> AbstractContextManager[None]:
        """A block in which the store is in trouble."""


class LivedFolder:
    """Nothing can be written where a file lies in the place of the folder that all is written through."""

    def __init__(self, folder: Path) -> None:
        self.url = str(folder)
        self.environment: Mapping[str, str] = {}
        self.faults = 0
        self._through = folder / ".tmp"
        self._away = folder.with_name("tmp.away")

    @contextmanager
    def troubled(self, trouble: StoreTrouble | None, seed: int) -> Iterator[None]:
        over = threading.Event()
        chance = random.Random(f"folder {seed}")
        thread = threading.Thread(target=self._disturb, args=(trouble, chance, over))
        if trouble == "away":
            self._put_away()
        elif trouble is not None:
            thread.start()
        try:
            yield
        finally:
            over.set()
            if thread.is_alive():
                thread.join()
            self._put_back()

    def _disturb(self, trouble: StoreTrouble, chance: random.Random, over: threading.Event) -> None:
        """`faults` pass after a moment, each in its turn."""
        while not over.wait(chance.uniform(0.1, 1.0)):
            self._put_away()
            if trouble == "goes_away":
                return
            over.wait(chance.uniform(0.02, 0.2))
            self._put_back()

    def _put_away(self) -> None:
        with suppress(FileNotFoundError):
            self._through.rename(self._away)
            self._through.write_bytes(b"in the way")
            self.faults += 1

    def _put_back(self) -> None:
        if self._through.is_file():
            self._through.unlink()
        if not self._away.exists():
            return
        if not self._through.exists():
            self._away.rename(self._through)
            return
        # A run that was starting made one anew between the two steps.
        for left in self._away.iterdir():
            left.rename(self._through / left.name)
        self._away.rmdir()


class LivedBucket:
    """Behind a proxy that makes faults."""

    def __init__(self, url: str, proxy: Proxy) -> None:
        self.url = url
        self._proxy = proxy

    @property
    def environment(self) -> Mapping[str, str]:
        return self._proxy.environment

    @property
    def faults(self) -> int:
        return len(self._proxy.faults)

    @contextmanager
    def troubled(self, trouble: StoreTrouble | None, seed: int) -> Iterator[None]:
        self._proxy.plan = _plan(trouble, seed, len(self._proxy.calls))
        try:
            yield
        finally:
            self._proxy.plan = undisturbed


def _plan(trouble: StoreTrouble | None, seed: int, calls: int) -> Plan:
    """`calls` were made before."""
    chance = random.Random(f"bucket {seed}")
    fault = chance.choice(_AWAY)
    if trouble == "faults":
        return now_and_then(_FAULTS_SHARE, seed)
    if trouble == "away":
        return lambda _: fault
    gone_from = calls + chance.randint(5, 60)

    def plan(call: Call) -> Fault | None:
        return fault if call.number >= gone_from else None

    return plan if trouble == "goes_away" else undisturbed
