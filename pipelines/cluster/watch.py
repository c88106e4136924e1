"""Sees work on a cluster to its end, and says how it went."""

import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pipelines.cluster.engine import Engine, Lost, Running
from pipelines.cluster.errand import Ended, Work
from pipelines.errors import ConfigurationError, ExitCode
from pipelines.guarded_output import sentence

_LOOK_EVERY_S = 0.3
_LAST_WORDS_S = 5.0
# As a shell says of what Ctrl-C ended.
_NOTHING_BEGUN = 128 + signal.SIGINT
# A third signal is not passed on: whoever sends it waits for nobody.
_PASSED_ON = 2
# The worst first: what a person must mend, then what the next run mends.
_WORST = (
    ExitCode.ARCHIVE_DAMAGED,
    ExitCode.BAD_CONFIGURATION,
    ExitCode.NOTHING_STORED,
    ExitCode.INTERRUPTED,
    ExitCode.BUG,
    ExitCode.NOTHING_FETCHED,
    ExitCode.SOME_PUBLISHERS_FAILED,
)


def watched(engine: Engine, works: Sequence[Work], cores: int) -> int:
    """The exit code of it all, once all has ended. Raises ConfigurationError where a machine is no use."""
    with _listening() as signals:
        if strangers := engine.strangers(works[0]):
            raise ConfigurationError(strangers[0])
        if signals.came:
            return _NOTHING_BEGUN
        return worst(list(_codes([(work, engine.start(work, cores)) for work in works], signals)))


def worst(codes: Sequence[int]) -> int:
    """Of several processes. A signal's or an unknown one is a fault of the program."""
    known = [code if code in (*_WORST, ExitCode.DONE) else ExitCode.BUG for code in codes]
    if ExitCode.NOTHING_FETCHED in known and set(known) != {ExitCode.NOTHING_FETCHED}:
        known.append(ExitCode.SOME_PUBLISHERS_FAILED)
        known = [code for code in known if code != ExitCode.NOTHING_FETCHED]
    return int(next((code for code in _WORST if code in known), ExitCode.DONE))


@dataclass(slots=True)
class _Signals:
    """How many came, a flag without a lock: a handler that waits for one can wait for itself."""

    came: int = 0

    def __call__(self, *_: object) -> None:
        self.came += 1
        if self.came > _PASSED_ON:
            raise KeyboardInterrupt


@contextmanager
def _listening() -> Iterator[_Signals]:
    signals = _Signals()
    before = {number: signal.signal(number, signals) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield signals
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _codes(running: list[tuple[Work, Running]], signals: _Signals) -> Iterator[int]:
    """Of each as it ends. A first signal lets all commit what is finished, a second ends them."""
    passed_on = 0
    while running:
        if passed_on < signals.came:
            passed_on += 1
            for _, each in running:
                each.stop()
        still = []
        for work, each in running:
            _tell(work, each.said(0.0))
            if (code := _code(work, each)) is None:
                still.append((work, each))
            else:
                yield code
        running = still
        time.sleep(_LOOK_EVERY_S if running else 0.0)


def _code(work: Work, running: Running) -> int | None:
    try:
        ended = running.ended(0.0)
    except Lost as error:
        _tell(work, [f"given up, its process was lost too often: {error}"])
        return ExitCode.BUG
    if ended is not None:
        # The question that is under way may have been answered before the last line came.
        _tell(work, running.said(_LAST_WORDS_S))
        _tell(work, running.said(_LAST_WORDS_S))
        _tell(work, [ended.refused or _how(ended)])
    return None if ended is None else ended.code


def _how(ended: Ended) -> str:
    times = "once" if ended.starts == 1 else f"{ended.starts} times"
    end = f"exit code {ended.code}" if ended.code >= 0 else f"signal {-ended.code}"
    return f"ended with {end} on {ended.machine}, started {times}"


def _tell(work: Work, lines: Sequence[str]) -> None:
    for line in lines:
        sys.stderr.write(sentence(f"{work.name}: {line}") + "\n")
