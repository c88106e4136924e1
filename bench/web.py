"""Serves saved pages on loopback as a proxy, each under the name of its own host.

`python -m bench.web SOURCE [COUNT]`: the first line of output is the port. It ends when standard input
does, so it never outlives who started it. `GET http://bench.example/first` tells when the first
page was asked for, in seconds of the machine's monotonic clock; 0 if none was yet.
"""

import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from bench.listings import listing_routes, publishers_of
from bench.local_site import local_pages
from bench.pages import PROJECT, SHARED, SavedPage, has_shared_pages, shared_pages, spread

Source = Literal["shared", "local"]

CONTROL_HOST = "bench.example"
DEFAULT_PAGES = 320


class Answer(NamedTuple):
    """`encoding` is the Content-Encoding that `body` has already."""

    body: bytes
    content_type: str
    encoding: str | None = None


def default_source() -> Source:
    """The real pages where they lie beside the project."""
    return "shared" if has_shared_pages() else "local"


def load_pages(source: Source, count: int | None, folder: Path = SHARED) -> tuple[SavedPage, ...]:
    """The same pages for the same arguments; `count` None means every real page, or 320 of our own."""
    if source == "local":
        return local_pages(count or DEFAULT_PAGES)
    return spread(shared_pages(folder), count)


@contextmanager
def web_of_pages(source: Source, count: int | None) -> Iterator[str]:
    """The web in a process of its own; gives the URL of its proxy."""
    command = [sys.executable, "-m", "bench.web", source, *([str(count)] if count else [])]
    web = subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert web.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(web.stdout.readline())}"
    finally:
        web.terminate()
        web.communicate()


def first_asked(proxy: str) -> float:
    """When the first page was asked for since the last call; seconds of the monotonic clock, 0 if none."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": proxy}))
    with opener.open(f"http://{CONTROL_HOST}/first", timeout=10) as answer:
        return float(answer.read())


class PageServer(ThreadingHTTPServer):
    """Knows every page, the listings that name them, and a robots.txt for every host that has none."""

    request_queue_size = 128

    def __init__(self, pages: Sequence[SavedPage]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._pages = {_place(page.url): Answer(page.gzipped, page.content_type, "gzip") for page in pages}
        self._listings = {
            (publisher.host, path): Answer(body, content_type)
            for publisher in publishers_of(pages)
            for path, content_type, body in listing_routes(publisher)
        }
        self._hosts = {host for host, _ in self._pages}
        self._first = 0.0

    def answer(self, host: str, target: str) -> Answer | None:
        """None where nothing is known under that name."""
        if (page := self._pages.get((host, target))) is not None:
            self._first = self._first or time.monotonic()
            return page
        if (host, target) == (CONTROL_HOST, "/first"):
            first, self._first = self._first, 0.0
            return Answer(str(first).encode(), "text/plain")
        if target == "/robots.txt" and host in self._hosts:
            return Answer(b"User-agent: *\nDisallow:\n", "text/plain")
        return self._listings.get((host, target))


class _Handler(BaseHTTPRequestHandler):
    server: PageServer
    protocol_version = "HTTP/1.1"
    timeout = 30
    wbufsize = -1

    def do_GET(self) -> None:
        answer = self.server.answer(*_place(self.path))
        body = answer.body if answer else b"no such page\n"
        self.send_response(200 if answer else 404)
        self.send_header("Content-Type", answer.content_type if answer else "text/plain")
        self.send_header("Content-Length", str(len(body)))
        if answer and answer.encoding:
            self.send_header("Content-Encoding", answer.encoding)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True  # the crawl went away

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the crawl has its own record."""


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.netloc.lower(), (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def main() -> None:
    """Serve until standard input ends."""
    source: Source = "shared" if sys.argv[1] == "shared" else "local"
    server = PageServer(load_pages(source, int(sys.argv[2]) if len(sys.argv) > 2 else None))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    print(server.server_address[1], flush=True)
    while os.read(sys.stdin.fileno(), 4096):
        pass


if __name__ == "__main__":
    main()
