"""A large file gets another end without being written anew: two copies of it take turns.

A reader must never see half a change, so the file that has the name is never written to. The copy that had
the name before is: it lacks only what the last two changes brought, and takes the name when it has caught up.
Both copies cost the disk their size; a file whose copy is missing is copied once.
"""

import os
import time
from pathlib import Path
from typing import BinaryIO

# A reader that opened the file before it lost its name may still be at it.
_RESTS_S = 60.0
_CHUNK_BYTES = 1 << 23


def version(status: os.stat_result) -> str:
    """Names a version of a file that is only ever replaced: its inode, size and time of change."""
    return f"{status.st_ino:x}-{status.st_size:x}-{status.st_mtime_ns:x}"


def splice(path: Path, keep: int, data: bytes, spares: Path, temporary: Path) -> None:
    """Makes `temporary`, synced, of the first `keep` bytes of `path` and `data`; the old file becomes spare.

    The caller moves `temporary` to `path`, and lets nobody else near meanwhile. Raises OSError.
    """
    # Keys have neither sign, so that no name begins another.
    name = path.relative_to(spares.parent).as_posix().replace("/", "=") + "~"
    agreed = _take_spare(path, name, spares, temporary)
    with temporary.open("r+b" if agreed is not None else "xb") as file:
        begin = min(agreed or 0, keep)
        file.truncate(begin)
        _copy(path, file, begin, keep)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.link(path, spares / f"{name}{keep}~{version(temporary.stat())}")


def _take_spare(path: Path, name: str, spares: Path, temporary: Path) -> int | None:
    """How many bytes of the spare, now `temporary`, are those of `path`; None where there is no spare to use.

    The name of a spare tells how much it has in common with which version. Anything else is of a change
    that was broken off, and goes.
    """
    spares.mkdir(exist_ok=True)
    current, taken = path.stat(), None
    for spare in spares.glob(f"{name}*"):
        keep, _, successor = spare.name.removeprefix(name).partition("~")
        if taken is None and successor == version(current) and _is_at_rest(spare, current):
            spare.rename(temporary)
            taken = int(keep)
        else:
            spare.unlink()
    return taken


def _is_at_rest(spare: Path, current: os.stat_result) -> bool:
    status = spare.stat()
    return status.st_ino != current.st_ino and time.time() - status.st_ctime >= _RESTS_S


def _copy(path: Path, target: BinaryIO, start: int, end: int) -> None:
    target.seek(start)
    with path.open("rb") as source:
        source.seek(start)
        while start < end and (chunk := source.read(min(_CHUNK_BYTES, end - start))):
            start += target.write(chunk)
