"""Whether a gzipped WARC file ends where a record ends, or was cut off in the middle of one."""

import zlib

from crawler.history.warc_bytes import Stream

_MAGIC = b"\x1f\x8b"
_BLOCK_BYTES = 128 * 1024
_AT_ONCE_BYTES = 1024 * 1024


def is_whole_end(stream: Stream) -> bool:
    """`stream` stands where one of the last records begins. True of what is not compressed: nothing tells."""
    data = stream.read(_BLOCK_BYTES)
    if not data.startswith(_MAGIC):
        return True
    unpacker = _unpacker()
    try:
        while data or (data := stream.read(_BLOCK_BYTES)):
            if unpacker.eof:
                unpacker = _unpacker()
            unpacker.decompress(data, _AT_ONCE_BYTES)
            data = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    except zlib.error:
        return False
    return unpacker.eof


def _unpacker() -> "zlib._Decompress":
    return zlib.decompressobj(zlib.MAX_WBITS | 16)
