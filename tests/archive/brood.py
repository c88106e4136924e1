"""Writers by the hundred, most of which are to die: `python -m tests.archive.brood` forks them.

Python and its imports take ten times as long to start as such a writer lives; here they start once. One
line of JSON on standard input asks for a round of writers that run at the same time, one line on standard
output tells what became of each.
"""

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple, NoReturn

from pipelines.archive import open_store
from tests.archive.crawler import crawl
from tests.archive.mortal import Death, MortalStore
from tests.archive.naive import NaiveStore

_ROOT = Path(__file__).parents[2]
_PATIENCE_S = 60.0


class Life(NamedTuple):
    """One writer: its pages, and its end if it is to have one: at a call of its store, or after a time."""

    url: str
    run: str
    first: int
    pages: int
    batch: int
    naive: bool = False
    death: Death | None = None
    killed_after_s: float | None = None


class Fate(NamedTuple):
    """What became of it. `died_at` is None where it was killed by the clock or not at all.

    `calls` counts those of a whole life, by method and family of keys. `error` is a traceback, or "".
    """

    killed: bool
    acknowledged: list[int]
    died_at: Death | None
    calls: dict[tuple[str, str], int]
    error: str
    seconds: float


Round = Callable[[Sequence[Life]], list[Fate]]


@contextmanager
def brood() -> Iterator[Round]:
    """Starts the process that forks; ends it with all that it forked."""
    command = [sys.executable, "-m", "tests.archive.brood"]
    with subprocess.Popen(
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, process_group=0
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asked, told = process.stdin, process.stdout

        def live(lives: Sequence[Life]) -> list[Fate]:
            asked.write(json.dumps(lives) + "\n")
            asked.flush()
            return [_heard(*fate) for fate in json.loads(told.readline())]

        try:
            yield live
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def _heard(killed: bool, seconds: float, said: list[tuple[str, Any]]) -> Fate:
    told = dict(said)
    return Fate(
        killed=killed,
        acknowledged=[number for kind, numbers in said if kind == "acknowledged" for number in numbers],
        died_at=Death(*told["death"]) if "death" in told else None,
        calls={(method, family): count for (method, family), count in told.get("calls", [])},
        error=told.get("error", ""),
        seconds=seconds,
    )


class _Child(NamedTuple):
    pid: int
    speech: IO[bytes]


def _round(lives: Sequence[Life]) -> list[tuple[bool, float, list[tuple[str, Any]]]]:
    began = time.monotonic()
    children = [_born(life) for life in lives]
    ends = [began + (life.killed_after_s or _PATIENCE_S) for life in lives]
    for end, pid in sorted(zip(ends, (child.pid for child in children), strict=True)):
        _kill_at(end, pid)
    return [_fate(child, began) for child in children]


def _born(life: Life) -> _Child:
    speech = tempfile.TemporaryFile()  # noqa: SIM115 - closed when its fate is known
    pid = os.fork()
    if not pid:
        _live(life, speech.fileno())
    return _Child(pid, speech)


def _live(life: Life, speech: int) -> NoReturn:
    """In the child: what is said is said at once, for the next step may be the last."""

    def say(kind: str, said: object) -> None:
        os.write(speech, json.dumps([kind, said]).encode() + b"\n")

    try:
        store = NaiveStore(open_store(life.url)) if life.naive else open_store(life.url)
        death = Death(*life.death) if life.death else None
        mortal = MortalStore(store, death, lambda death: say("death", death))
        pages = range(life.first, life.first + life.pages)
        crawl(mortal, life.run, pages, life.batch, lambda numbers: say("acknowledged", numbers))
        say("calls", [*mortal.calls.items()])
    except BaseException:  # noqa: BLE001 - a fork must not return into the code of its parent
        say("error", traceback.format_exc())
    os._exit(0)


def _kill_at(end: float, pid: int) -> None:
    watch = os.pidfd_open(pid)
    try:
        ended, _, _ = select.select([watch], [], [], max(0.0, end - time.monotonic()))
    finally:
        os.close(watch)
    if not ended:
        os.kill(pid, signal.SIGKILL)


def _fate(child: _Child, began: float) -> tuple[bool, float, list[tuple[str, Any]]]:
    _, status = os.waitpid(child.pid, 0)
    with child.speech as speech:
        speech.seek(0)
        return os.WIFSIGNALED(status), time.monotonic() - began, [json.loads(line) for line in speech]


def main() -> None:
    """Answers rounds until standard input ends."""
    # What a writer imports only when it needs it is to be imported once as well.
    import pipelines.archive.start

    assert pipelines.archive.start
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_round([Life(*life) for life in json.loads(line)])) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
