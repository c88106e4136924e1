"""The web that is lived in: four hosts behind a proxy on loopback, as they are at one moment of a day."""

import hashlib
import os
import socket
import struct
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import urlsplit

from bench.focus.articles import Host
from bench.focus.pages import article_page, missing_page
from tests.life.front_pages import Front, article, fronts
from tests.life.stories import HOSTS, Place, Story, moment, places
from tests.life.weather import Trouble, Weather

# Longer than a crawl of these tests waits.
_HANG_S = 4.0
_SLOW_S = 0.08
_STATUS = {"500": 500, "503": 503, "429": 429, "429_long": 429, "502": 502, "robots_503": 503}
_RETRY_AFTER = {"429": "1", "429_long": "3600"}


class Asked(NamedTuple):
    """A request as it was answered; `status` 0 where no whole answer came. Made at `hour` of the day."""

    hour: float
    url: str
    status: int


class Answer(NamedTuple):
    """`cut`: only the first half of the body is sent. `hangs`: nothing is. `resets`: the line is cut."""

    status: int
    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    cut: bool = False
    hangs: bool = False
    resets: bool = False
    after_s: float = 0.0


class LivedWeb:
    """`hour` is set by whoever lets the day pass. `asked` has every request."""

    def __init__(self, stories: Sequence[Story], weather: Weather, hosts: Sequence[Host] = HOSTS) -> None:
        self.stories = stories
        self.weather = weather
        self.asked: list[Asked] = []
        self.proxy = ""
        self.over = threading.Event()
        self._hosts = {host.name: host for host in hosts}
        self._hour = 0.0
        self.hour = 0.0

    @property
    def hour(self) -> float:
        """Of the day."""
        return self._hour

    @hour.setter
    def hour(self, hour: float) -> None:
        there = sorted(places(self.stories, hour), key=lambda place: (place.since_h, place.url), reverse=True)
        self._pages = {(place.host.name, place.path): place for place in there}
        self._moved = {
            (story.host.name, story.path): story
            for story in self.stories
            if story.fate == "moved" and story.turns_h <= hour
        }
        self._fronts = {
            (name, front.path): front
            for name, host in self._hosts.items()
            for front in fronts(host, [p for p in there if p.host == host and p.is_listed(hour)])
        }
        self._hour = hour

    def listed(self) -> set[Place]:
        """All places that a listing names now."""
        return {place for front in self._fronts.values() for place in front.names}

    def is_well(self, host: str) -> bool:
        """Whether it is in no trouble, or in none that costs a page."""
        trouble = self.weather.of(host, self._hour)
        return trouble is None or trouble.kind == "slow"

    def answer(self, host: str, path: str, conditions: Mapping[str, str]) -> Answer:
        """What to answer, which is on record afterwards."""
        trouble = self.weather.of(host, self._hour)
        answer = self._found(host, path, conditions)
        if trouble is not None and self._meets(trouble, host, path):
            answer = _troubled(answer, trouble)
        whole = not (answer.cut or answer.hangs or answer.resets)
        self.asked.append(Asked(self._hour, f"http://{host}{path}", answer.status if whole else 0))
        return answer

    def _meets(self, trouble: Trouble, host: str, path: str) -> bool:
        if trouble.kind.startswith("robots_"):
            return path == "/robots.txt"
        return not trouble.only_pages or (path != "/robots.txt" and (host, path) not in self._fronts)

    def _found(self, host: str, path: str, conditions: Mapping[str, str]) -> Answer:
        if host not in self._hosts:
            return Answer(502)
        if path == "/robots.txt":
            sitemap = (
                f"Sitemap: http://{host}/sitemap.xml\n" if (host, "/sitemap.xml") in self._fronts else ""
            )
            return Answer(200, f"User-agent: *\nDisallow: /private/\n{sitemap}".encode(), "text/plain")
        if (front := self._fronts.get((host, path))) is not None:
            return _listing(front, conditions)
        if (story := self._moved.get((host, path))) is not None:
            return Answer(301, headers=(("Location", f"http://{host}{story.moves_to}"),))
        if (place := self._pages.get((host, path))) is not None:
            return self._page(place)
        return Answer(404, missing_page(self._hosts[host]))

    def _page(self, place: Place) -> Answer:
        story = place.story
        if not story.is_there(self._hour):
            return Answer(story.gone_status, missing_page(place.host))
        told = replace(article(place), paragraphs=story.paragraphs_at(self._hour))
        return Answer(200, article_page(told, (), {}))


def _listing(front: Front, conditions: Mapping[str, str]) -> Answer:
    """RFC 9110, section 13.2.2: If-None-Match, where it is given, decides."""
    headers: dict[str, str] = {}
    if front.validators == "etag":
        headers["ETag"] = f'"{hashlib.sha256(front.body).hexdigest()[:16]}"'
    elif front.validators == "dated":
        newest = max((place.changed_h for place in front.names), default=0.0)
        headers["Last-Modified"] = f"{moment(newest):%a, %d %b %Y %H:%M:%S} GMT"
    asked = conditions.get("If-None-Match"), conditions.get("If-Modified-Since")
    if headers and (headers.get("ETag"), headers.get("Last-Modified")) == asked:
        return Answer(304, headers=tuple(headers.items()))
    return Answer(200, front.body, front.kind, tuple(headers.items()))


def _troubled(answer: Answer, trouble: Trouble) -> Answer:
    match trouble.kind:
        case "hang" | "robots_hang":
            return Answer(0, hangs=True)
        case "reset":
            return Answer(0, resets=True)
        case "cut":
            return answer._replace(cut=True) if answer.body else Answer(0, resets=True)
        case "slow":
            return answer._replace(after_s=_SLOW_S)
        case kind:
            patience = _RETRY_AFTER.get(kind)
            headers = (("Retry-After", patience),) if patience else ()
            return Answer(_STATUS[kind], b"in trouble", "text/plain", headers)


@contextmanager
def lived_web(stories: Sequence[Story], weather: Weather) -> Iterator[LivedWeb]:
    """Runs until the end of the block, at hour 0 at first."""
    web = LivedWeb(stories, weather)

    class Handler(_Handler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            answer = web.answer(parts.hostname or "", parts.path or "/", dict(self.headers.items()))
            self.send(answer, web.over)

    server = _Quiet(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="lived web")
    thread.start()
    web.proxy = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield web
    finally:
        web.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Quiet(ThreadingHTTPServer):
    """Crawls that are killed in the middle of an answer are what these tests are about."""

    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        pass


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def send(self, answer: Answer, over: threading.Event) -> None:
        """What it says, as it says."""
        time.sleep(answer.after_s)
        if answer.hangs:
            over.wait(_HANG_S)
        if answer.hangs or answer.resets:
            self._reset()
            return
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body[: len(answer.body) // 2] if answer.cut else answer.body)
        self.wfile.flush()
        if answer.cut:
            self._reset()

    def log_message(self, format: str, *args: object) -> None:
        """`asked` has it."""

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())
