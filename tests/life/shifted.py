"""`python -m tests.life.shifted ORDERS crawl news …`: `scrapy crawl news …` at another time, to be disturbed.

What reads the wall clock in the project does so by `datetime.now`; all of it that is loaded is given a clock
that goes from the moment ordered on. Files and S3 have their times from elsewhere: what compares with these
keeps the true clock.
"""

import atexit
import json
import os
import pkgutil
import resource
import signal
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, tzinfo
from importlib import import_module
from pathlib import Path
from runpy import run_module
from typing import Any, NamedTuple

import psutil

import crawler

# Holds the dates that a bucket gives against the clock.
_TRUE_TO_TIME = ("pipelines.archive.s3_append",)
# Brings the driver of a browser, which nobody here needs.
_LEFT_OUT = ("crawler.render_handler",)
_LOOK_EVERY_S = 0.05
# Looking at the workers costs more.
_WORKERS_EVERY = 5


class Orders(NamedTuple):
    """`moment` is ISO 8601. `signal` is sent to the process `after_s` from its start; 0 for none.

    `measures` is the file to which a process that comes to its end adds a line.
    """

    moment: str
    measures: str
    signal: int = 0
    after_s: float = 0.0


class Measured(NamedTuple):
    """The most of one run: open files of the crawl's own process, its memory, that of its largest worker."""

    fds: int
    main_mb: float
    worker_mb: float


class _Clock:
    """Stands for the class `datetime`, and is it but for `now`."""

    def __init__(self, moment: datetime) -> None:
        self._ahead = moment - datetime.now(moment.tzinfo)

    def now(self, zone: tzinfo | None = None) -> datetime:
        return datetime.now(zone) + self._ahead

    def __call__(self, *values: Any, **named: Any) -> datetime:
        return datetime(*values, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(datetime, name)

    def __instancecheck__(self, value: object) -> bool:
        return isinstance(value, datetime)


def shift(moment: datetime) -> None:
    """From now on it is `moment` for everything of ours."""
    for found in pkgutil.walk_packages(crawler.__path__, "crawler."):
        if found.name not in _LEFT_OUT:
            import_module(found.name)
    clock = _Clock(moment)
    for module in _ours():
        if vars(module).get("datetime") is datetime and module.__name__ not in _TRUE_TO_TIME:
            vars(module)["datetime"] = clock


def _ours() -> Iterator[Any]:
    for name, module in list(sys.modules.items()):
        if name.startswith(("crawler.", "pipelines.")):
            yield module


def _measure(file: str) -> None:
    fds, worker_mb = 0, 0.0
    main = psutil.Process()
    over = threading.Event()

    def look() -> None:
        nonlocal fds, worker_mb
        looks = 0
        while not over.wait(_LOOK_EVERY_S):
            fds = max(fds, main.num_fds())
            if looks % _WORKERS_EVERY == 0:
                worker_mb = max(worker_mb, _largest_worker_mb(main))
            looks += 1

    def tell() -> None:
        over.set()
        main_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        line = json.dumps(Measured(fds, main_mb, worker_mb))
        with Path(file).open("a", encoding="ascii") as measures:
            measures.write(f"{line}\n")

    threading.Thread(target=look, daemon=True, name="measures").start()
    atexit.register(tell)


def _largest_worker_mb(main: psutil.Process) -> float:
    most = 0
    for child in main.children(recursive=True):
        try:
            most = max(most, child.memory_info().rss)
        except psutil.Error:
            continue
    return most / 2**20


def _disturb(number: int, after_s: float) -> None:
    timer = threading.Timer(after_s, os.kill, (os.getpid(), signal.Signals(number)))
    timer.daemon = True
    timer.start()


def main() -> None:
    """As `python -m scrapy` with the arguments behind the orders."""
    orders = Orders(*json.loads(sys.argv[1]))
    del sys.argv[1]
    shift(datetime.fromisoformat(orders.moment))
    _measure(orders.measures)
    if orders.signal:
        _disturb(orders.signal, orders.after_s)
    run_module("scrapy", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
