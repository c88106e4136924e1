"""Over TLS a connection ends when both sides say so: a server that does not is hung up on all the same."""

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines.archive import Archive, RunRecord
from tests.addresses.certificates import certificate
from tests.bombs.bounded_crawl import configuration
from tests.bombs.raw_web import good_page
from tests.crawl.crawling import crawl, last_record
from tests.serving import serving

# What the sockets of both sides and TLS hold beside the 500 KiB.
_MOST_SENT = 20_000_000
# The crawl takes a few seconds; whoever is listened to sends for longer.
_SENDS_FOR_S = 40.0


class Endless(NamedTuple):
    """What the server sent of a robots.txt without end, for how long, and what came of the crawl."""

    sent: int
    took_s: float
    record: RunRecord
    archive: Archive
    base: str


class _Sent:
    """By the server's thread."""

    bytes = 0
    took_s = 0.0


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Endless:
    folder, sent = tmp_path_factory.mktemp("tls"), _Sent()
    with _server(certificate(folder, "127.0.0.1", None), sent) as port:
        base = f"https://127.0.0.1:{port}"
        arguments = [f"url={base}/{path}" for path in ("news/good", "shut/it", "news/down")]
        settings = [
            "DOWNLOAD_VERIFY_CERTIFICATES=False",
            "ALLOWED_NETWORKS=127.0.0.0/8",
            f"ALLOWED_PORTS={port}",
        ]
        crawled = crawl(
            "",
            folder / "archive",
            *(part for argument in arguments for part in ("-a", argument)),
            *(part for setting in settings for part in ("-s", setting)),
            spider="page",
            extra=configuration(folder) | {"https_proxy": "", "HTTPS_PROXY": ""},
        )
    assert "Traceback" not in crawled.output
    archive = str(folder / "archive")
    return Endless(sent.bytes, sent.took_s, last_record(archive), Archive.open(archive), base)


@contextmanager
def _server(file: Path, sent: _Sent) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/robots.txt":
                self._rules()
            elif self.path == "/news/down":
                self._answer(
                    b"", ("Location", f"http://127.0.0.1:{server.server_port}/news/good"), status=302
                )
            elif self.path.startswith("/news/"):
                self._answer(good_page("https://tls.example/news/good"))
            else:
                self._answer(b"", status=404)

        def _answer(self, body: bytes, *headers: tuple[str, str], status: int = 200) -> None:
            self.send_response(status)
            for name, value in (*headers, ("Content-Type", "text/html"), ("Content-Length", str(len(body)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def _rules(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.end_headers()
            began = time.monotonic()
            piece = b"User-agent: *\nDisallow: /shut/\n"
            try:
                while time.monotonic() - began < _SENDS_FOR_S:
                    self.wfile.write(piece)
                    sent.bytes += len(piece)
                    piece = b"# and so on\n" * 5000
            except OSError:
                self.close_connection = True
            sent.took_s = time.monotonic() - began

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with serving(server):
        yield server.server_port


def test_a_robots_txt_without_end_is_read_as_far_as_wanted_and_hung_up_on(endless: Endless) -> None:
    assert 500_000 < endless.sent < _MOST_SENT
    assert 0 < endless.took_s < _SENDS_FOR_S / 2


def test_its_beginning_is_obeyed(endless: Endless) -> None:
    assert [row.url for row in endless.archive.rows() if row.url] == [f"{endless.base}/news/good"]
    assert endless.record.skipped_by_reason == {"robots": 1}


def test_no_redirect_leads_from_https_to_http(endless: Endless) -> None:
    assert endless.record.failed_by_cause == {"redirects": 1}
    (failure,) = endless.archive.failures()
    assert "from https to http" in failure.detail
