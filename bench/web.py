"""Serves saved pages on loopback as a proxy, each under the name of its own host.

`python -m bench.web SOURCE [COUNT …]`, as `Choice.arguments` writes it: the first line of output is the port.
It ends when standard input does, so it never outlives who started it. Of `http://bench.example`, `/first`
tells when the first page was asked for, in seconds of the machine's monotonic clock, 0 if none was yet;
`/begun` the same of anything; `/pages` how many pages were; `/asked` what was asked for since the last time
it was asked itself.
"""

import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import urlsplit

from bench.choice import DEFAULT_PAGES, Choice, Source, default_source, load_pages, of_arguments
from bench.listings import listing_routes, publishers_of
from bench.pages import PROJECT, SavedPage

__all__ = ["DEFAULT_PAGES", "Source", "default_source", "load_pages", "web_of_choice", "web_of_pages"]

CONTROL_HOST = "bench.example"
_ROBOTS = b"User-agent: *\nDisallow:\n"


class Asked(NamedTuple):
    """What a run asked for: `pages` by URL, each as often as it was, and so many `others`.

    `sent` are the bytes of all bodies.
    """

    pages: tuple[str, ...]
    others: int
    sent: int


class Answer(NamedTuple):
    """`encoding` is the Content-Encoding that `body` has already."""

    body: bytes
    content_type: str
    encoding: str | None = None


@contextmanager
def web_of_pages(source: Source, count: int | None) -> Iterator[str]:
    """The web of so many pages, without copies; gives the URL of its proxy."""
    with web_of_choice(Choice(source, count)) as proxy:
        yield proxy


@contextmanager
def web_of_choice(choice: Choice) -> Iterator[str]:
    """The web in a process of its own; gives the URL of its proxy."""
    command = [sys.executable, "-m", "bench.web", *choice.arguments()]
    web = subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert web.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(web.stdout.readline())}"
    finally:
        web.terminate()
        web.communicate()


def first_asked(proxy: str) -> float:
    """When the first page was asked for since the last call; seconds of the monotonic clock, 0 if none."""
    return float(_told(proxy, "/first"))


def begun(proxy: str) -> float:
    """When anything was asked for, as `first_asked` tells of pages."""
    return float(_told(proxy, "/begun"))


def pages_asked(proxy: str) -> int:
    """Requests for pages since the last call of `asked`; this one forgets nothing."""
    return int(_told(proxy, "/pages"))


def asked(proxy: str) -> Asked:
    """Everything since the last call."""
    pages, others, sent = json.loads(_told(proxy, "/asked"))
    return Asked(tuple(pages), others, sent)


def _told(proxy: str, path: str) -> bytes:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": proxy}))
    with opener.open(f"http://{CONTROL_HOST}{path}", timeout=10) as answer:
        told: bytes = answer.read()
        return told


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
        self._homes = {publisher.host for publisher in publishers_of(pages)}
        self._lock = threading.Lock()
        self._asked = Asked((), 0, 0)
        self._first = self._begun = 0.0

    def answer(self, host: str, target: str) -> Answer | None:
        """None where nothing is known under that name."""
        if host == CONTROL_HOST:
            return Answer(self._of_control(target), "text/plain")
        page = self._pages.get((host, target))
        answer = page or self._beside_pages(host, target)
        with self._lock:
            self._begun = self._begun or time.monotonic()
            pages, others, sent = self._asked
            if page:
                self._first = self._first or time.monotonic()
                pages = (*pages, f"http://{host}{target}")
            self._asked = Asked(pages, others + (page is None), sent + len(answer.body if answer else b""))
        return answer

    def _beside_pages(self, host: str, target: str) -> Answer | None:
        if target == "/robots.txt" and host in self._hosts:
            return Answer(_ROBOTS, "text/plain")
        if target == "/" and host in self._homes:
            return Answer(b"<!doctype html><title>Home</title><p>Home.</p>", "text/html")
        return self._listings.get((host, target))

    def _of_control(self, target: str) -> bytes:
        with self._lock:
            told = {
                "/first": self._first,
                "/begun": self._begun,
                "/pages": len(self._asked.pages),
                "/asked": self._asked,
            }[target]
            if target == "/first":
                self._first = 0.0
            elif target == "/begun":
                self._begun = 0.0
            elif target == "/asked":
                self._asked = Asked((), 0, 0)
        return json.dumps(told).encode()


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
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    do_HEAD = do_GET

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
    server = PageServer(of_arguments(sys.argv[1:]).pages())
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    print(server.server_address[1], flush=True)
    while os.read(sys.stdin.fileno(), 4096):
        pass


if __name__ == "__main__":
    main()
