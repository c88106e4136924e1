"""A publisher with thousands of short articles, one in ten of them related, behind a proxy on loopback."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from bench.focus import listings
from bench.focus.grammar import Grammar
from tests.serving import serving

HOST = "kestrel-post.example"
PUBLISHER = f"""
[[publisher]]
id = "kestrel-post"
name = "The Kestrel Post"
home = "http://{HOST}/"
language = "en"
sitemaps = [{{ url = "http://{HOST}/sitemap.xml", seen = "tests/life" }}]
"""
_RELATED_EVERY = 10
_SENTENCES = (6, 14)
# As much as pages carry for their scripts: whoever keeps bodies is found out.
_SCRIPT = f"<script>var state = [{'0, ' * 13_000}0]</script>"


class ManyPages:
    """`served` counts the pages that were answered."""

    def __init__(self, count: int) -> None:
        self.proxy = ""
        self.served = 0
        self._sitemap = listings.sitemap((f"http://{HOST}/news/{number}", None) for number in range(count))

    def answer(self, path: str) -> tuple[int, bytes]:
        """Status and body."""
        if path == "/sitemap.xml":
            return 200, self._sitemap
        if not path.startswith("/news/"):
            return 404, b""
        self.served += 1
        return 200, _page(int(path.rpartition("/")[2]))


def _page(number: int) -> bytes:
    chance = random.Random(number)
    grammar, sentences = Grammar("en"), chance.randint(*_SENTENCES)
    if number % _RELATED_EVERY == 0:
        told = grammar.related(sentences, chance, nameless=False)
    else:
        told = grammar.other("sport", sentences, chance)
    text = "".join(f"<p>{paragraph}</p>" for paragraph in told.paragraphs)
    title = f"{told.headline}, {number}"
    article = f"<article><h1>{title}</h1>{text}</article>"
    return f"<html lang=en><head><title>{title}</title>{_SCRIPT}</head><body>{article}</body></html>".encode()


@contextmanager
def many_pages(count: int) -> Iterator[ManyPages]:
    """Runs until the end of the block."""
    web = ManyPages(count)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            status, body = web.answer(urlsplit(self.path).path)
            self.send_response(status)
            self.send_header("Content-Type", "application/xml" if self.path.endswith("xml") else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    web.proxy = f"http://127.0.0.1:{server.server_address[1]}"
    with serving(server):
        yield web
