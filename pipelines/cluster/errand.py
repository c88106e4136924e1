"""One process of a cluster: what is run, and how it ended. Knows no engine."""

import os
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pipelines.cluster.likeness import Likeness, likeness_here, refuse_unlike
from pipelines.config import environment_of_crawl, load_config
from pipelines.errors import ConfigurationError, CorpusError, ExitCode

# A process that a signal ended, which is what running out of memory looks like, is started again.
_MOST_STARTS = 4
_KEPT_LINES = 1000
_LEASHED = "pipelines.cluster.leashed"
# What a process leaves that is killed is cleared away, and nobody need be told.
_CLEARED = "ignore:resource_tracker:UserWarning"
# For what its killed process left behind to let go of its output.
_LAST_WORDS_S = 5.0


class Work(NamedTuple):
    """`python -m module arguments` in `folder`, with `variables` over the machine's own environment.

    `name` is for people. `config_file` is absolute, None for `pipelines.toml` in `folder`. `likeness` is that
    of the machine that sends it: one that is unlike refuses.
    """

    name: str
    module: str
    arguments: tuple[str, ...]
    folder: str
    archive: str
    config_file: str | None
    variables: tuple[tuple[str, str], ...]
    likeness: Likeness


class Ended(NamedTuple):
    """`code` as in docs/commands.md, negative where each of its starts was ended by a signal.

    `refused` says why it was not started.
    """

    code: int
    machine: str
    starts: int
    refused: str | None = None


class Errand:
    """Has a process to itself, one of the engine's, and is called by several of its threads.

    What it starts ends with that process, by whatever death.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._told_to_stop = False
        self._lines: deque[str] = deque(maxlen=_KEPT_LINES)
        self._lock = threading.Lock()

    def run(self, work: Work) -> Ended:
        """To its end; started again where a signal ended it that nobody here sent."""
        try:
            refuse_stranger(work)
        except CorpusError as error:
            return Ended(error.exit_code, socket.gethostname(), 0, str(error))
        code, starts = self._once(work), 1
        while code < 0 and starts < _MOST_STARTS and not self._told_to_stop:
            self._say([f"ended by signal {-code}; started again"])
            code, starts = self._once(work), starts + 1
        if code < 0 and self._told_to_stop:
            code = ExitCode.INTERRUPTED
        return Ended(code, socket.gethostname(), starts)

    def said(self) -> list[str]:
        """The lines since the last call, the newest thousand at most."""
        with self._lock:
            lines = list(self._lines)
            self._lines.clear()
        return lines

    def stop(self) -> None:
        """Have it commit what is finished and end; called again, have it end at once."""
        again, self._told_to_stop = self._told_to_stop, True
        if self._process is not None and again:
            self._process.kill()
        elif self._process is not None:
            self._process.terminate()

    def _once(self, work: Work) -> int:
        leash, held = os.pipe()
        try:
            with _started(work, leash) as self._process:
                if self._told_to_stop:
                    self._process.terminate()
                return self._watched(self._process)
        finally:
            os.close(held)
            os.close(leash)

    def _watched(self, process: "subprocess.Popen[str]") -> int:
        assert process.stdout is not None
        listening = threading.Thread(target=self._say, args=(process.stdout,), daemon=True)
        listening.start()
        code = process.wait()
        listening.join(_LAST_WORDS_S)
        return code

    def _say(self, lines: Iterable[str]) -> None:
        for line in lines:
            with self._lock:
                self._lines.append(line.rstrip("\n"))


def refuse_stranger(work: Work) -> None:
    """Goes to the folder. Raises ConfigurationError where this machine is not like the sender's."""
    if not Path(work.folder).is_dir():
        raise ConfigurationError(
            f"machine {socket.gethostname()} has no folder {work.folder}; "
            "let the project lie in the same place on every machine"
        )
    os.chdir(work.folder)
    here = likeness_here(load_config(Path(work.config_file) if work.config_file else None))
    refuse_unlike(work.likeness, here)
    if "://" not in work.archive and here.machine != work.likeness.machine:
        raise ConfigurationError(
            f"the archive is the folder {work.archive} of {work.likeness.machine}, and {here.machine} is "
            "another machine; for several let ARCHIVE_URL name a bucket, s3://…"
        )


def _environment(work: Work) -> dict[str, str]:
    variables = environment_of_crawl(work.archive) | dict(work.variables)
    warnings = (variables.get("PYTHONWARNINGS"), _CLEARED)
    return variables | {"PYTHONWARNINGS": ",".join(filter(None, warnings))}


def _started(work: Work, leash: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", _LEASHED, str(leash), work.module, *work.arguments],
        env=_environment(work),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        pass_fds=[leash],
        start_new_session=True,
    )
