"""The lookup database brought up to the end of the log, by whoever asks, and by several at once.

Each step is one transaction that takes in some segments and says how far it came, so that a kill leaves what
the step before left, and two processes share the work.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from pipelines.archive import Archive, Store, list_runs, read_run
from pipelines.errors import ConfigurationError, StoreError
from pipelines.lookup.file import explained, prepared
from pipelines.lookup.learning import learn, learn_run
from pipelines.lookup.tables import is_current, is_empty, is_ours, make_tables

# Rows of the log that one step takes in, at least, where there are so many.
_STEP = 2000
# So many new rows, and the index is put in order: it is read faster then.
_WORTH_ORDER = 20_000
# A step of another process takes seconds.
_WAIT_S = 120.0
# A page of somebody who looks takes less.
_PATIENCE_MS = 1000

# Is told how many documents are taken in by now.
Told = Callable[[int], None]


def update(file: Path, store: Store, told: Told = lambda *_: None) -> str:
    """Takes in what the archive has and the database has not; answers with the cursor that it reached.

    Raises ConfigurationError where no archive lies there or `file` is somebody else's, StoreError where the
    disk refuses, and as `Archive` does.
    """
    prepared(file)
    with explained(file), closing(_connected(file)) as database:
        _make_ready(database, file)
        cursor, rows = _step(database, store, told)
        more = rows
        while more:
            cursor, more = _step(database, store, told)
            rows += more
        if rows >= _WORTH_ORDER:
            _put_in_order(database)
        _clear(database)
    return cursor


def _connected(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=_WAIT_S, isolation_level=None)


def _make_ready(database: sqlite3.Connection, file: Path) -> None:
    if not is_empty(database) and not is_ours(database):
        raise ConfigurationError(f"{file} is a database of something else; name another file")
    # Who reads goes on reading while a step is under way.
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("PRAGMA cache_size = -65536")
    database.execute("PRAGMA secure_delete = ON")


def _step(database: sqlite3.Connection, store: Store, told: Told) -> tuple[str, int]:
    """The cursor that is reached, and how many rows were taken in; 0 at the end."""
    database.execute("BEGIN IMMEDIATE")
    try:
        # Opened behind the lock: so it is no older than the snapshot that another process took in.
        archive = Archive.open(store)
        cursor, rows = _take_in(database, archive)
        if not rows:
            _take_in_runs(database, store)
        database.execute("COMMIT")
    except BaseException:
        database.execute("ROLLBACK")
        raise
    told(_documents(database))
    return cursor, rows


def _take_in(database: sqlite3.Connection, archive: Archive) -> tuple[str, int]:
    rows = 0
    cursor = _reached(database, archive)
    for segment in archive.segments_since(cursor):
        for row in segment.rows:
            learn(database, row)
        # An empty segment is a step too, or it would be taken for the end.
        rows += max(1, len(segment.rows))
        cursor = segment.cursor
        if rows >= _STEP:
            break
    if rows:
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        database.execute("UPDATE lookup SET cursor = ?, updated = ?", (cursor, now))
    return cursor or archive.cursor, rows


def _reached(database: sqlite3.Connection, archive: Archive) -> str | None:
    """How far the database came; None where it begins, as it does for another archive or an older copy."""
    if is_current(database):
        (cursor,) = database.execute("SELECT cursor FROM lookup").fetchone()
        try:
            archive.segments_since(cursor)
        except ConfigurationError:
            pass
        else:
            return str(cursor) if cursor is not None else None
    make_tables(database, archive.store.url)
    return None


def _take_in_runs(database: sqlite3.Connection, store: Store) -> None:
    """Those that are new, and those that had not ended."""
    known = {key for (key,) in database.execute("SELECT key FROM runs WHERE finished IS NOT NULL")}
    for key in list_runs(store):
        if key not in known:
            learn_run(database, key, read_run(store, key))


def _documents(database: sqlite3.Connection) -> int:
    (found,) = database.execute("SELECT max(number) FROM documents").fetchone()
    return 0 if found is None else int(found) + 1


def _clear(database: sqlite3.Connection) -> None:
    """SQLite's own log, which else keeps removed texts for as long as somebody looks. Whoever reads in this
    moment keeps it from that until the next update.
    """
    database.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
    database.execute("PRAGMA wal_checkpoint (TRUNCATE)").fetchall()


def _put_in_order(database: sqlite3.Connection) -> None:
    try:
        database.execute("INSERT INTO documents_search (documents_search) VALUES ('optimize')")
        database.execute("ANALYZE")
    except sqlite3.OperationalError as error:
        raise StoreError(f"the lookup database cannot be put in order ({error}); try again") from error
