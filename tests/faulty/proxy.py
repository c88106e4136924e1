"""A proxy on loopback between boto3 and a real S3 server, which makes the faults that such servers have.

boto3 takes it for the server. The Host header that boto3 signed goes on as it is, so signatures hold.
"""

import http.client
import os
import random
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.weed import Weed

# No fault is longer than this; a reader gives up far sooner.
_HANG_S = 150.0


class Fault(Enum):
    """What becomes of a call; those with a status are answers of the proxy's own."""

    INTERNAL_ERROR = (500, "InternalError")
    BAD_GATEWAY = (502, "BadGateway")
    SLOW_DOWN = (503, "SlowDown")
    TOO_MANY = (429, "TooManyRequests")
    DENIED = (403, "AccessDenied")
    SKEWED = (403, "RequestTimeTooSkewed")
    NO_BUCKET = (404, "NoSuchBucket")
    HANG = (0, "never answered, and not passed on")
    RESET_BEFORE = (0, "cut off before it reached the server")
    RESET_AFTER = (0, "done by the server, and the answer lost")
    CUT = (0, "the answer breaks off in its body")


# Those that pass, as servers, gateways and lines have them.
PASSING = (
    Fault.INTERNAL_ERROR,
    Fault.BAD_GATEWAY,
    Fault.SLOW_DOWN,
    Fault.TOO_MANY,
    Fault.RESET_BEFORE,
    Fault.RESET_AFTER,
    Fault.CUT,
)


class Call(NamedTuple):
    """`number` counts from 0, in the order in which calls came."""

    number: int
    method: str
    path: str


Plan = Callable[[Call], Fault | None]


def undisturbed(call: Call) -> None:
    """The plan of a server in good health."""


def now_and_then(share: float, seed: int, faults: tuple[Fault, ...] = PASSING) -> Plan:
    """`share` (0 to 1) of all calls meet one of `faults`; which ones depends on number and seed alone."""

    def plan(call: Call) -> Fault | None:
        dice = random.Random(f"{seed} {call.number}")
        return dice.choice(faults) if dice.random() < share else None

    return plan


def once(*faults: Fault, method: str = "", path: str = "") -> Plan:
    """The first calls with this method and this in their path meet `faults`, one each; the others none."""
    waiting = list(faults)

    def plan(call: Call) -> Fault | None:
        fits = call.method.startswith(method) and path in call.path
        return waiting.pop(0) if waiting and fits else None

    return plan


class Proxy:
    """`plan` may be changed at any time. `calls` are those that came, with the fault of each."""

    def __init__(self, server: Weed) -> None:
        self.plan: Plan = undisturbed
        self.calls: list[tuple[Call, Fault | None]] = []
        self._server = server
        self._lock = threading.Lock()
        self._over = threading.Event()
        proxy = self

        class Handler(_Handler):
            def dispatch(self) -> None:
                proxy._handle(self)

        self._http = _Quiet(("127.0.0.1", 0), Handler)

    @property
    def environment(self) -> Mapping[str, str]:
        """What leads boto3 here."""
        endpoint = f"http://127.0.0.1:{self._http.server_address[1]}"
        return {**self._server.environment, "AWS_ENDPOINT_URL": endpoint}

    @property
    def faults(self) -> list[Fault]:
        """Those that were made so far."""
        return [fault for _, fault in self.calls if fault is not None]

    def serve(self) -> None:
        """Until `close`."""
        self._http.serve_forever(poll_interval=0.05)

    def close(self) -> None:
        """Ends every call that hangs."""
        self._over.set()
        self._http.shutdown()
        self._http.server_close()

    def _handle(self, handler: "_Handler") -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        with self._lock:
            call = Call(len(self.calls), handler.command, handler.path)
            fault = self.plan(call)
            self.calls.append((call, fault))
        if fault is not None and fault.value[0]:
            _refuse(handler, *fault.value)
        elif fault is Fault.HANG:
            self._over.wait(_HANG_S)
            _reset(handler)
        elif fault is Fault.RESET_BEFORE:
            _reset(handler)
        else:
            answer, data = self._ask(handler, body)
            if fault is Fault.RESET_AFTER:
                _reset(handler)
            else:
                _pass_on(handler, answer, data, cut=fault is Fault.CUT)

    def _ask(self, handler: "_Handler", body: bytes) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection(urlsplit(self._server.endpoint).netloc, timeout=60)
        try:
            connection.putrequest(handler.command, handler.path, skip_host=True, skip_accept_encoding=True)
            for name, value in handler.headers.items():
                if name.lower() not in ("expect", "connection"):
                    connection.putheader(name, value)
            connection.endheaders(body or None)
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()


@contextmanager
def running_proxy(server: Weed) -> Iterator[Proxy]:
    """A proxy before `server`, without any faults at first."""
    proxy = Proxy(server)
    thread = threading.Thread(target=proxy.serve, name="faulty proxy")
    thread.start()
    try:
        yield proxy
    finally:
        proxy.close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def dispatch(self) -> None:
        raise NotImplementedError

    def _any(self) -> None:
        self.dispatch()

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _any

    def log_message(self, format: str, *args: object) -> None:
        """Tests print enough."""


class _Quiet(ThreadingHTTPServer):
    """A client that goes away in the middle of an answer is what these tests are about."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass


def _refuse(handler: _Handler, status: int, code: str) -> None:
    message = "<Message>a fault on purpose</Message>"
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code>{message}</Error>".encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/xml")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(body)


def _pass_on(handler: _Handler, answer: http.client.HTTPResponse, data: bytes, *, cut: bool) -> None:
    """An answer without a body cannot break off in it; its connection is reset instead."""
    if cut and not data:
        _reset(handler)
        return
    handler.send_response_only(answer.status, answer.reason)
    for name, value in answer.getheaders():
        if name.lower() not in ("content-length", "transfer-encoding", "connection"):
            handler.send_header(name, value)
    length = answer.headers.get("Content-Length") if handler.command == "HEAD" else str(len(data))
    if answer.status not in (204, 304):
        handler.send_header("Content-Length", length or "0")
    handler.end_headers()
    handler.wfile.write(data[: len(data) // 2] if cut else data)
    if cut:
        handler.wfile.flush()
        _reset(handler)


def _reset(handler: _Handler) -> None:
    """The peer meets a reset and no orderly end."""
    handler.close_connection = True
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(handler.connection.detach())
