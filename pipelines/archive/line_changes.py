"""Some lines of a file of lines get other content, all in one conditional write.

What stands before the first line that changes is kept and not sent; the rest is in memory once.
"""

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from pipelines.archive.store import KeyMissing, Stat, Store

_CHUNK_BYTES = 1 << 23


class LineChange(NamedTuple):
    """What has to stand behind the first `keep` bytes of version `tag`."""

    keep: int
    data: bytes
    tag: str


def changed_lines(
    store: Store, key: str, numbers: Collection[int], change: Callable[[int, bytes], bytes]
) -> LineChange | None:
    """`change(number, line)` makes the new line of each of `numbers`, counted from 0; both with newlines.

    None where nothing is to be written. Where another replaces the file meanwhile, `change` may be given
    lines of two versions, and the write is then refused. Raises KeyMissing, and what `change` raises.
    """
    current = store.stat(key)
    wanted, last = set(numbers), max(numbers, default=-1)
    keep, pieces = 0, list[bytes]()
    for number, line in enumerate(_lines(store, key, current)):
        if not pieces and number > last:
            return None
        new = change(number, line) if number in wanted else line
        if pieces or new != line:
            pieces.append(new)
        else:
            keep += len(line)
    return LineChange(keep, b"".join(pieces), current.tag) if pieces else None


def _lines(store: Store, key: str, current: Stat) -> Iterator[bytes]:
    """The lines of the file, read piece by piece; the last one may lack its newline."""
    rest = b""
    for start in range(0, current.size, _CHUNK_BYTES):
        try:
            data = store.get(key, start, min(start + _CHUNK_BYTES, current.size)).data
        except KeyMissing:
            return
        if not data:
            return
        *lines, rest = (rest + data).splitlines(keepends=True)
        yield from lines
        if rest.endswith(b"\n"):
            yield rest
            rest = b""
    if rest:
        yield rest
