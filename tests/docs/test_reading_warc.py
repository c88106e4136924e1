"""The examples of docs/reading.md that read captures run, and a page comes back through pywb as it came."""

import gzip
import io
import json
import os
import re
import shutil
import signal
import subprocess
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from pipelines.archive import Archive
from tests.answering import wait_until_answers
from tests.archive import pages
from tests.docs.examples import REPLAY, TEXT, ExampleFailed, examples, run_python, run_shell
from tests.weed import free_ports


def test_one_record(folder: Path) -> None:
    code, _ = examples("## WARC", "python")
    told = run_python(code, folder)
    assert told.startswith("http://news.test/english 200\n")
    assert told.endswith(" bytes of HTML\n")


def test_all_records(folder: Path) -> None:
    _, code = examples("## WARC", "python")
    archive = Archive.open(str(folder / "archive"))
    rows = [row for row in archive.documents() if row.warc]
    expected = [f"{row.url} 200 {len(pages.document('', row.text).capture.body) - 1}" for row in rows]
    assert run_python(code, folder).splitlines() == expected


def test_checks(folder: Path) -> None:
    (code,) = examples("## WARC", "sh")
    lines = run_shell(code, folder).splitlines()
    told = [json.loads(line) for line in lines]
    assert [row["warc-target-uri"] for row in told if row["warc-type"] == "response"] == [
        "http://news.test/english",
        "http://news.test/chinese",
    ]


def test_checks_of_quarantine(folder: Path) -> None:
    """The captures of failed pages are WARC files like the others."""
    (code,) = examples("## WARC", "sh")
    (line,) = run_shell(code.replace("/warc/", "/quarantine/"), folder).splitlines()
    assert json.loads(line)["warc-target-uri"] == "http://news.test/broken"


def test_checks_see(folder: Path, tmp_path: Path) -> None:
    """Each of the two checkers finds a flipped byte in the page."""
    (code,) = examples("## WARC", "sh")
    check, _, every = code.splitlines()
    (original,) = (folder / "archive" / "warc").glob("*.warc.gz")
    copy = tmp_path / "archive" / "warc" / original.name
    copy.parent.mkdir(parents=True)
    copy.write_bytes(_with_another_byte(original.read_bytes(), b"english: ByteDance"))
    for command in (check, every):
        with pytest.raises(ExampleFailed):
            run_shell(command, tmp_path)


def test_replay(folder: Path, tmp_path: Path) -> None:
    if not (REPLAY / "wayback").exists():
        pytest.skip("needs pywb in an environment of its own: make test installs it")
    (settings,) = examples("## Replay", "yaml")
    (command,) = examples("## Replay", "sh")
    (tmp_path / "config.yaml").write_text(settings, encoding="utf-8")
    shutil.copytree(folder / "archive", tmp_path / "archive")
    (port,) = free_ports(1)
    with _serving(command.replace("8080", str(port)), port, tmp_path):
        _replays(folder, port)
        _split(tmp_path / "archive" / "warc")
        _replays(folder, port)


def _replays(folder: Path, port: int) -> None:
    """The pages come back as they were captured, and the removed one does not."""
    for name in ("english", "chinese"):
        assert _fetch(_replayed(name, port)) == (200, _captured(folder, name))
    assert _fetch(_replayed("regretted", port))[0] == 404


def _split(warc: Path) -> None:
    """As in a large archive: the line of the newest document in a file of its own."""
    newest, older = sorted((warc / "INDEX.cdxj").read_text(encoding="utf-8").splitlines(keepends=True))
    assert '"number": "5"' in newest
    (warc / "INDEX-000000005.cdxj").write_text(newest, encoding="utf-8")
    (warc / "INDEX.cdxj").write_text(older, encoding="utf-8")


def _replayed(name: str, port: int) -> str:
    """Where the page says that a capture is served as it came."""
    shown = re.search(r"`http://127.0.0.1:8080(/news/\d+)(/http://news.test/)english`", TEXT)
    assert shown is not None
    assert "with `id_` behind the moment, as it came" in TEXT
    return f"http://127.0.0.1:{port}{shown[1]}id_{shown[2]}{name}"


def _captured(folder: Path, name: str) -> bytes:
    """The body as the WARC file has it."""
    archive = Archive.open(str(folder / "archive"))
    row = archive.by_url(f"http://news.test/{name}")
    assert row is not None
    assert row.warc is not None
    data = (folder / "archive" / row.warc).read_bytes()[row.offset :]
    body: bytes = next(iter(ArchiveIterator(io.BytesIO(data)))).content_stream().read()
    assert body == pages.document(name, archive.text(row.number).rstrip("\n")).capture.body
    return body


@contextmanager
def _serving(command: str, port: int, folder: Path) -> Iterator[None]:
    """Runs a server until the end of the block, with all that it starts."""
    path = os.pathsep.join([str(REPLAY), os.environ["PATH"]])
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            ["sh", "-c", f"exec {command}"],
            cwd=folder,
            env={**os.environ, "PATH": path},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_answers(server, port, folder / "server.log")
        yield
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _fetch(url: str) -> tuple[int, bytes]:
    """Status and body, past any proxy of this machine."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, b""


def _with_another_byte(data: bytes, found: bytes) -> bytes:
    """The gzip members of `data`, with a byte changed in the first one that has `found` in it."""
    members = list(_members(data))
    at = next(place for place, member in enumerate(members) if found in member)
    members[at] = members[at].replace(found, b"E" + found[1:], 1)
    return b"".join(map(gzip.compress, members))


def _members(data: bytes) -> Iterator[bytes]:
    while data:
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        yield unpacker.decompress(data)
        data = unpacker.unused_data
