"""A web of hosts as a test wants them, behind one proxy on loopback; it notes what is asked, and when."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.serving import serving


class Reply(NamedTuple):
    """`after_s`: how long it is thought about. Without a status the connection is reset."""

    status: int | None = 404
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    after_s: float = 0.0


class Asked(NamedTuple):
    """One request, when it came: seconds on the monotonic clock."""

    host: str
    path: str
    user_agent: str
    at: float


Host = Callable[[str, int], Reply]
"""What a host answers to a path, the how-manieth request for it (from 1) given."""


class Web:
    """What was asked so far, in order."""

    def __init__(self, hosts: Mapping[str, Host], proxy: str) -> None:
        self.proxy = proxy
        self.hosts = hosts
        self.asked: list[Asked] = []
        self._lock = threading.Lock()

    def reply(self, asked: Asked) -> Reply:
        with self._lock:
            self.asked.append(asked)
            place = sum(each[:2] == asked[:2] for each in self.asked)
        host = self.hosts.get(asked.host)
        return host(asked.path, place) if host is not None else Reply(502)

    def paths(self, host: str) -> list[str]:
        """What was asked of `host`, but for robots.txt and what lies under /.well-known."""
        ours = ("/robots.txt", "/.well-known/")
        return [each.path for each in self.asked if each.host == host and not each.path.startswith(ours)]

    def gaps_s(self, host: str) -> list[float]:
        """Between two requests to `host`, whatever they were for."""
        return [b.at - a.at for a, b in pairwise(each for each in self.asked if each.host == host)]


@contextmanager
def running_web(hosts: Mapping[str, Host]) -> Iterator[Web]:
    """The web, as a proxy, until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.web = web = Web(hosts, f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    with serving(server):
        yield web


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20.0
    wbufsize = -1

    def do_GET(self) -> None:
        at, parts = time.monotonic(), urlsplit(self.path)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        web: Web = self.server.web  # type: ignore[attr-defined]
        reply = web.reply(Asked(parts.hostname or "", path, self.headers.get("User-Agent", ""), at))
        time.sleep(reply.after_s)
        if reply.status is None:
            self._reset()
            return
        self.send_response(reply.status)
        for name, value in (*reply.headers, ("Content-Length", str(len(reply.body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)
        self.wfile.flush()

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def finish(self) -> None:
        try:
            super().finish()
        except (ConnectionError, ValueError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what was asked is in `Web.asked`."""
