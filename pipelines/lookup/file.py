"""The file of a lookup database: where it lies, and what is said when it cannot be used."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from pipelines.errors import ConfigurationError, StoreError

_REFUSED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def lookup_file(folder: Path, archive_url: str) -> Path:
    """That of an archive among those of others; relative folders are told apart by where they are."""
    whole = archive_url if "://" in archive_url else str(Path(archive_url).resolve())
    return folder / f"{hashlib.sha256(whole.encode()).hexdigest()[:16]}.db"


def prepared(file: Path) -> None:
    """Its folder is there. Raises StoreError where it cannot be."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{file.parent}: {error.strerror}; name another place with --database") from error


def read_only(file: Path) -> sqlite3.Connection:
    """A connection that writes nothing, and sees what others write later. For any thread, one at a time."""
    path = quote(str(file.absolute()))
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)


@contextmanager
def explained(file: Path) -> Iterator[None]:
    """What SQLite complains of, as a sentence of ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _REFUSED:
            raise StoreError(
                f"{file}: another process has been writing it for minutes; try again, or name another file "
                "with --database"
            ) from error
        raise StoreError(f"{file}: {error}; name another file with --database") from error
    except sqlite3.DatabaseError as error:
        raise ConfigurationError(
            f"{file} is no lookup database, or is damaged ({error}); delete it, or name another file"
        ) from error
