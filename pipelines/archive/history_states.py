"""How far crawls have read others' WARC files: `crawl/history/<question>.jsonl.gz`, a line for each file.

A memory, not a record: without it the next crawl reads them again, and finds that it knows their pages.
"""

import gzip
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pydantic import Field

from pipelines.archive.store import Changed, KeyExists, KeyMissing, Store
from pipelines.document import Value

HISTORY_STATES = "crawl/history/"
_ATTEMPTS = 8


class FileState(Value):
    """All wanted pages before byte `offset` of a file are on record; of the whole file where it is `done`."""

    file: str
    offset: int = Field(ge=0)
    done: bool = False

    @property
    def extent(self) -> tuple[bool, int]:
        """What of two states is the further one."""
        return self.done, self.offset


class _Kept(NamedTuple):
    states: dict[str, FileState]
    tag: str | None


def history_key(question: str) -> str:
    """Where the answer to `question`, 16 hex digits, is kept."""
    return f"{HISTORY_STATES}{question}.jsonl.gz"


def load_history(store: Store, question: str) -> dict[str, FileState]:
    """By file; empty where nothing is kept, or what is kept cannot be read. Raises StoreError."""
    return _load(store, question).states


def save_history(store: Store, question: str, changed: Mapping[str, FileState]) -> None:
    """Adds `changed` to what is kept; of two states the further one stays. Raises StoreError, Changed."""
    for attempt in range(_ATTEMPTS):
        kept = _load(store, question)
        states = dict(kept.states)
        for file, state in changed.items():
            states[file] = max(state, states.get(file, state), key=lambda each: each.extent)
        data = _packed(states.values())
        try:
            if kept.tag is None:
                store.put_if_absent(history_key(question), data)
            else:
                store.put_if_match(history_key(question), data, kept.tag)
        except (KeyExists, Changed):
            if attempt == _ATTEMPTS - 1:
                raise
            continue
        return


def _load(store: Store, question: str) -> _Kept:
    try:
        blob = store.get(history_key(question))
    except KeyMissing:
        return _Kept({}, None)
    try:
        lines = gzip.decompress(blob.data).splitlines()
        states = [FileState.model_validate_json(line) for line in lines]
    except (ValueError, OSError, EOFError):
        states = []
    return _Kept({state.file: state for state in states}, blob.tag)


def _packed(states: Iterable[FileState]) -> bytes:
    lines = (state.model_dump_json(exclude_defaults=True) for state in sorted(states, key=lambda s: s.file))
    return gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=0)
