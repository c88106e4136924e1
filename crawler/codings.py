"""Content codings (RFC 9110, section 8.4) undone within a bound, and no more in memory than what comes of it.

Each coding is a stream that reads from the one below it: what lies between two of them is never whole in
memory, however large it would be.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Protocol

import brotli  # type: ignore[import-untyped]
from zlib_ng import zlib_ng

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_STEP = 64 * 1024

# Of gzip members and zstd frames: block gzip, which has the most, comes to 800 in 50 MB. Millions of empty
# ones would keep a processor busy for minutes.
_MOST_MEMBERS = 2000

# RFC 9659: what is sent over HTTP wants a window of 8 MB at most; the library would take 128 MB.
_WINDOW_LOG = 23

_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_TRAILER = 8


class Stream(Protocol):
    """What can be read from."""

    def read(self, size: int, /) -> bytes:
        """About `size` bytes, more or fewer; b"" at the end alone. Raises CodingError."""


class CodingError(ValueError):
    """The bytes are not what the coding makes: damaged, cut, or made to cost."""


class TooLarge(CodingError):
    """More bytes than wanted, at the end or between two codings."""


def decoded(body: bytes, codings: Sequence[str], most_bytes: int) -> bytes:
    """`codings`: keys of CODINGS, the one to undo first first. Raises CodingError, TooLarge."""
    whole = BytesIO()
    stream = _Bounded(_opened(body, codings, most_bytes), most_bytes)
    while piece := stream.read(_STEP):
        whole.write(piece)
    return whole.getvalue()


def beginning(body: bytes, codings: Sequence[str], most_bytes: int) -> bytes:
    """As `decoded`, but the first `most_bytes` of what is more, and what came before damage, if anything."""
    stream = _opened(body, codings, most_bytes)
    whole, fault = read_beginning(stream, most_bytes)
    if fault is not None and not whole:
        raise fault
    return whole


def read_beginning(stream: Stream, most_bytes: int) -> tuple[bytes, CodingError | None]:
    """The first `most_bytes`, and why that is not all, if it is not: TooLarge where there is more."""
    whole = BytesIO()
    fault: CodingError | None = None
    try:
        while whole.tell() <= most_bytes and (piece := stream.read(_STEP)):
            whole.write(piece)
    except CodingError as error:
        fault = error
    if whole.tell() > most_bytes:
        fault = TooLarge(f"more than {most_bytes} bytes when unpacked")
        whole.truncate(most_bytes)  # and no copy, of 50 MB perhaps
    return whole.getvalue(), fault


def _opened(body: bytes, codings: Sequence[str], most_bytes: int) -> Stream:
    stream: Stream = BytesIO(body)
    for place, coding in enumerate(codings):
        stream = CODINGS[coding](_Bounded(stream, most_bytes) if place else stream)
    return stream


class _Bounded:
    """Raises TooLarge when more than `most_bytes` have been read."""

    def __init__(self, stream: Stream, most_bytes: int) -> None:
        self._stream = stream
        self._most_bytes = most_bytes
        self._read = 0

    def read(self, size: int, /) -> bytes:
        piece = self._stream.read(size)
        self._read += len(piece)
        if self._read > self._most_bytes:
            raise TooLarge(f"more than {self._most_bytes} bytes when unpacked")
        return piece


class Gunzip:
    """gzip (RFC 1952), of several members too; what follows the last one is passed over, as gzip(1) does.

    Where a member ends its deflate stream says: a check sum or length that is wrong or missing, as with some
    servers, costs no page, in browsers neither.
    """

    def __init__(self, stream: Stream) -> None:
        self._ahead = _Ahead(stream)
        self._inflater: zlib_ng._Decompress | None = None
        self._members = 0

    def read(self, size: int, /) -> bytes:
        while self._inflater is not None or self._goes_on():
            if piece := self._inflated(size):
                return piece
        return b""

    def _inflated(self, size: int) -> bytes:
        assert self._inflater is not None
        piece = _inflated(self._inflater, self._ahead.take(), size)
        if self._inflater.eof:
            self._ahead.waiting = self._inflater.unused_data
            self._ahead.drop(_GZIP_TRAILER)
            self._inflater = None
        else:
            self._ahead.waiting = self._inflater.unconsumed_tail
        return piece

    def _goes_on(self) -> bool:
        if self._members and not self._ahead.look(len(_GZIP_MAGIC)).startswith(_GZIP_MAGIC):
            return False
        _count(self._members)
        self._members += 1
        self._ahead.drop(_length_of_head(self._ahead))
        self._inflater = zlib_ng.decompressobj(-zlib_ng.MAX_WBITS)
        return True


class _Inflate:
    """deflate: zlib's format, as it should be, or bare, as some send it; its check sum as with gzip."""

    def __init__(self, stream: Stream) -> None:
        self._ahead = _Ahead(stream)
        if _is_zlib(self._ahead.look(2)):
            self._ahead.drop(2)
        self._inflater = zlib_ng.decompressobj(-zlib_ng.MAX_WBITS)

    def read(self, size: int, /) -> bytes:
        while not self._inflater.eof:
            piece = _inflated(self._inflater, self._ahead.take(), size)
            self._ahead.waiting = self._inflater.unconsumed_tail
            if piece:
                return piece
        return b""


class _Unbrotli:
    """br (RFC 7932). Its window is 16 MB at most."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._decoder = brotli.Decompressor()

    def read(self, size: int, /) -> bytes:
        while not self._decoder.is_finished():
            can_take_more = self._decoder.can_accept_more_data()
            data = self._stream.read(_STEP) if can_take_more else b""
            if piece := self._unpacked(data, size):
                return piece
            # Where `data` is the end there may still be something to come of what went before.
            if can_take_more and not (data or self._decoder.is_finished()):
                raise CodingError("br ends early")
        return b""

    def _unpacked(self, data: bytes, size: int) -> bytes:
        try:
            piece: bytes = self._decoder.process(data, output_buffer_limit=size)
        except brotli.error as error:
            raise CodingError(f"br: {error}") from error
        return piece


class _Unzstd:
    """zstd (RFC 8878), of several frames too."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._frame = _frame()
        self._frames = 1
        self._waiting = b""

    def read(self, size: int, /) -> bytes:
        while not self._frame.eof or self._goes_on():
            if self._frame.needs_input:
                self._waiting = self._waiting or self._stream.read(_STEP)
                if not self._waiting:
                    raise CodingError("zstd ends early")
            if piece := self._unpacked(size):
                return piece
        return b""

    def _unpacked(self, size: int) -> bytes:
        data, self._waiting = self._waiting, b""
        try:
            piece = self._frame.decompress(data, size)
        except zstd.ZstdError as error:
            raise CodingError(f"zstd: {error}") from error
        if self._frame.eof:
            self._waiting = self._frame.unused_data
        return piece

    def _goes_on(self) -> bool:
        self._waiting = self._waiting or self._stream.read(_STEP)
        if not self._waiting:
            return False
        _count(self._frames)
        self._frames += 1
        self._frame = _frame()
        return True


class _Ahead:
    """A stream that can be looked into; `waiting` is what was read of it and is still to be taken."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.waiting = b""

    def look(self, size: int) -> bytes:
        """At least `size` bytes, unless it ends before."""
        while len(self.waiting) < size and (piece := self._stream.read(_STEP)):
            self.waiting += piece
        return self.waiting

    def drop(self, size: int) -> None:
        """So many bytes, or all that there are."""
        self.waiting = self.look(size)[size:]

    def take(self) -> bytes:
        """What is at hand, else the next piece; b"" at the end."""
        return self.waiting or self._stream.read(_STEP)


def _length_of_head(ahead: _Ahead) -> int:
    """Of a member of gzip: ten bytes, then what its flags say that there is (RFC 1952, section 2.3)."""
    head = ahead.look(12)
    if not head.startswith(_GZIP_MAGIC + b"\x08") or len(head) < 12:
        raise CodingError("gzip: no such beginning")
    flags, length = head[3], 10
    if flags & 0x04:
        length += 2 + int.from_bytes(head[10:12], "little")
    for text in (0x08, 0x10):  # name and comment, each ending in a NUL
        if flags & text:
            length = ahead.look(length + _STEP).find(0, length) + 1
            if length == 0:
                raise CodingError("gzip: a beginning without end")
    return length + 2 if flags & 0x02 else length


def _inflated(inflater: "zlib_ng._Decompress", data: bytes, size: int) -> bytes:
    """Where `data` is the end there may still be something to come of what went before."""
    try:
        piece = inflater.decompress(data, size)
    except zlib_ng.error as error:  # type: ignore[misc]
        raise CodingError(f"gzip or deflate: {error}") from error
    if not (data or piece or inflater.eof):
        raise CodingError("gzip or deflate ends early")
    return piece


def _frame() -> "zstd.ZstdDecompressor":
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW_LOG})


def _count(members: int) -> None:
    if members >= _MOST_MEMBERS:
        raise CodingError(f"more than {_MOST_MEMBERS} packings one after the other")


def _is_zlib(data: bytes) -> bool:
    """RFC 1950, section 2.2: method 8, and a check that makes the first two bytes a multiple of 31."""
    return len(data) > 1 and data[0] & 0x0F == 8 and int.from_bytes(data[:2]) % 31 == 0


CODINGS: Mapping[str, Callable[[Stream], Stream]] = {
    "gzip": Gunzip,
    "x-gzip": Gunzip,
    "deflate": _Inflate,
    "br": _Unbrotli,
    "zstd": _Unzstd,
}
"""By their names in Content-Encoding."""
