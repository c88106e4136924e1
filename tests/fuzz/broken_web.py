"""A web on loopback of broken and hostile pages; a proxy, like the demo web."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import urlsplit

from pipelines.document import Headers
from tests.serving import serving

TORN, HOSTILE = "torn.example", "hostile.example"


class Broken(NamedTuple):
    """`headers` beside Content-Length."""

    headers: Headers
    body: bytes


class BrokenWeb:
    """`pages` by URL; `asked` counts requests; `proxy` is where it is reached."""

    def __init__(self, pages: Mapping[str, Broken]) -> None:
        self.pages = pages
        self.asked: Counter[str] = Counter()
        self.proxy = ""


@contextmanager
def broken_web(pages: Mapping[str, Broken]) -> Iterator[BrokenWeb]:
    """Runs until the end of the block."""
    web = BrokenWeb(pages)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            url = f"http://{parts.netloc}{parts.path}"
            web.asked[url] += 1
            page = web.pages.get(url)
            self.send_response(404 if page is None else 200)
            headers, body = page or Broken((("Content-Type", "text/plain"),), b"")
            for name, value in (*headers, ("Content-Length", str(len(body)))):
                self.send_header(name, value.replace("\r", "").replace("\n", ""))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    web.proxy = f"http://127.0.0.1:{server.server_address[1]}"
    with serving(server):
        yield web


def publishers_toml(hosts: Sequence[str]) -> str:
    """In the form of seeds/publishers.toml, each host with one feed."""
    return "\n".join(
        f'[[publisher]]\nid = "{host.partition(".")[0]}"\nname = "{host}"\nhome = "http://{host}/"\n'
        f'language = "en"\nfeeds = [{{ url = "http://{host}/feed.xml", seen = "here" }}]\n'
        for host in hosts
    )


def listed(host: str, pages: Sequence[Broken]) -> dict[str, Broken]:
    """The pages of a host, and the feed that names them."""
    urls = [f"http://{host}/2020/05/17/story-number-{number}" for number in range(len(pages))]
    items = "".join(f"<item><title>Of {url[-12:]}</title><link>{url}</link></item>" for url in urls)
    feed = f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'.encode()
    return {
        f"http://{host}/feed.xml": Broken((("Content-Type", "application/rss+xml"),), feed),
        **dict(zip(urls, pages, strict=True)),
    }
