"""A sorted CDXJ index in compressed blocks (ZipNum), so that a reader fetches one, not the whole."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

_LINES_IN_BLOCK = 1024


class Block(NamedTuple):
    """A gzip member of some lines, and the line that says where it is and what it begins with."""

    data: bytes
    pointer: bytes


def blocks(lines: Iterable[bytes], name: str) -> Iterator[Block]:
    """The blocks of sorted lines; `name` is the file that they go to, one behind the other."""
    header = b"!meta 0 " + json.dumps({"format": "cdxj-gzip-1.0", "filename": name}).encode() + b"\n"
    offset, waiting = 0, iter(lines)
    while block := list(islice(waiting, _LINES_IN_BLOCK)):
        packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
        data = packer.compress(b"".join(block)) + packer.flush()
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        place = json.dumps({"offset": offset, "length": len(data), "digest": digest}).encode()
        yield Block(data, (b"" if offset else header) + block[0].split(b" {")[0] + b" " + place + b"\n")
        offset += len(data)
