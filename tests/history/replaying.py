"""A web archive on loopback: WARC files made here, served by a real pywb."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.answering import wait_until_answers
from tests.weed import free_ports

REPLAY = Path(sys.prefix) / "replay" / "bin"
COLLECTION = "past"


class Captured(NamedTuple):
    """A capture in the archive; `moment` as `2020-03-15T08:00:00Z`."""

    url: str
    moment: str
    body: bytes
    status: int = 200
    type: str = "text/html; charset=utf-8"


def is_there() -> bool:
    """Whether pywb is installed, in an environment of its own."""
    return (REPLAY / "wayback").exists()


def write_warc(file: Path, captures: Iterable[Captured]) -> None:
    """One response record each."""
    with file.open("wb") as data:
        writer = WARCWriter(data, gzip=True, warc_version="WARC/1.1")
        for each in captures:
            headers = StatusAndHeaders(
                f"{each.status} OK",
                [("Content-Type", each.type), ("X-Own", "its own"), ("Content-Length", str(len(each.body)))],
                protocol="HTTP/1.1",
            )
            record = writer.create_warc_record(
                each.url,
                "response",
                payload=BytesIO(each.body),
                length=len(each.body),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": each.moment},
            )
            writer.write_record(record)


@contextmanager
def web_archive(folder: Path, captures: Iterable[Captured]) -> Iterator[str]:
    """The address of its collection; pywb runs until the end of the block, with all that it starts."""
    (folder / "warc").mkdir(parents=True)
    write_warc(folder / "warc" / "past.warc.gz", captures)
    index = subprocess.run(
        [REPLAY / "cdxj-indexer", "--sort", folder / "warc" / "past.warc.gz"], capture_output=True, check=True
    )
    (folder / "warc" / "index.cdxj").write_bytes(index.stdout)
    (folder / "config.yaml").write_text(
        f"collections:\n  {COLLECTION}:\n    index_paths: warc/\n    archive_paths: warc/\n", encoding="utf-8"
    )
    (port,) = free_ports(1)
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [REPLAY / "wayback", "--bind", "127.0.0.1", "--port", str(port)],
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_answers(server, port, folder / "server.log")
        yield f"http://127.0.0.1:{port}/{COLLECTION}"
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


@contextmanager
def pieces_of_files(folder: Path) -> Iterator[str]:
    """Serves the pieces of files that are asked for by Range, as Common Crawl does, and nothing else."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            piece = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
            file = folder / self.path.lstrip("/")
            if piece is None or not file.is_file():
                self.send_error(404)
                return
            body = file.read_bytes()[int(piece[1]) : int(piece[2]) + 1]
            self.send_response(206)
            self.send_header("Content-Type", "application/octet-stream")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
