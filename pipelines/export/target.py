"""Where an export goes: a new file or folder, which has its name only when it is whole."""

import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.archive import INDEX
from pipelines.errors import ConfigurationError, StoreError

TEXT_NAME = re.compile(r"[0-9]{3,}_[0-9a-f]{16}\.txt")


def checked_target(name: str, archive_url: str) -> Path:
    """The path named. Raises ConfigurationError for a URL, a place in the archive or in no folder."""
    if "://" in name:
        remedy = "export to one and upload it, or copy the whole archive with `corpus copy`"
        raise ConfigurationError(f"{name}: an export is a file or folder of this machine; {remedy}")
    path = Path(name)
    if not path.name or path.name == ".." or "\0" in name:
        raise ConfigurationError(f"{name!r} is no name for an export; write one, as in documents.jsonl")
    with explained(name):
        if not path.parent.is_dir():
            raise ConfigurationError(f"{path.parent} is no folder; create it, or name the export elsewhere")
        place = path.parent.resolve() / path.name
        if "://" not in archive_url and place.is_relative_to(Path(archive_url).resolve()):
            raise ConfigurationError(f"{name} lies in the archive itself; name the export elsewhere")
    return path


@contextmanager
def new_file(path: Path, overwrite: bool) -> Iterator[Path]:
    """A free name beside `path` for a file, which takes the place of `path` if the block ends well.

    Raises ConfigurationError where something is at `path` already, unless `overwrite` and it is a file;
    StoreError where the disk refuses.
    """
    with explained(str(path)), _beside(path) as temporary:
        _refuse_what_is_there(path, overwrite, Path.is_file, "not a file")
        yield temporary
        _sync(temporary)
        _refuse_what_is_there(path, overwrite, Path.is_file, "not a file")
        temporary.replace(path)


@contextmanager
def new_folder(path: Path, overwrite: bool) -> Iterator[Path]:
    """As `new_file`, for a folder: `overwrite` replaces one that holds nothing but what an export writes."""
    what = "not a folder of nothing but INDEX and texts"
    with explained(str(path)), _beside(path) as temporary:
        _refuse_what_is_there(path, overwrite, _is_plain_corpus, what)
        yield temporary
        for each in (*temporary.iterdir(), temporary):
            _sync(each)
        _refuse_what_is_there(path, overwrite, _is_plain_corpus, what)
        _exchange(temporary, path)


@contextmanager
def explained(target: str) -> Iterator[None]:
    """Puts what the system says into a sentence. That a reader has closed its pipe passes."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"{target}: cannot be written ({reason}); free the disk, or name the export elsewhere"
        raise StoreError(message) from error


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A free name in the folder of `path`. What is there afterwards goes; the folder is synced."""
    temporary = path.parent / f".export-{secrets.token_hex(8)}.part"
    try:
        yield temporary
        _sync(path.parent)
    finally:
        _remove(temporary)


def _refuse_what_is_there(path: Path, overwrite: bool, ours: Callable[[Path], bool], what: str) -> None:
    if not os.path.lexists(path):
        return
    if not overwrite:
        raise ConfigurationError(f"{path} exists; name another target, or replace it with --overwrite")
    if not ours(path):
        raise ConfigurationError(f"{path} is {what}, and stays; name another target")


def _is_plain_corpus(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink() and all(map(_is_exported, path.iterdir()))


def _is_exported(path: Path) -> bool:
    return path.name == INDEX or TEXT_NAME.fullmatch(path.name) is not None


def _exchange(new: Path, path: Path) -> None:
    """No system call that Python offers replaces a folder that is not empty: the old one steps aside."""
    if not path.exists():
        new.rename(path)
        return
    aside = new.with_suffix(".old")
    path.rename(aside)
    try:
        new.rename(path)
    finally:
        if not path.exists():
            aside.rename(path)
    _remove(aside)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
