"""A publisher behind a proxy that wants a password; its server sets cookies and echoes what it is sent."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, urlsplit

from tests.secrets.planted import COOKIE, PASSWORD
from tests.serving import serving

HOST = "cookies.example"
USER = "reader"
STORIES = ("first", "second")

_FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
_ITEM = (
    "<item><title>The {name} story</title><link>http://" + HOST + "/moved/{name}</link>"
    "<pubDate>Fri, 20 Nov 2020 08:00:00 GMT</pubDate></item>"
)


class CookieSite:
    """`proxy` has the password in it; `refused` counts requests without it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.proxy = f"http://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}"
        self.refused = 0
        self.echoed: list[str] = []


@contextmanager
def cookie_site() -> Iterator[CookieSite]:
    """Serves until the end of the block."""
    wanted = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.headers.get("Proxy-Authorization") != wanted:
                site.refused += 1
                self._answer(407, b"", "text/plain", {})
                return
            echo = f"{self.headers.get('Cookie', '')}{self.headers.get('Authorization', '')}"
            site.echoed.append(echo)
            path = urlsplit(self.path).path
            if path.startswith("/moved/"):
                where = f"http://someone:{quote(PASSWORD, safe='')}@{HOST}/story/{path[7:]}"
                if path.endswith("second"):
                    where = f"http://{HOST}/story/second"
                self._answer(302, b"", "text/html", {"Location": where})
            else:
                self._answer(*_content(path, echo), {})

        def _answer(self, status: int, body: bytes, kind: str, more: dict[str, str]) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Set-Cookie", f"sid={COOKIE}; Path=/; HttpOnly")
            self.send_header("set-cookie", COOKIE)
            for name, value in more.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = CookieSite(server.server_address[1])
    with serving(server):
        yield site


def _content(path: str, echo: str) -> tuple[int, bytes, str]:
    match path.split("/"):
        case ["", "feed.xml"]:
            items = "".join(_ITEM.format(name=name) for name in STORIES)
            return 200, _FEED.format(items=items).encode(), "application/rss+xml"
        case ["", "story", name]:
            return 200, _page(name, echo).encode(), "text/html; charset=utf-8"
    return 404, b"not here", "text/plain"


def _page(name: str, echo: str) -> str:
    words = " ".join(f"{name}{number}" for number in range(40))
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>The {name} story</title></head><body><article>'
        f"<h1>The {name} story</h1><p>ByteDance, the owner of TikTok, told readers of the {name} story that "
        f"{words}. It was said twice, and Facebook heard it. {echo}</p></article></body></html>"
    )
