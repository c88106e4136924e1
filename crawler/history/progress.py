"""How far the files of CC-NEWS are read for one question; in the archive as soon as their pages are."""

import hashlib
import json
import logging
import time

from crawler.history.passage import Passage
from crawler.publishers import Publisher
from crawler.window import Window
from pipelines.archive import FileState, Store, load_history, save_history
from pipelines.errors import CorpusError

logger = logging.getLogger("crawler")

_PREFILTER_VERSION = 2
"""Another one for every change of what is passed over before a page is read (wanted.py, glimpse.py)."""


def question_id(publishers: tuple[Publisher, ...], window: Window, judged_by: str) -> str:
    """16 hex digits of all that decides which pages are read; `judged_by` tells gazetteer and rules."""
    asked = [[each.id, sorted(each.domains), sorted(each.paths)] for each in publishers]
    whole = json.dumps([_PREFILTER_VERSION, sorted(asked), window.since, window.until, judged_by])
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


class Progress:
    """`store` is None in a dry run, where nothing is kept; `again` begins every file at its beginning.

    `single_writer` is as for ArchiveWriter.
    """

    def __init__(
        self,
        store: Store | None,
        question: str,
        passage: Passage,
        every_s: float,
        *,
        again: bool,
        single_writer: bool = False,
    ) -> None:
        self._store = store
        self._question = question
        self._passage = passage
        self._every_s = every_s
        self._single_writer = single_writer
        self._read = {} if store is None or again else load_history(store, question)
        self._waiting: dict[str, FileState] = {}
        self._saved_s = time.monotonic()

    def of(self, file: str) -> FileState:
        """Where reading begins."""
        return self._read.get(file, FileState(file=file, offset=0))

    async def reached(self, file: str, offset: int, *, done: bool = False) -> None:
        """All captures before `offset` are on their way; kept once in a while, when they have arrived."""
        self._waiting[file] = FileState(file=file, offset=offset, done=done)
        if time.monotonic() - self._saved_s >= self._every_s:
            await self.save()

    async def save(self) -> None:
        """Waits until all that is on its way is durable, and keeps what was reached."""
        if self._store is None or not self._waiting:
            return
        if await self._passage.settled():
            try:
                save_history(self._store, self._question, self._waiting, single_writer=self._single_writer)
                self._waiting = {}
            except CorpusError as error:
                logger.warning("what was read of CC-NEWS is not kept, and will be read again: %s", error)
        self._saved_s = time.monotonic()
