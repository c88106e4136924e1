"""A web on loopback that answers with whatever bytes a test wants, and not only with HTTP; a proxy."""

import random
import socket
import socketserver
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_PEOPLE = (
    "council",
    "ferrymen",
    "mayor",
    "fishwives",
    "pilots",
    "school",
    "brewers",
    "guild",
    "painters",
    "nuns",
)
_DONE = ("painted", "sold", "mended", "counted", "hidden", "praised", "moved", "lit", "lost", "drawn")
_THINGS = ("crane", "lamp", "wall", "bench", "bell", "quay", "bridge", "mill", "tower", "boat", "net", "gate")
_TIMES = ("in spring", "at night", "for a song", "by mistake", "before noon", "on a bet", "again", "too late")

Answer = Callable[[socket.socket], None]
"""Writes an answer; the connection is closed when it returns."""


class RawWeb:
    """`asked` counts requests by URL; `proxy` is where it is reached; `on_asked` hears of each before it is
    answered. What has no route is a good page, and robots.txt is missing."""

    def __init__(
        self, routes: Mapping[str, Answer], on_asked: Callable[[str], None] = lambda url: None
    ) -> None:
        self._routes = routes
        self._on_asked = on_asked
        self.asked: Counter[str] = Counter()
        self.proxy = ""

    def answer(self, url: str, connection: socket.socket) -> None:
        """Until the other side has had enough, where the answer has no end."""
        self.asked[url] += 1
        self._on_asked(url)
        route = self._routes.get(url) or self._routes.get(url.partition("?")[0])
        if route is None:
            missing = url.endswith("/robots.txt")
            route = whole(b"", status="404 Not Found") if missing else whole(good_page(url))
        route(connection)


@contextmanager
def raw_web(
    routes: Mapping[str, Answer], on_asked: Callable[[str], None] = lambda url: None
) -> Iterator[RawWeb]:
    """Runs until the end of the block."""
    web = RawWeb(routes, on_asked)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                if url := _url_of(self.request):
                    web.answer(url, self.request)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        web.proxy = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield web
        finally:
            server.shutdown()
            thread.join()


def whole(body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/html") -> Answer:
    """As HTTP wants it."""
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
    return lambda connection: connection.sendall(head_of(*head) + body)


def head_of(*lines: str) -> bytes:
    """The lines and the empty one behind them; the connection is to be closed."""
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")


def good_page(url: str) -> bytes:
    """An article of an invented town, another one for each URL: no two are copies."""
    dice = random.Random(url)
    title = f"What {urlsplit(url).netloc.partition('.')[0]} says of the {dice.choice(_THINGS)}"
    text = "".join(f"<p>{' '.join(_sentence(dice) for _ in range(3))}</p>" for _ in range(4))
    return f"<html lang=en><title>{title}</title><article><h1>{title}</h1>{text}</article></html>".encode()


def _sentence(dice: random.Random) -> str:
    whose, who, what, thing, when = (
        dice.choice(words) for words in (_PEOPLE, _PEOPLE, _DONE, _THINGS, _TIMES)
    )
    return f"The {whose} said that the {who} had {what} the {thing} {when}, in year {dice.randint(1, 9999)}."


def _url_of(connection: socket.socket) -> str | None:
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(65536)
        if not piece:
            return None
        head += piece
    return head.split(b" ", 2)[1].decode("latin-1")
