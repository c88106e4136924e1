"""The demo web's server: HTTP/1.1 on a loopback port, as a proxy (`GET http://host/path`) and by Host header.

A crawler with `http_proxy=http://127.0.0.1:PORT` reaches every host of the demo web, under URLs that stay the
same from run to run. It goes nowhere else: a host that it does not hold is answered 502.
"""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from demo.site.odd import Answer
from demo.site.routes import GZIPPED_HOSTS, Key, build_routes

IDLE_CONNECTION_S = 30.0


class Request(NamedTuple):
    """One request as it was answered; `path` with its query, `at` on the monotonic clock in seconds."""

    host: str
    path: str
    status: int
    at: float


class DemoSite:
    """The demo web, running from `start` to `stop`, or as a context manager."""

    def __init__(self, port: int = 0, answer_after_s: float = 0.0) -> None:
        self._port = port
        self._answer_after_s = answer_after_s
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._log: list[Request] = []
        self._lock = threading.Lock()

    @property
    def port(self) -> int:
        """The port it listens on, chosen by the system where 0 was asked for; RuntimeError unless started."""
        if self._server is None:
            raise RuntimeError("the demo site is not started")
        return int(self._server.server_address[1])

    @property
    def proxy(self) -> str:
        """What `http_proxy` must be to reach the demo web."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def requests(self) -> list[Request]:
        """All requests since `start`, oldest first."""
        with self._lock:
            return list(self._log)

    def start(self) -> int:
        """Serve, and return the port. Every start forgets what was asked of the one before."""
        self._log.clear()
        self._server = _Server(self._port, build_routes(), self._note, self._answer_after_s)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self.port

    def stop(self) -> None:
        """Stop serving; open connections are cut and every thread has ended on return."""
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._server.cut_connections()
        self._server.server_close()
        self._thread.join()
        self._server = self._thread = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _note(self, request: Request) -> None:
        with self._lock:
            self._log.append(request)


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 64

    def __init__(
        self,
        port: int,
        routes: Mapping[Key, Answer],
        note: Callable[[Request], None],
        answer_after_s: float,
    ) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.routes = routes
        self.hosts = {host for host, _ in routes}
        self.note = note
        self.answer_after_s = answer_after_s
        self._asked: set[Key] = set()
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()

    def answer(self, host: str, target: str) -> Answer:
        """What to answer; a query that no route knows (tracking parameters) changes nothing."""
        if host not in self.hosts:
            return Answer(502, b"no such host in the demo web\n", "text/plain")
        key = next((k for k in ((host, target), (host, target.partition("?")[0])) if k in self.routes), None)
        if key is None:
            return Answer(404, b"<html><title>Not found</title><h1>Not found</h1></html>", "text/html")
        with self._lock:
            first_time = key not in self._asked
            self._asked.add(key)
        found = self.routes[key]
        return found.first if found.first and first_time else found

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        connection, address = super().get_request()
        with self._lock:
            self._connections.add(connection)
        return connection, address

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def cut_connections(self) -> None:
        with self._lock:
            for connection in self._connections:
                _cut(connection)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "demo-site"
    sys_version = ""
    timeout = IDLE_CONNECTION_S
    wbufsize = -1

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        host = (parts.hostname or self.headers.get("Host", "").partition(":")[0]).lower()
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        time.sleep(self.server.answer_after_s)
        answer = self.server.answer(host, target)
        self.server.note(Request(host, target, answer.status, time.monotonic()))
        self._send(
            answer, compressed=host in GZIPPED_HOSTS and "gzip" in self.headers.get("Accept-Encoding", "")
        )

    do_HEAD = do_GET

    def _send(self, answer: Answer, compressed: bool) -> None:
        body = gzip.compress(answer.body, mtime=0) if compressed else answer.body
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(body)))
        if compressed:
            self.send_header("Content-Encoding", "gzip")
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            self.close_connection = True  # the client went away, or the site stops

    def finish(self) -> None:
        try:
            super().finish()
        except (ConnectionError, ValueError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what was asked is in `DemoSite.requests`."""


def _cut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # already closed
