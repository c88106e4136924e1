"""What an archive asks of the place it lies in, and how such a place is opened.

A store maps keys to bytes. Two of its writes carry a condition; the whole commit protocol rests on
them, so a store that accepts a condition and ignores it is no store (see probe.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

from pipelines.errors import ConfigurationError

_KEY = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


class KeyExists(Exception):
    """`put_if_absent` found something there, possibly our own bytes whose answer was lost."""


class KeyMissing(Exception):
    """Nothing lies under this key."""


class Changed(Exception):
    """What the condition named is no longer so, or another writer is just at it.

    Nothing was written, or it was our own bytes whose answer was lost: who must know looks again.
    """


class Blob(NamedTuple):
    """The bytes of an object, or of a part of it. `tag` names this version; "" where only a part was read."""

    data: bytes
    tag: str


class Stat(NamedTuple):
    """Size in bytes, and the tag that `get` gives with the whole object."""

    size: int
    tag: str


class Store(Protocol):
    """Keys to bytes. Every method may raise StoreError, after which a write may or may not have happened.

    A write is atomic (readers see the old bytes or the new ones, never a mixture) and durable when
    the method returns. Keys are ASCII words joined by "/", none of which starts with a dot; any other
    raises ValueError. Methods may be called from several threads.
    """

    @property
    def url(self) -> str:
        """Where it lies, for people; without credentials."""

    def get(self, key: str, start: int | None = None, end: int | None = None) -> Blob:
        """The bytes from `start` (in) to `end` (out); fewer or none past the end. Raises KeyMissing."""

    def stat(self, key: str) -> Stat:
        """What `get` would bring, without the bytes. Raises KeyMissing."""

    def list(self, prefix: str = "", after: str = "") -> Iterator[tuple[str, int]]:
        """Keys that begin with `prefix` and sort after `after`, each with its size in bytes.

        In order, if no name in a folder begins with that of a folder beside it (SeaweedFS then lists
        `a/x` before `a-b`); an archive has no such names.
        """

    def put(self, key: str, data: bytes) -> None:
        """Writes whatever was there before."""

    def put_if_absent(self, key: str, data: bytes) -> None:
        """Of all who ask for one key exactly one succeeds; the others get KeyExists or Changed."""

    def put_if_match(self, key: str, data: bytes, tag: str, keep: int = 0) -> None:
        """Writes the first `keep` bytes of version `tag` and then `data`, if the object still is that one.

        Otherwise, or where it is gone, raises Changed. What it costs grows with `data`, hardly with `keep`.
        """

    def delete(self, key: str) -> None:
        """A key that is not there is no error."""


@dataclass(frozen=True, slots=True)
class StoreOptions:
    """How patient to be with a server; a folder needs none of it.

    `read_timeout_s` bounds the silence, not the whole answer. No call is repeated when the server has given
    no answer for `give_up_after_s`, whatever was asked of it.
    """

    connect_timeout_s: float = 10.0
    read_timeout_s: float = 20.0
    max_attempts: int = 8
    give_up_after_s: float = 60.0


def checked(key: str) -> str:
    """`key`, if it can be one; raises ValueError otherwise."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"{key!r} is not a key")
    return key


def open_store(url: str, options: StoreOptions | None = None) -> Store:
    """The store at a folder path, `file:///path` or `s3://bucket/prefix`; touches neither disk nor network.

    Raises ConfigurationError where `url` is none of these.
    """
    scheme, mark, _ = url.partition("://")
    if scheme == "s3" and mark:
        return _open_s3(url, options or StoreOptions())
    if scheme == "file" and mark:
        return _open_folder(url, unquote(urlsplit(url).path))
    if mark:
        raise ConfigurationError(f"{url}: an archive is a folder or s3://bucket/prefix, not {scheme}://")
    return _open_folder(url, url)


def _open_folder(url: str, path: str) -> Store:
    from pipelines.archive.local import LocalStore

    if not path.strip() or "\0" in path:
        raise ConfigurationError(f"{url!r} names no folder; set ARCHIVE_URL to one, or to s3://bucket/prefix")
    if Path(path).exists() and not Path(path).is_dir():
        raise ConfigurationError(f"{path} is a file; an archive is a folder: name another one")
    return LocalStore(Path(path))


def _open_s3(url: str, options: StoreOptions) -> Store:
    bucket, _, prefix = url.removeprefix("s3://").partition("/")
    prefix = prefix.strip("/")
    if not _BUCKET.fullmatch(bucket) or (prefix and not _KEY.fullmatch(prefix)):
        shown = "s3://…" if "@" in url else url
        raise ConfigurationError(f"{shown}: write s3://bucket/prefix, in letters, digits, dots and dashes")
    # boto3 takes half a second to import: only those pay who need it.
    from pipelines.archive.s3 import S3Store

    return S3Store(bucket, prefix, options)
