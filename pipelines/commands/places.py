"""Which archive a command looks at."""

from typing import Annotated

import typer

from pipelines.archive import Archive, Store, StoreOptions, open_store
from pipelines.config import load_config

ArchiveOption = Annotated[
    str | None,
    typer.Option("--archive", help="folder or s3://bucket/prefix; default: ARCHIVE_URL, or pipelines.toml"),
]
Json = Annotated[bool, typer.Option("--json", help="print JSON Lines")]


def open_archive(url: str | None) -> Archive:
    """The archive named, or the configured one. Raises CorpusError."""
    return Archive.open(named_store(url))


def named_store(url: str | None) -> Store:
    """The store of the archive named, or of the configured one. Raises ConfigurationError."""
    config = load_config().archive
    return open_store(url or config.url, StoreOptions(**config.patience()))
