"""A lookup database that was brought up to date, to be searched."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from pipelines.archive import Store, Where
from pipelines.lookup.conditions import condition
from pipelines.lookup.file import explained, read_only
from pipelines.lookup.searching import Hit, count, search
from pipelines.lookup.updating import Told, update


class Lookup:
    """What is known at the moment of each call: another process may bring it further."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.database = read_only(file)

    def search(self, text: str, where: Where | None = None, limit: int = 20, offset: int = 0) -> list[Hit]:
        """The best documents for words, "phrases", OR, -word, in either Chinese script; newest without words.

        Removed ones are never found. Raises StoreError where the database cannot be read.
        """
        with explained(self.file):
            return search(self.database, text, condition(where), limit, offset)

    def count(self, text: str, where: Where | None = None) -> int:
        """How many documents `search` would find without a limit. Raises StoreError likewise."""
        with explained(self.file):
            return count(self.database, text, condition(where))

    def close(self) -> None:
        """Nothing can be asked after it."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_lookup(store: Store, file: Path, told: Told = lambda *_: None) -> Lookup:
    """The lookup of the archive in `store`, brought up to date first; made where there is none.

    `told` hears how many documents are taken in by now. Raises as `update` does.
    """
    update(file, store, told)
    return Lookup(file)


@contextmanager
def reading(file: Path) -> Iterator[sqlite3.Connection]:
    """The database as it is, for questions of one's own in SQL; nothing can be written."""
    database = read_only(file)
    try:
        with explained(file):
            yield database
    finally:
        database.close()
