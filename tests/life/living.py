"""Lives a day: cron's runs one after the other, each at its hour, with all that is done to it."""

import json
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from signal import Signals
from typing import NamedTuple

from tests.crawl.crawling import ROOT, command, environment
from tests.life.course import Blow, Tick
from tests.life.front_pages import PUBLISHERS
from tests.life.shifted import Measured, Orders
from tests.life.stores import LivedStore
from tests.life.stories import DAY_H, moment
from tests.life.web import LivedWeb
from tests.warm_start import run_warm

# Hours that a page which failed rests; a day is too short for the default.
REST_H = 1.0
REVISIT_H = 2

_CONFIG = """
[archive]
commit_every_documents = 6
commit_every_s = 0.5
spool = "{folder}/spool"
connect_timeout_s = 2
read_timeout_s = 2
max_attempts = 8
give_up_after_s = 4

[workers]
processes = 1

[seeds]
folder = "{root}/seeds"
publishers = "publishers.toml"
gazetteer = "{root}/seeds/entities.toml"

[crawl]
contact = "life@kestrel-post.example"
retry_failed_after_h = {rest_h}
listings_whole_after_h = 3
"""
# Nothing that is listed is left for its little promise: what is to be in the archive is known then.
_SETTINGS = ("LEAST_CHANCE=0", "RETRY_TIMES=1", "DOWNLOAD_TIMEOUT=2", "RETRY_AFTER_MAX_S=3")
_TIMEOUT_S = 180.0


class Run(NamedTuple):
    """One run as it ended; `code` is negative where a signal ended it."""

    hour: float
    blow: Blow | None
    is_undisturbed: bool
    code: int
    output: str

    @property
    def is_clean(self) -> bool:
        """Whether nothing kept it from doing all that there was to do."""
        return self.is_undisturbed and self.code in (0, 3)

    def __str__(self) -> str:
        signal = Signals(self.blow.number).name if self.blow else "-"
        return f"{self.hour:6.2f} h  {signal:8} exit code {self.code:3}"


class Day:
    """In `folder`, beside the archive, lie the configuration, the spool and what was measured."""

    def __init__(self, web: LivedWeb, store: LivedStore, folder: Path, seed: int) -> None:
        self.runs: list[Run] = []
        self._web = web
        self._store = store
        self._folder = folder
        self._seed = seed
        self._hour = 0.0
        config = _CONFIG.format(folder=folder, root=ROOT, rest_h=REST_H)
        (folder / "pipelines.toml").write_text(config, encoding="utf-8")
        (folder / "publishers.toml").write_text(PUBLISHERS, encoding="utf-8")

    def live(self, ticks: Iterable[Tick]) -> None:
        """All of them."""
        for place, tick in enumerate(ticks):
            self._pass_time(tick.hour)
            with self._store.troubled(tick.store, self._seed * 1000 + place):
                self._start(tick)

    def rest(self) -> None:
        """Two runs that nothing disturbs: when all that failed may be tried again, when all is due anew."""
        for hours in (2 * REST_H, 2 * DAY_H):
            self.live([Tick(self._hour + hours, (None,), None)])

    @property
    def measured(self) -> Sequence[Measured]:
        """Of the runs that came to their end, in order."""
        lines = (self._folder / "measured").read_text(encoding="ascii").splitlines()
        return [Measured(*json.loads(line)) for line in lines]

    @property
    def spooled(self) -> list[str]:
        """Whatever lies in the spool."""
        return [path.name for path in (self._folder / "spool").glob("*")]

    def _start(self, tick: Tick) -> None:
        with ThreadPoolExecutor(len(tick.blows)) as cron:
            self.runs += cron.map(lambda blow: self._run(tick, blow), tick.blows)

    def _run(self, tick: Tick, blow: Blow | None) -> Run:
        number, after_s = blow or (0, 0.0)
        orders = Orders(moment(tick.hour).isoformat(), str(self._folder / "measured"), number, after_s)
        settings = [part for setting in _SETTINGS for part in ("-s", setting)]
        arguments = command("-a", f"revisit={REVISIT_H}h", *settings)[3:]
        extra = {**self._store.environment, "CORPUS_CONFIG": str(self._folder / "pipelines.toml")}
        env = environment(self._web.proxy, self._store.url, extra)
        done = run_warm("tests.life.shifted", [json.dumps(orders), *arguments], env, timeout_s=_TIMEOUT_S)
        output = (done.stdout + done.stderr).decode()
        return Run(tick.hour, blow, tick.is_undisturbed, done.returncode, output)

    def _pass_time(self, hour: float) -> None:
        """Files age with the day: what a kill left is cleared by its age."""
        passed_s = (hour - self._hour) * 3600
        for path in (self._folder / "archive" / ".tmp", self._folder / "spool"):
            for file in path.glob("*") if path.is_dir() else ():
                state = file.stat()
                os.utime(file, (state.st_atime - passed_s, state.st_mtime - passed_s))
        self._hour = self._web.hour = hour
