"""Where in a damaged WARC file reading can begin again."""

import re
import zlib

from crawler.history.warc_bytes import Stream

_BLOCK_BYTES = 1024 * 1024
_MOST_BYTES = 32 * 1024 * 1024
# What a beginning needs behind it to be told from chance.
_OVERLAP = 512

_BEGINNING = re.compile(rb"\x1f\x8b\x08|(?<=\n)WARC/1\.")
_FIRST_WORD = b"WARC/1."


def next_record(stream: Stream, at: int) -> int | None:
    """The offset of the first record that begins in the bytes of `stream`, which stands at `at`.

    None where the file ends before one does. Where none begins in 32 megabytes, the place to look on from.
    Raises OSError as reading does.
    """
    held = b""
    start = at
    while len(block := stream.read(_BLOCK_BYTES)) > 0:
        held += block
        for found in _BEGINNING.finditer(held):
            if _begins(held[found.start() : found.start() + _OVERLAP]):
                return at + found.start()
        kept = held[-_OVERLAP:]
        at += len(held) - len(kept)
        held = kept
        if at - start > _MOST_BYTES:
            return at
    return None


def _begins(data: bytes) -> bool:
    """Whether a record begins there, in a gzip member of its own or as it is."""
    if data.startswith(_FIRST_WORD):
        return True
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, len(_FIRST_WORD)) == _FIRST_WORD
    except zlib.error:
        return False
