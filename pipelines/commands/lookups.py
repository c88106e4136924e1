"""The lookup database of an archive, brought up to date before it is asked."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.archive import Archive, Store
from pipelines.commands.places import named_store
from pipelines.commands.progress import progress
from pipelines.config import load_config
from pipelines.lookup import Lookup, lookup_file, update

DatabaseOption = Annotated[
    Path | None,
    typer.Option(
        "--database", help="file of the lookup database; default: one for each archive in the user's cache"
    ),
]


def current_lookup(archive: str | None, database: Path | None) -> Lookup:
    """That of the archive named, or of the configured one, as far as the log goes. Raises CorpusError."""
    store = named_store(archive)
    file = database_file(store, database)
    bring_up_to_date(store, file)
    return Lookup(file)


def bring_up_to_date(store: Store, file: Path) -> None:
    """A bar tells how far it is, where that takes a while. Raises CorpusError."""
    known = 0
    with progress("reading the archive", len(Archive.open(store))) as done:

        def tell(taken_in: int) -> None:
            nonlocal known
            done(taken_in - known)
            known = taken_in

        update(file, store, tell)


def database_file(store: Store, named: Path | None) -> Path:
    """The file named, or that of the archive in the folder for them."""
    return named or lookup_file(load_config().lookup.place(), store.url)
