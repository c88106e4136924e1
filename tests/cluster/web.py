"""Eight little publishers on loopback, reached as a proxy, that can keep a crawl waiting in their midst."""

import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from tests.serving import serving

HOSTS = tuple(
    f"{name}.example" for name in ("aare", "birs", "dala", "emme", "inn", "limmat", "rhone", "sihl")
)
ARTICLES = 8
# Of the articles of a host, in the order of its feed; some before it are committed by then.
MIDST = 5
# A crawl that is killed while it waits here must not keep the server waiting.
_HELD_AT_MOST_S = 100.0

_WORDS = (
    *("bridge", "school", "ferry", "library", "orchard", "tunnel", "market", "harbour", "theatre", "mill"),
    *("station", "museum", "vineyard", "quarry", "dairy", "forge", "ropeway", "chapel", "inn", "sawmill"),
    *("weir", "barn", "stadium", "nursery", "clinic", "depot", "garden", "tower", "cellar", "workshop"),
)


class LittleWeb:
    """`asked` counts articles by host and path. `hold` a host before its crawl begins."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.proxy = ""
        self._reached: dict[str, threading.Event] = {}
        self._let_go: dict[str, threading.Event] = {}

    def hold(self, host: str) -> None:
        """Whoever asks for the article in its midst waits until `let_go`."""
        self._reached[host], self._let_go[host] = threading.Event(), threading.Event()

    def reached(self, host: str, within_s: float) -> bool:
        """Whether somebody waits, once that is so."""
        return self._reached[host].wait(within_s)

    def let_go(self, host: str) -> None:
        """Nobody waits at that host any more."""
        self._let_go[host].set()

    def answer(self, host: str, path: str) -> tuple[str, str] | None:
        """Content type and body; None where there is nothing."""
        if path == "/feed":
            return "application/rss+xml", _feed(host)
        if not path.startswith("/2020/"):
            return None
        self.asked[f"{host}{path}"] += 1
        number = int(path.rpartition("-")[2])
        if number == MIDST and host in self._reached:
            self._reached[host].set()
            self._let_go[host].wait(_HELD_AT_MOST_S)
        return "text/html; charset=utf-8", _article(host, number)


@contextmanager
def little_web() -> Iterator[LittleWeb]:
    """Runs until the end of the block."""
    web = LittleWeb()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            answer = web.answer(parts.hostname or "", parts.path)
            kind, body = answer or ("text/plain", "nothing here")
            self.send_response(200 if answer else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

        def finish(self) -> None:
            with suppress(OSError):  # Who asked was killed.
                super().finish()

        def handle(self) -> None:
            with suppress(OSError):
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    web.proxy = f"http://127.0.0.1:{server.server_address[1]}"
    with serving(server):
        yield web


def configured(folder: Path, root: Path) -> Path:
    """A configuration file, with publishers beside it, that keeps every page of the web and commits often."""
    entries = (
        f'[[publisher]]\nid = "{host.partition(".")[0]}"\nname = "{host}"\nhome = "http://{host}/"\n'
        f'language = "en"\nfeeds = [{{ url = "http://{host}/feed", seen = "invented" }}]\n'
        for host in HOSTS
    )
    (folder / "publishers.toml").write_text("\n".join(entries), encoding="utf-8")
    file = folder / "pipelines.toml"
    file.write_text(
        "[archive]\ncommit_every_documents = 2\ncommit_every_s = 0.5\n"
        "[workers]\npage_deadline_s = 60\n[relevance]\nthreshold = 0\n"
        f'[seeds]\nfolder = "{root}/seeds"\ngazetteer = "{root}/seeds/entities.toml"\n'
        'publishers = "publishers.toml"\n[crawl]\ncontact = "crawl@aare.example"\n',
        encoding="utf-8",
    )
    return file


def _feed(host: str) -> str:
    items = "".join(
        f"<item><title>{_title(host, number)}</title><link>http://{host}/2020/story-{number}</link>"
        f"<pubDate>{30 - number:02d} Nov 2020 08:00:00 GMT</pubDate></item>"
        for number in range(ARTICLES)
    )
    return f'<rss version="2.0"><channel><title>{host}</title>{items}</channel></rss>'


def _title(host: str, number: int) -> str:
    return f"What became of the {_WORDS[number]} by the {host.partition('.')[0].title()}"


def _article(host: str, number: int) -> str:
    """No two texts alike; the same for whoever asks."""
    chance = random.Random(f"{host} {number}")
    lines = [
        f"In {chance.randrange(1800, 2000)} the {chance.choice(_WORDS)} near the {chance.choice(_WORDS)} "
        f"cost {chance.randrange(100, 90000)} francs, and {chance.randrange(2, 90)} people of the "
        f"{chance.choice(_WORDS)} came to the {chance.choice(_WORDS)} to see it opened."
        for _ in range(8)
    ]
    text = "".join(f"<p>{' '.join(pair)}</p>" for pair in zip(lines[::2], lines[1::2], strict=True))
    title = _title(host, number)
    return (
        f"<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}"
        "</article></body></html>"
    )
