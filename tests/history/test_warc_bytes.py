"""Files read over http, from a server that breaks off, is busy, or does not know of ranges."""

import gzip
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from crawler.history import warc_bytes
from crawler.history.wanted import Wanted
from crawler.history.warc_bytes import Missing, Unreachable, open_at
from crawler.history.warc_places import WarcFile, base_of, in_folder, listed, months_of
from crawler.history.warc_slice import Question, SliceReader
from crawler.publishers import Publisher
from crawler.window import Window
from pipelines.document import Capture
from pipelines.errors import ConfigurationError
from tests.history.warcs import RELATED, STORIES, story_record, write

DATA = bytes(range(256)) * 4000


class _Files(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    files: ClassVar[dict[str, bytes]] = {}
    # So many bytes of each answer are sent; the rest is not.
    breaks_off_after: ClassVar[int | None] = None
    busy: ClassVar[int] = 0
    knows_ranges: ClassVar[bool] = True
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        kind = type(self)
        kind.asked.append(self.headers.get("Range") or "")
        data = kind.files.get(self.path)
        if data is None:
            return self._answer(404, b"")
        if kind.busy:
            kind.busy -= 1
            return self._answer(503, b"")
        if not kind.knows_ranges:
            return self._answer(200, data)
        start, end = (int(part) for part in (self.headers["Range"]).removeprefix("bytes=").split("-"))
        part = data[start : end + 1]
        return self._answer(206 if part else 416, part)

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        sent = body if self.breaks_off_after is None else body[: self.breaks_off_after]
        self.wfile.write(sent)
        if len(sent) < len(body):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def serving(files: dict[str, bytes], **how: object) -> Iterator[tuple[str, type[_Files]]]:
    handler = type("Files", (_Files,), {"files": files, "asked": [], **how})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", handler
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        warc_bytes._web(None).clear()


@contextmanager
def _proxy(asked: list[tuple[str, str | None]]) -> Iterator[str]:
    """Its host and port; it answers whatever it is asked for, and notes that with the credentials."""

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers["Proxy-Authorization"]))
            self.send_response(206)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_by_the_proxy_that_the_crawl_has(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str | None]] = []
    with _proxy(asked) as proxy, serving({"/a": DATA}) as (base, files):
        monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
        for name, near in ((f"http://me:pass%20word@{proxy}", "127.0.0.1"), (proxy, "localhost,127.0.0.1")):
            monkeypatch.setenv("http_proxy", name)
            monkeypatch.setenv("no_proxy", near)
            with open_at("http://far.example/a", 0, "test") as stream:
                assert stream.read() == b"ok"
            with open_at(f"{base}/a", 0, "test") as stream:
                assert stream.read(5) == DATA[:5]
        assert len(files.asked) == 2
    secret = "Basic " + b64encode(b"me:pass word").decode()
    assert asked == [("http://far.example/a", secret), ("http://far.example/a", None)]
    warc_bytes._web.cache_clear()


def test_the_same_bytes_from_any_offset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_bytes, "RANGE_BYTES", 100_000)
    with serving({"/a": DATA}) as (base, _):
        for start in (0, 1, 99_999, 100_000, len(DATA) - 1, len(DATA)):
            with open_at(f"{base}/a", start, "test") as stream:
                assert stream.tell() == start
                assert stream.read(7) == DATA[start : start + 7]
                assert stream.read() == DATA[start + 7 :]
                assert stream.tell() == len(DATA)


def test_what_breaks_off_is_asked_for_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_bytes, "_PAUSE_S", 0.0)
    with serving({"/a": DATA}, breaks_off_after=150_000) as (base, handler):
        with open_at(f"{base}/a", 10, "test") as stream:
            assert stream.read() == DATA[10:]
        firsts = [int(asked.removeprefix("bytes=").split("-")[0]) for asked in handler.asked]
        assert firsts == sorted(set(firsts))


def test_a_busy_server_is_asked_once_more_and_a_missing_file_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_bytes, "_PAUSE_S", 0.0)
    with serving({"/a": DATA}, busy=1) as (base, handler):
        with open_at(f"{base}/a", 5, "test") as stream:
            assert stream.read(3) == DATA[5:8]
        with open_at(f"{base}/b", 0, "test") as stream, pytest.raises(Missing, match="404"):
            stream.read()
        assert len(handler.asked) == 3


def test_a_server_without_ranges_is_refused_where_it_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_bytes, "_PAUSE_S", 0.0)
    with serving({"/a": DATA}, knows_ranges=False) as (base, _):
        with open_at(f"{base}/a", 0, "test") as stream:
            assert stream.read(10) == DATA[:10]
        with open_at(f"{base}/a", 5, "test") as stream, pytest.raises(Unreachable, match="range"):
            stream.read(10)


def test_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_bytes, "_PAUSE_S", 0.0)
    with open_at("http://127.0.0.1:9/a", 0, "test") as stream, pytest.raises(Unreachable):
        stream.read(1)


def test_a_month_over_http_as_common_crawl_has_it(tmp_path: Path) -> None:
    name = "crawl-data/CC-NEWS/2020/03/CC-NEWS-20200301000000-00001.warc.gz"
    write(tmp_path / "a.warc.gz", [story_record(story) for story in STORIES])
    paths = gzip.compress(f"{name}\n../../etc/passwd\nhttp://elsewhere.example/a.warc.gz\n".encode())
    files = {
        f"/{name}": (tmp_path / "a.warc.gz").read_bytes(),
        "/crawl-data/CC-NEWS/2020/03/warc.paths.gz": paths,
    }
    with serving(files, breaks_off_after=20_000) as (base, _):
        (file,) = listed(base_of(base), "2020-03", "test")
        assert file == WarcFile(name, f"{base}/{name}", f"{base}/{name}")
        found = {capture.url for capture in _read(file)}
        with pytest.raises(Unreachable, match="404"):
            listed(base_of(base), "2020-04", "test")
    assert found >= RELATED


def _read(file: WarcFile) -> tuple[Capture, ...]:
    homes = sorted({story.host.home for story in STORIES})
    publishers = [Publisher(id=f"p{n}", name="P", home=home, language="en") for n, home in enumerate(homes)]
    question = Question(Wanted.of(publishers), Window(), "test")
    captures: list[Capture] = []
    start: int | None = 0
    while start is not None:  # On a slow machine a slice ends before the file does.
        part = SliceReader(file, question, lambda *_: True).read(start)
        assert (part.problem, part.trouble) == (None, None)
        captures += part.captures
        start = part.end
    return tuple(captures)


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        ("2019-09", "2019-11", ("2019-09", "2019-10", "2019-11", "2019-12")),
        ("2019-12-05", "2019-12-31", ("2019-12", "2020-01")),
        ("2015", "2016", ("2016-08", "2016-09", "2016-10", "2016-11", "2016-12", "2017-01")),
        ("2026-10", None, ("2026-10", "2026-11")),
        ("2026-11", "2026-12", ("2026-11",)),
    ],
)
def test_months(since: str, until: str | None, months: tuple[str, ...]) -> None:
    assert months_of(Window(since, until), datetime(2026, 11, 26, tzinfo=UTC)) == months


def test_of_a_folder_the_months_alone(tmp_path: Path) -> None:
    names = (
        "x/CC-NEWS-20200301000000-00001.warc.gz",
        "CC-NEWS-20190101000000-00001.warc.gz",
        "own.warc",
        "b.txt",
    )
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [file.name for file in in_folder(str(tmp_path), ("2020-03",))] == ["own.warc", names[0]]
    with pytest.raises(OSError):
        in_folder(str(tmp_path / "nowhere"), ())


@pytest.mark.parametrize("place", ["ftp://archive.example/", "https://", "s3://"])
def test_a_place_of_another_kind(place: str) -> None:
    with pytest.raises(ConfigurationError, match="write https://"):
        base_of(place)
