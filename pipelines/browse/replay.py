"""Captures as pages again, by pywb where it is installed: in a process of its own, on a port of its own.

What a captured page has a browser run, it runs there, where another origin keeps it from reading ours.
"""

import json
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# pywb's program.
_PROGRAM = "wayback"
_COLLECTION = "corpus"
_PATIENCE_S = 10.0

# Makes the address of a capture, of its moment (14 digits) and URL.
Replay = Callable[[str, str], str]


@contextmanager
def replaying(archive_url: str) -> Iterator[Replay | None]:
    """For as long as the block runs. None without pywb, and for an archive that is in no folder."""
    program = shutil.which(_PROGRAM)
    warc = Path(archive_url).absolute() / "warc"
    if program is None or "://" in archive_url or not warc.is_dir():
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="corpus-browse-") as folder:
        # JSON is YAML, and quotes whatever a folder may be called.
        where = {"index_paths": f"{warc}/", "archive_paths": f"{warc}/"}
        config = json.dumps({"collections": {_COLLECTION: where}})
        (Path(folder) / "config.yaml").write_text(config, encoding="utf-8")
        port = _free_port()
        server = subprocess.Popen(
            [program, "--bind", "127.0.0.1", "--port", str(port)],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield lambda moment, url: f"http://127.0.0.1:{port}/{_COLLECTION}/{moment}/{url}"
        finally:
            _end(server)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
