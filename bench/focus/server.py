"""`python -m bench.focus.server SIZE HOST…`: the proving web on loopback, as a proxy.

The first line of output is the port; it ends when standard input does. `http://bench.example/log` has every
request since the last look, as JSON; `/grow` puts the new articles in.
"""

import hashlib
import itertools
import json
import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import urlsplit

from bench.focus import traps
from bench.focus.articles import HOSTS, Article, Host, articles
from bench.focus.hosts import Route, listing_routes
from bench.focus.pages import article_page, calendar_page, missing_page, section_page

CONTROL_HOST = "bench.example"

Key = tuple[str, str]
_MODIFIED = "Mon, 01 Mar 2021 00:00:00 GMT"
_MODIFIED_LATER = "Mon, 05 Apr 2021 00:00:00 GMT"


class Asked(NamedTuple):
    """One request as it was answered; `sent` is the size of the body, `at` is monotonic, in seconds."""

    url: str
    status: int
    sent: int
    at: float


class _Answer(NamedTuple):
    status: int
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


class ProvingWeb(ThreadingHTTPServer):
    """`grown` from the moment on at which the new articles are put in."""

    request_queue_size = 128

    def __init__(self, size: int, hosts: Sequence[Host]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._hosts = {host.name: host for host in hosts}
        told = articles(size, hosts)
        self._pages = _article_pages(told)
        self._listings = _listings([article for article in told if not article.new])
        self._grown = {**self._listings, **_listings(told)}
        self._modified = {key: _MODIFIED_LATER if self._listings.get(key) != route else _MODIFIED
                          for key, route in self._grown.items()}  # fmt: skip
        self._is_grown = False
        self._log: list[Asked] = []
        self._count = itertools.count()

    def answer(self, host: str, target: str, conditions: Mapping[str, str]) -> _Answer:
        """What to answer, which is on record afterwards."""
        if host == CONTROL_HOST:
            return self._control(target)
        answer = self._found(host, target, conditions)
        self._log.append(Asked(f"http://{host}{target}", answer.status, len(answer.body), time.monotonic()))
        return answer

    def _control(self, target: str) -> _Answer:
        if target == "/grow":
            self._is_grown = True
        log, self._log = (self._log, []) if target == "/log" else ([], self._log)
        return _Answer(200, json.dumps(log).encode(), "application/json")

    def _found(self, host: str, target: str, conditions: Mapping[str, str]) -> _Answer:
        if host not in self._hosts:
            return _Answer(502, b"no such host in the proving web\n", "text/plain")
        key = host, target
        routes = self._grown if self._is_grown else self._listings
        if (route := routes.get(key)) is not None:
            return self._listing(key, route, conditions)
        bare = urlsplit(traps.without_session(f"http://{host}{target}"))
        if (page := self._pages.get((host, bare.path if not bare.query else target))) is not None:
            return _Answer(200, page)
        return self._trap(self._hosts[host], target)

    def _listing(self, key: Key, route: Route, conditions: Mapping[str, str]) -> _Answer:
        body = route.make() if route.make else route.body
        modified = self._modified[key] if self._is_grown else _MODIFIED
        headers = {
            "honest": {"ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"', "Last-Modified": modified},
            "stale": {"ETag": '"edge-1"'},
            "restless": {"ETag": f'"{next(self._count)}"'},
            "dated": {"Last-Modified": modified},
            "none": {},
        }[route.validators]
        if _still_holds(headers, conditions):
            return _Answer(304, headers=tuple(headers.items()))
        return _Answer(200, body, route.content_type, tuple(headers.items()))

    def _trap(self, host: Host, target: str) -> _Answer:
        path = target.partition("?")[0]
        if path.startswith("/calendar/"):
            return _Answer(200, calendar_page(host, path, traps.CALENDAR_MONTHS[:3]))
        if path == "/stories/all":
            return _Answer(200, section_page(host, "All stories", [*traps.facet_links("platforms")]))
        if traps.truth_of(f"http://{host.name}{path}", {}) == "trap":
            return _Answer(200, missing_page(host))
        return _Answer(404, missing_page(host))


def _article_pages(told: Sequence[Article]) -> dict[Key, bytes]:
    """New ones are there from the beginning; nothing leads to them."""
    names = {article.url: article for article in told}
    mates: dict[str, list[Article]] = defaultdict(list)
    for article in told:
        if article.listed and not article.new:
            mates[article.host.name].append(article)
    return {(a.host.name, a.path): article_page(a, mates[a.host.name], names) for a in told}


def _listings(told: Sequence[Article]) -> dict[Key, Route]:
    of_host: dict[str, list[Article]] = defaultdict(list)
    for article in told:
        if article.listed:
            of_host[article.host.name].append(article)
    return {
        (name, path): route
        for name, articles_of in of_host.items()
        for path, route in listing_routes(articles_of[0].host, articles_of)
    }


def _still_holds(headers: Mapping[str, str], conditions: Mapping[str, str]) -> bool:
    """RFC 9110, section 13.2.2: If-None-Match, where it is given, decides."""
    if asked := conditions.get("If-None-Match"):
        return headers.get("ETag") in [tag.strip().removeprefix("W/") for tag in asked.split(",")]
    since = conditions.get("If-Modified-Since")
    return since is not None and since == headers.get("Last-Modified")


class _Handler(BaseHTTPRequestHandler):
    server: ProvingWeb
    protocol_version = "HTTP/1.1"
    timeout = 30
    wbufsize = -1

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        answer = self.server.answer((parts.hostname or "").lower(), target, dict(self.headers.items()))
        self.send_response(answer.status)
        if answer.status != 304:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)
        self.wfile.flush()

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True  # the crawl went away

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: `/log` has it."""


def main() -> None:
    """Serve until standard input ends."""
    wanted = sys.argv[2:]
    server = ProvingWeb(int(sys.argv[1]), [host for host in HOSTS if not wanted or host.id in wanted])
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    print(server.server_address[1], flush=True)
    while os.read(sys.stdin.fileno(), 4096):
        pass


if __name__ == "__main__":
    main()
