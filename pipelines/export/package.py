"""A ZIP file that keeps account of what is in it: names, sizes, digests, no times."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

# The first day that ZIP can say: the same content makes the same bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16
_UNIX = 3


class Entry:
    """A file in the package as it is written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.size = 0

    @property
    def digest(self) -> str:
        return f"sha256:{self._digest.hexdigest()}"

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self.size += len(data)


class Package:
    """Files one after the other; `resources` are those so far, as a data package lists them."""

    def __init__(self, file: ZipFile) -> None:
        self._file = file
        self.resources: list[dict[str, Any]] = []

    @contextmanager
    def entry(self, path: str, *, packed: bool = False) -> Iterator[Entry]:
        """A new file of at most 2 GiB; `packed` deflates it. One at a time."""
        info = ZipInfo(path, _NO_TIME)
        info.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
        info.external_attr, info.create_system = _READABLE, _UNIX
        with self._file.open(info, "w") as file:
            entry = Entry(file)
            yield entry
        listed = {"name": path.rpartition("/")[2], "path": path, "hash": entry.digest, "bytes": entry.size}
        self.resources.append(listed)

    def add(self, path: str, parts: Iterable[bytes], *, packed: bool = True) -> str:
        """A whole file. Returns its digest."""
        with self.entry(path, packed=packed) as entry:
            for part in parts:
                entry.write(part)
        return entry.digest

    def add_json(self, path: str, value: Any) -> str:
        """Likewise, of one value."""
        return self.add(path, [json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"])
