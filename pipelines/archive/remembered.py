"""What crawls remember beside the log: gzipped JSON Lines under `crawl/`, which may be lost at any time.

Their first line says up to where the log went when they were written: beside a log without that, as after an
older copy was put back, they are not believed.
"""

import gzip
import re
import zlib
from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

from pipelines.archive.log_snapshot import LogSnapshot, count_segments
from pipelines.archive.patience import WITH_TROUBLE
from pipelines.archive.probe import SingleWriter
from pipelines.archive.store import Changed, KeyExists, KeyMissing, Store
from pipelines.document import Value
from pipelines.errors import ArchiveDamaged, StoreError

_CURSOR = re.compile(r"(\d+)-([0-9a-f]{16})")

_Line = TypeVar("_Line", bound=Value)


class _Head(Value):
    cursor: str


class _Kept(NamedTuple, Generic[_Line]):
    lines: list[_Line]
    tag: str | None


def recall(store: Store, key: str, kind: type[_Line]) -> list[_Line]:
    """Empty where nothing is kept, or what is kept cannot be read or believed. Raises StoreError."""
    return _load(store, key, kind).lines


def remember(
    store: Store,
    key: str,
    kind: type[_Line],
    merged: Callable[[list[_Line]], Iterable[_Line]],
    *,
    single_writer: bool,
) -> None:
    """Puts `merged` of what is kept in its place, whoever else writes there.

    To be called when all pages that it tells of are in the log. `single_writer` is as for ArchiveWriter.
    Raises StoreError, and ArchiveDamaged where the log cannot be read.
    """
    target = SingleWriter(store) if single_writer else store
    for _ in WITH_TROUBLE.attempt():
        kept = _load(target, key, kind)
        data = _packed(_cursor(target), merged(kept.lines))
        try:
            if kept.tag is None:
                target.put_if_absent(key, data)
            else:
                target.put_if_match(key, data, kept.tag)
        except (KeyExists, Changed):
            continue
        return
    raise StoreError(f"{store.url}: others keep writing {key}")


def _load(store: Store, key: str, kind: type[_Line]) -> _Kept[_Line]:
    try:
        blob = store.get(key)
    except KeyMissing:
        return _Kept([], None)
    try:
        head, *lines = gzip.decompress(blob.data).splitlines()
        is_of_log = _is_of_log(store, _Head.model_validate_json(head).cursor)
        found = [kind.model_validate_json(line) for line in lines] if is_of_log else []
    except (ValueError, OSError, EOFError, zlib.error, ArchiveDamaged):
        found = []
    return _Kept(found, blob.tag)


def _cursor(store: Store) -> str:
    segments = count_segments(store)
    return f"{segments}-{LogSnapshot(store, segments).segment(segments - 1).digest[:16]}"


def _is_of_log(store: Store, cursor: str) -> bool:
    match = _CURSOR.fullmatch(cursor)
    segments = int(match[1]) if match else 0
    if match is None or not 0 < segments <= count_segments(store):
        return False
    return LogSnapshot(store, segments).segment(segments - 1).digest.startswith(match[2])


def _packed(cursor: str, lines: Iterable[Value]) -> bytes:
    rows: list[Value] = [_Head(cursor=cursor), *lines]
    text = "".join(f"{row.model_dump_json(exclude_defaults=True)}\n" for row in rows)
    return gzip.compress(text.encode(), mtime=0)
