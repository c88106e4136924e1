"""A store in a folder of a local file system, safe for any number of processes on one machine."""

import errno
import fcntl
import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipelines.archive.splice import splice, version
from pipelines.archive.store import Blob, Changed, KeyExists, KeyMissing, Stat, checked
from pipelines.errors import StoreError

_TEMPORARY = ".tmp"
_LOCK = ".lock"
_SPARES = ".spare"
_OWN = frozenset({_TEMPORARY, _LOCK, _SPARES})

# Up to here a file is named by its digest and written anew, which is as quick as anything cleverer.
_SMALL_BYTES = 1 << 23

# A writer needs seconds for a file; one this old belongs to a process that was killed.
_ABANDONED_AFTER_S = 3600.0

# For a name in a folder that others remove as often; a file in its way is found in a few milliseconds.
_MOST_TRIES = 100


class LocalStore:
    """Every write goes to a temporary file, is synced, and takes its name in one step.

    The folder is created by the first write, which also clears what killed processes left behind.
    The tag of a version is the SHA-256 of its bytes, or for a large file what its inode tells.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._prepared = False

    @property
    def url(self) -> str:
        return str(self._folder)

    def get(self, key: str, start: int | None = None, end: int | None = None) -> Blob:
        path = self._path(key)
        with self._explained(f"read {key}"):
            try:
                with path.open("rb") as file:
                    if start is None and end is None:
                        status, data = os.fstat(file.fileno()), file.read()
                        return Blob(data, _tag(status, data))
                    file.seek(start or 0)
                    return Blob(file.read(-1 if end is None else max(0, end - (start or 0))), "")
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
                raise KeyMissing(key) from error

    def stat(self, key: str) -> Stat:
        path = self._path(key)
        with self._explained(f"look at {key}"):
            try:
                # Of one version for sure, whoever puts another in its place meanwhile.
                with path.open("rb") as file:
                    status = os.fstat(file.fileno())
                    return Stat(status.st_size, _tag(status, file.read() if _is_small(status) else b""))
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
                raise KeyMissing(key) from error

    def list(self, prefix: str = "", after: str = "") -> Iterator[tuple[str, int]]:
        with self._explained("list the folder"):
            # Straight to the folder in question: beside it there may be a million texts.
            above = prefix[: prefix.rfind("/") + 1]
            yield from _walk(self._folder / above, above, prefix, after)

    def put(self, key: str, data: bytes) -> None:
        with self._explained(f"write {key}"):
            self._rename_into(key, data)

    def put_if_absent(self, key: str, data: bytes) -> None:
        with self._explained(f"write {key}"), self._temporary(data) as temporary:
            try:
                _into(self._path(key), lambda target: os.link(temporary, target))
            except FileExistsError as error:
                raise KeyExists(key) from error

    def put_if_match(self, key: str, data: bytes, tag: str, keep: int = 0) -> None:
        with self._explained(f"write {key}"), self._locked():
            try:
                current = self.stat(key)
            except KeyMissing as error:
                raise Changed(key) from error
            if current.tag != tag:
                raise Changed(key)
            if keep and current.size > _SMALL_BYTES:
                self._splice(key, keep, data)
            else:
                self._rename_into(key, self.get(key, 0, keep).data + data if keep else data)

    def delete(self, key: str) -> None:
        path = self._path(key)
        with self._explained(f"delete {key}"):
            path.unlink(missing_ok=True)
            _remove_if_empty(path.parent, self._folder)

    def _path(self, key: str) -> Path:
        return self._folder / checked(key)

    def _rename_into(self, key: str, data: bytes) -> None:
        with self._temporary(data) as temporary:
            _into(self._path(key), temporary.replace)

    def _splice(self, key: str, keep: int, data: bytes) -> None:
        with self._temporary_name() as temporary:
            splice(self._path(key), keep, data, self._folder / _SPARES, temporary)
            _into(self._path(key), temporary.replace)

    @contextmanager
    def _temporary(self, data: bytes) -> Iterator[Path]:
        with self._temporary_name() as path:
            with path.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            yield path

    @contextmanager
    def _temporary_name(self) -> Iterator[Path]:
        self._prepare()
        path = self._folder / _TEMPORARY / f"{os.getpid()}-{secrets.token_hex(8)}"
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._prepare()
        with (self._folder / _LOCK).open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _prepare(self) -> None:
        if self._prepared:
            return
        temporary = self._folder / _TEMPORARY
        temporary.mkdir(parents=True, exist_ok=True)
        oldest = time.time() - _ABANDONED_AFTER_S
        for path in temporary.iterdir():
            try:
                if path.stat().st_mtime < oldest:
                    path.unlink()
            except FileNotFoundError:
                continue
        self._prepared = True

    @contextmanager
    def _explained(self, action: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = error.strerror or type(error).__name__
            remedy = "free its disk, mend its permissions or set ARCHIVE_URL to another folder"
            raise StoreError(f"{self._folder}: cannot {action} ({reason}); {remedy}") from error


def _is_small(status: os.stat_result) -> bool:
    return status.st_size <= _SMALL_BYTES


def _tag(status: os.stat_result, data: bytes) -> str:
    """`data` is all of a small file; of a large one it is not looked at."""
    return hashlib.sha256(data).hexdigest() if _is_small(status) else version(status)


def _into(target: Path, take_name: Callable[[Path], object]) -> None:
    """Gives a synced file its name, and syncs the folder that now knows it.

    Whoever deletes the last file of a folder removes the folder: at any moment it may have to be made again.
    """
    for left in reversed(range(_MOST_TRIES)):
        try:
            _make(target.parent)
            take_name(target)
            break
        except (FileNotFoundError, NotADirectoryError):
            if not left:
                raise
    # Where it is gone, so is the file: somebody has deleted it since.
    with suppress(FileNotFoundError):
        _sync_folder(target.parent)


def _make(folder: Path) -> None:
    """Raises NotADirectoryError where a file is in its way, or a folder above it has just been removed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, "a file is where a folder should be", str(folder)) from error


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_if_empty(folder: Path, root: Path) -> None:
    while folder != root:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def _walk(folder: Path, above: str, prefix: str, after: str) -> Iterator[tuple[str, int]]:
    for key, entry in _in_order(folder, above):
        if key.endswith("/"):
            wanted = key.startswith(prefix) or prefix.startswith(key)
            if wanted and (key > after or after.startswith(key)):
                yield from _walk(Path(entry.path), key, prefix, after)
        elif key.startswith(prefix) and key > after:
            try:
                yield key, entry.stat().st_size
            except FileNotFoundError:
                continue


def _in_order(folder: Path, above: str) -> list[tuple[str, "os.DirEntry[str]"]]:
    """The entries by key. A folder sorts as if its name ended in "/", as its keys do."""
    try:
        with os.scandir(folder) as entries:
            named = [(f"{above}{entry.name}{'/' if entry.is_dir() else ''}", entry) for entry in entries]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted((pair for pair in named if above or pair[1].name not in _OWN), key=lambda pair: pair[0])
