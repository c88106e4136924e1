"""The bytes of a file from an offset on: on disk, over https or in S3; what breaks off is asked for again.

Nothing is kept but the piece that is being read. A server is asked for a range of a few megabytes at a time,
so that the next one can come over the same connection, and from the byte on where an answer broke off.
"""

import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache, partial
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import urllib3

RANGE_BYTES = 8 * 1024 * 1024
_PIECE_BYTES = 128 * 1024

# A worker that reads has seconds for it (page_deadline_s); who waits longer waits outside.
_TIMEOUT_S = 3.0
_ATTEMPTS = 2
_PAUSE_S = 0.3

_MISSING = (403, 404, 410)
_PAST_THE_END = 416

Ask = Callable[[int, int], Iterator[bytes]]
"""The bytes from the first offset (in) to the second (out), in pieces; none past the end of the file."""


class Unreachable(OSError):
    """The file cannot be read now; the message says what the server answered, if it did."""


class Missing(Unreachable):
    """The server says that there is no such file, or none for us."""


_TROUBLE = (OSError, urllib3.exceptions.HTTPError)


class Stream(Protocol):
    """Positions are those in the file."""

    def read(self, size: int = -1, /) -> bytes:
        """Fewer than `size` bytes only where the file ends. Raises OSError."""

    def tell(self) -> int:
        """Where the next byte stands."""


@contextmanager
def open_at(address: str, offset: int, user_agent: str) -> Iterator[Stream]:
    """A web address, `s3://bucket/key` or a path. Raises OSError."""
    if "://" not in address:
        with open(address, "rb") as file:  # noqa: PTH123 - the path is text, as addresses are
            file.seek(offset)
            yield file
        return
    ask = partial(_ask_s3 if address.startswith("s3:") else _ask_web, address, user_agent)
    with closing(RangedStream(ask, offset)) as stream:
        yield stream


class RangedStream:
    """A file that is asked for range by range."""

    def __init__(self, ask: Ask, offset: int) -> None:
        self._ask = ask
        self._at = offset
        self._buffer = b""
        self._pieces: Iterator[bytes] | None = None
        self._got = 0
        self._is_over = False

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        pieces: list[bytes] = []
        left = size
        while left != 0 and (self._buffer or self._fill()):
            piece = self._buffer if left < 0 else self._buffer[:left]
            self._buffer = self._buffer[len(piece) :]
            self._at += len(piece)
            left -= len(piece) if left > 0 else 0
            pieces.append(piece)
        return b"".join(pieces)

    def close(self) -> None:
        """What was asked for and is not wanted any more is given up."""
        if self._pieces is not None:
            self._pieces.close()  # type: ignore[attr-defined]

    def _fill(self) -> bool:
        """Whether there is more. Raises Unreachable after the last attempt."""
        for _ in range(_ATTEMPTS - 1):
            try:
                return self._more()
            except Missing:
                raise
            except _TROUBLE:
                self._pieces = None
                time.sleep(_PAUSE_S)
        try:
            return self._more()
        except Unreachable:
            raise
        except _TROUBLE as error:
            raise Unreachable(" ".join(str(error).split())[:200]) from error

    def _more(self) -> bool:
        while not self._is_over:
            if self._pieces is None:
                self._pieces, self._got = self._ask(self._at, self._at + RANGE_BYTES), 0
            self._buffer = next(self._pieces, b"")
            if self._buffer:
                self._got += len(self._buffer)
                return True
            self._is_over, self._pieces = self._got < RANGE_BYTES, None
        return False


def _ask_web(address: str, user_agent: str, start: int, end: int) -> Iterator[bytes]:
    headers = {
        "Range": f"bytes={start}-{end - 1}",
        "User-Agent": user_agent,
        "Accept-Encoding": "identity",
    }
    answer = _web(_proxy_for(address)).request("GET", address, headers=headers, preload_content=False)
    try:
        if answer.status == _PAST_THE_END:
            return
        _refuse(answer.status, start)
        # `stream` would wait for a whole piece, and keep to itself what came before an answer broke off.
        while piece := answer.read1(_PIECE_BYTES):
            yield piece
        answer.release_conn()
    finally:
        # Where it was read to its end the connection is back in the pool, and this does nothing.
        answer.close()


def _ask_s3(address: str, _user_agent: str, start: int, end: int) -> Iterator[bytes]:
    from botocore.exceptions import BotoCoreError, ClientError

    bucket, _, key = address.removeprefix("s3://").partition("/")
    try:
        answer = _s3().get_object(Bucket=bucket, Key=key, Range=f"bytes={start}-{end - 1}")
        with closing(answer["Body"]) as body:
            yield from body.iter_chunks(_PIECE_BYTES)
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if status != _PAST_THE_END:
            _refuse(status, start)
    except BotoCoreError as error:
        raise Unreachable(" ".join(str(error).split())[:200]) from error


def _refuse(status: int, start: int) -> None:
    """Raises Missing or Unreachable; the whole file is an answer too, to who begins at its beginning."""
    if status in _MISSING:
        raise Missing(f"the server answers {status}")
    if status != 206 and not (status == 200 and start == 0):
        raise Unreachable(f"the server answers {status} to a request for a range")


def _proxy_for(address: str) -> str | None:
    """As the crawl has it: of the address's own scheme, and none for hosts that `no_proxy` names."""
    parts = urlsplit(address)
    proxy = urllib.request.getproxies().get(parts.scheme)
    if not proxy or urllib.request.proxy_bypass(parts.netloc):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


@cache
def _web(proxy: str | None) -> urllib3.PoolManager:
    timeout = urllib3.Timeout(connect=_TIMEOUT_S, read=_TIMEOUT_S)
    if proxy is None:
        return urllib3.PoolManager(timeout=timeout, retries=False)
    # urllib3 leaves the name and password in the address to whoever calls it.
    secret = unquote(urllib3.util.parse_url(proxy).auth or "")
    headers = urllib3.make_headers(proxy_basic_auth=secret) if secret else None
    return urllib3.ProxyManager(proxy, proxy_headers=headers, timeout=timeout, retries=False)


@cache
def _s3() -> Any:
    """Common Crawl's bucket is open to all: who has no credentials asks without."""
    # boto3 takes half a second to import: only those pay who need it.
    import boto3
    from botocore import UNSIGNED
    from botocore.config import Config

    session = boto3.Session()
    config = Config(
        signature_version=None if session.get_credentials() else UNSIGNED,
        connect_timeout=_TIMEOUT_S,
        read_timeout=_TIMEOUT_S,
        retries={"total_max_attempts": 1, "mode": "standard"},
        response_checksum_validation="when_required",
    )
    return session.client("s3", config=config)
