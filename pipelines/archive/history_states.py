"""How far crawls have read others' WARC files: `crawl/history/<question>.jsonl.gz`, a line for each file.

A memory, not a record: without it the next crawl reads them again, and finds that it knows their pages.
"""

from collections.abc import Iterable, Mapping

from pydantic import Field

from pipelines.archive.remembered import recall, remember
from pipelines.archive.store import Store
from pipelines.document import Value

HISTORY_STATES = "crawl/history/"


class FileState(Value):
    """All wanted pages before byte `offset` of a file are on record; of the whole file where it is `done`."""

    file: str
    offset: int = Field(ge=0)
    done: bool = False

    @property
    def extent(self) -> tuple[bool, int]:
        """What of two states is the further one."""
        return self.done, self.offset


def history_key(question: str) -> str:
    """Where the answer to `question`, 16 hex digits, is kept."""
    return f"{HISTORY_STATES}{question}.jsonl.gz"


def load_history(store: Store, question: str) -> dict[str, FileState]:
    """By file; empty where nothing is kept, or what is kept cannot be read or believed. Raises StoreError."""
    return {state.file: state for state in recall(store, history_key(question), FileState)}


def save_history(
    store: Store, question: str, changed: Mapping[str, FileState], *, single_writer: bool = False
) -> None:
    """Adds `changed` to what is kept; of two states the further one stays.

    `single_writer` is as for ArchiveWriter. Raises StoreError, and ArchiveDamaged where the log cannot be
    read.
    """

    def merged(kept: Iterable[FileState]) -> Iterable[FileState]:
        states = {state.file: state for state in kept}
        for file, state in changed.items():
            states[file] = max(state, states.get(file, state), key=lambda each: each.extent)
        return sorted(states.values(), key=lambda state: state.file)

    remember(store, history_key(question), FileState, merged, single_writer=single_writer)
