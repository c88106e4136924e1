"""4 GiB of zeros in each coding: streams of which a decoder that does not stop makes all of them."""

import gzip
import struct
import sys
import zlib
from functools import cache

import brotli  # type: ignore[import-untyped]

SIZE = 4 * 1024**3
_PART = 16 * 1024**2
_PARTS = SIZE // _PART
# The largest block of a zstd frame; a frame of blocks that repeat one byte takes four bytes for each.
_BLOCK = 128 * 1024
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"

CODINGS = ("identity", "gzip", "deflate", "br", "zstd")
"""`identity` is a body without end."""


@cache
def zeros(coding: str) -> bytes:
    """Packed; of no coding but those of CODINGS that pack."""
    return {"gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}[coding]()


def _gzip() -> bytes:
    """256 members, as RFC 1952 allows: 4 MB."""
    return gzip.compress(bytes(_PART), 9, mtime=0) * _PARTS


def _deflate() -> bytes:
    """zlib's format; what ends on a full flush can be repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    part = packer.compress(bytes(_PART)) + packer.flush(zlib.Z_FULL_FLUSH)
    end = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS).flush()
    checksum = ((SIZE % 65521) << 16) | 1
    return b"\x78\xda" + part * _PARTS + end + struct.pack(">I", checksum)


def _brotli() -> bytes:
    """After the second flush each part looks like the one before."""
    packer = brotli.Compressor(quality=1)
    parts = [packer.process(bytes(_PART)) + packer.flush() for _ in range(3)]
    assert parts[1] == parts[2]
    return bytes(parts[0] + parts[1] * (_PARTS - 1) + packer.finish())


def _zstd() -> bytes:
    """One frame with a window of 1 MB, and neither size nor checksum."""
    repeated = (1 << 1) | (_BLOCK << 3)
    block, last = (struct.pack("<I", repeated | is_last)[:3] + b"\0" for is_last in (0, 1))
    return _ZSTD_MAGIC + b"\x00\x50" + block * (SIZE // _BLOCK - 1) + last


def greedy_frame() -> bytes:
    """A frame of zstd that wants a window of 2 GiB for a few bytes."""
    return _ZSTD_MAGIC + b"\x00\xa8" + struct.pack("<I", 1 | (1 << 1) | (9 << 3))[:3] + b"\0"


if __name__ == "__main__":
    for name in CODINGS[1:]:
        sys.stdout.write(f"{name}: {len(zeros(name))} bytes\n")
