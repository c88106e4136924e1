"""A news site on loopback whose pages a test changes between crawls; a proxy, like the demo web."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.serving import serving


class Page(NamedTuple):
    """`body` is HTML unless `kind` says otherwise; `location` is where a redirect leads.

    Whoever names `etag` gets 304, whatever the body is by now.
    """

    body: str
    status: int = 200
    location: str | None = None
    etag: str | None = None
    kind: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


class ChangingSite:
    """Answers by `host/path` from `pages`, with 404 where there is none.

    `asked` has what was asked for, `unchanged` what was answered with 304, `sent` counts the bytes of bodies.
    """

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[str] = []
        self.unchanged: list[str] = []
        self.sent = 0
        self.proxy = ""


@contextmanager
def changing_site() -> Iterator[ChangingSite]:
    """Runs until the end of the block."""
    site = ChangingSite()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            name = f"{parts.hostname}{parts.path}"
            site.asked.append(name)
            page = site.pages.get(name, Page("<html><title>Nothing here</title>", 404))
            is_known = page.etag is not None and self.headers["If-None-Match"] == page.etag
            body = b"" if is_known else page.body.encode()
            site.unchanged += [name] * is_known
            site.sent += len(body)
            self.send_response(304 if is_known else page.status)
            if page.etag is not None:
                self.send_header("ETag", page.etag)
            self.send_header("Content-Type", page.kind)
            self.send_header("Content-Length", str(len(body)))
            for name_and_value in page.headers:
                self.send_header(*name_and_value)
            if page.location is not None:
                self.send_header("Location", page.location)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.proxy = f"http://127.0.0.1:{server.server_address[1]}"
    with serving(server):
        yield site


def article(headline: str, *paragraphs: str, footer: str = "") -> Page:
    """A page with an article."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return Page(
        f"<html lang=en><head><title>{headline}</title></head><body><article><h1>{headline}</h1>{text}"
        f"</article>{footer}</body></html>"
    )
