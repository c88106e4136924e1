"""Lines of the log and the live view, cells, heads of records: what strangers say stays text."""

import io
import json
import logging
import re
import sys
import threading
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from crawler.progress import live_view
from crawler.tally import Tally
from pipelines.archive.warc import quarantine_file
from pipelines.cells import cell
from pipelines.document import Capture
from pipelines.guarded_output import LONGEST_MESSAGE, guard_output
from pipelines.shown_text import escaped, escaped_json, one_line, plain
from tests.output.hostile_web import FORGED, TITLES
from tests.output.left import ACTS


@pytest.fixture
def guarded() -> Iterator[None]:
    """As a process of ours begins; afterwards as it was."""
    factory = logging.getLogRecordFactory()
    before = sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning
    guard_output(())
    yield
    logging.setLogRecordFactory(factory)
    sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning = before


@pytest.fixture
def log(guarded: None) -> Iterator[io.StringIO]:
    """What a handler writes that knows of nothing."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    logger = logging.getLogger("any.library")
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_a_record_is_a_line(log: io.StringIO, title: str) -> None:
    logger = logging.getLogger("any.library")
    logger.error(title)
    logger.error("GET %s from %r", title, {"Location": title.encode("utf-8", "replace")})
    logger.error("%(url)s", {"url": title})
    lines = log.getvalue().split("\n")
    assert [line[:7] for line in lines] == ["ERROR: "] * 3 + [""]
    assert ACTS.search(log.getvalue()) is None
    assert max(map(len, lines)) < 10 * LONGEST_MESSAGE


@pytest.mark.parametrize("title", [TITLES["line"], TITLES["nul"]], ids=["line", "nul"])
def test_lines_of_a_traceback_are_no_records(log: io.StringIO, title: str) -> None:
    try:
        raise ValueError(title)
    except ValueError:
        logging.getLogger("any.library").exception("it failed", stack_info=True)
    first, *rest = log.getvalue().rstrip("\n").split("\n")
    assert first == "ERROR: it failed"
    assert len(rest) > 3
    assert all(line.startswith("  | ") for line in rest)
    assert ACTS.search("".join(rest)) is None
    assert any("ValueError: " in line for line in rest)


def test_a_record_that_does_not_fit_its_arguments(log: io.StringIO) -> None:
    logging.getLogger("any.library").error("%d of %s", FORGED + "\n")
    assert log.getvalue().count("\n") == 1
    assert "forged" in log.getvalue()


def test_a_warning_is_a_line(guarded: None) -> None:
    written = io.StringIO()
    warnings.showwarning(UserWarning(TITLES["line"] + TITLES["colour"]), UserWarning, "a.py", 1, written)
    assert written.getvalue().count("\n") == 1
    assert ACTS.search(written.getvalue().rstrip("\n")) is None


def test_the_live_view_obeys_nobody(guarded: None) -> None:
    tally, written = Tally(), io.StringIO()
    for title in TITLES.values():
        tally.fetched(title[:100])
    with live_view(tally, Console(file=written, force_terminal=True, width=400, height=200)):
        for title in TITLES.values():
            logging.getLogger("any.library").warning("of %s", title[:1000])
    ours = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", written.getvalue())
    assert ACTS.search(ours) is None
    assert ours.count("[bold red]loud[/]") >= 2
    assert "\x1b[31;1m" not in written.getvalue()


@given(st.text())
def test_what_is_shown_never_acts(text: str) -> None:
    for shown in (plain(text).replace("\t", "").replace("\n", ""), one_line(text), escaped(text)):
        assert ACTS.search(shown) is None
    assert "\n" not in one_line(text) + escaped(text)


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_json_that_is_printed_means_the_same(title: str) -> None:
    line = json.dumps({"headline": title}, ensure_ascii=False)
    assert ACTS.search(escaped_json(line)) is None
    assert json.loads(escaped_json(line)) == {"headline": title}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "\t'=1"),
        ("\r=1", "\r'=1"),
        ('  "=1', "  \"'=1"),
        ("＝1", "'＝1"),
        ("﹣1", "'﹣1"),
        ("\u200b=1", "\u200b'=1"),
        ("a;=1", "a;'=1"),
        ("a\n\n =1", "a\n\n '=1"),
        ("a\n;;\t@x ;-y", "a\n;;\t'@x ;'-y"),
        ("a = b", "a = b"),
        ("a, -b", "a, -b"),
        ("TikTok - what now?", "TikTok - what now?"),
        ("-", "-"),
        ("", ""),
    ],
)
def test_a_cell_begins_no_formula(text: str, shown: str) -> None:
    assert cell(text) == shown


def test_a_long_cell_costs_little() -> None:
    """It takes seconds where it is quadratic, and minutes at this length."""
    assert len(cell("\n" * 3_000_000 + "=" + " ;" * 1_000_000)) == 5_000_002


HOSTILE_HEADERS = (
    ("X-A\r\nWARC-Type", "warcinfo"),
    ("X-B", "a\r\nContent-Length: 1\r\n\r\nHTTP/1.1 200 OK\r\nX: y"),
    ("X-C: z\nX-D", "a\x85b\u2028c\x00"),
    ("Transfer-Encoding", "chunked"),
    ("transfer-encoding\t", "chunked"),
    ("Content-Length", "3"),
    ("content-length ", "3"),
    ("Content-Encoding", "gzip"),
    ("", "nameless"),
    ("\x1b[31m", "\x1b[31m"),
    (" folded", " value"),
)


@pytest.mark.parametrize(
    "url", ["http://a.example/\r\nWARC-Type: warcinfo\r\n\r\n", "http://a.example/\x00\u202e \ud800"]
)
@pytest.mark.parametrize("body", [b"", b"\r\n\r\nWARC/1.1\r\nWARC-Type: resource\r\n\r\n", b"\x1f\x8b\x08"])
def test_no_header_of_a_page_becomes_one_of_a_record(url: str, body: bytes) -> None:
    moment = datetime(2026, 11, 26, tzinfo=UTC)
    capture = Capture(
        url="http://a.example/",
        final_url="http://a.example/",
        fetched=moment,
        status=599,
        headers=HOSTILE_HEADERS,
        body=body,
        publisher=None,
        discovered_via=None,
    ).model_copy(update={"final_url": url})
    _, data = quarantine_file(capture)
    assert [_as_warcio_reads(record) for record in ArchiveIterator(BytesIO(data), check_digests="raise")] == [
        body
    ]
    assert [(one.headers["WARC-Type"], one.reader.read()) for one in FastIterator(BytesIO(data))] == [
        ("response", body)
    ]


def _as_warcio_reads(record: ArcWarcRecord) -> bytes:
    assert record.rec_type == "response"
    names = [name.lower() for name, _ in record.http_headers.headers]
    assert names.count("content-length") == 1
    assert not {"transfer-encoding", "content-encoding", "warc-type", "http/1.1 200 ok"} & set(names)
    assert len(names) == len(HOSTILE_HEADERS) + 1
    body: bytes = record.raw_stream.read()
    return body
