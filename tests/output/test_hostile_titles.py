"""Twelve titles that are meant for a terminal, a log, a table, a WARC file, a JSON reader: none acts."""

import csv
import gzip
import json
import re
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO, StringIO
from itertools import chain
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from typer.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator

from pipelines.cli import command_line
from tests.crawl.crawling import Crawled, corpus, crawl, environment
from tests.output.hostile_web import FORGED, HOST, MARK, TITLES, hostile_web
from tests.output.left import ACTS, Left
from tests.warm_start import run_warm

_RECORD = re.compile(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d \[[\w.]+\] [A-Z]+: ")
_BEHIND = "  | "
_HEAD_LINE = re.compile(rb"WARC/1\.1|(WARC-[A-Z][A-Za-z-]+|Content-(Type|Length)): [\x20-\x7e]*")
_COMPUTED = "=+-@|%＝－＋＠"
_OURS = re.compile(
    r"INDEX(\.parquet)?|REJECTED\.parquet|\d{3,}_[0-9a-f]{16}\.txt|\.lock|[a-z0-9.]+"
    r"|\d{10}(-[0-9a-f]+\.warc|\.jsonl)\.gz|[0-9a-f]{16}\.(warc|jsonl)\.gz|INDEX\.cdxj|[0-9TZ]+-[0-9a-f]+\.\w+"
)


def assert_nothing_acts(said: str) -> None:
    """Neither moves a cursor nor starts a line that is not ours."""
    found = ACTS.search(said)
    assert found is None, (found and said[max(0, found.start() - 200) : found.end() + 50]).__repr__()
    assert not [line for line in said.splitlines() if line.startswith(FORGED[:10])]


def said(*arguments: str, left: Left) -> Crawled:
    """By a `corpus` command in this process, all of it looked at."""
    cache = left.archive.parent.with_name("cache of the hostile web")
    environment = {"ARCHIVE_URL": str(left.archive), "XDG_CACHE_HOME": str(cache)}
    done = CliRunner().invoke(command_line(), arguments, env=environment, catch_exceptions=False)
    assert_nothing_acts(done.output)
    return Crawled(done.exit_code, done.output)


def said_of_its_own(*arguments: str, left: Left) -> Crawled:
    """The same in a process of its own, errors and all."""
    answer = corpus(*arguments, archive=left.archive)
    assert_nothing_acts(answer.output)
    return answer


def test_the_titles_arrived(left: Left) -> None:
    """Or the rest proves nothing."""
    assert set(left.documents) == set(TITLES)
    assert all(row.headline for row in left.documents.values())
    told = "".join(
        f"{row.headline}{row.authors}{row.section}{row.keywords}{row.text}" for row in left.documents.values()
    )
    for needle in (
        "HYPERLINK",
        "cmd|'",
        "[bold red]",
        "WARC-Type: resource",
        FORGED,
        "long long",
        "gpj.exe",
        MARK,
    ):
        assert needle in told, needle


def test_each_line_of_the_log_is_a_record_of_ours(left: Left) -> None:
    assert_nothing_acts(left.log)
    lines = left.log.rstrip("\n").split("\n")
    assert len(lines) > 10
    assert [line for line in lines if not (_RECORD.match(line) or line.startswith(_BEHIND))] == []
    assert max(map(len, lines)) < 20_000
    assert "run forged" in left.log, "nothing hostile was logged"


def test_what_the_crawl_says(left: Left) -> None:
    assert_nothing_acts(left.crawled.output)


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["plain", "json"])
def test_every_command_that_shows(left: Left, form: tuple[str, ...]) -> None:
    for command in (("ls",), ("copies", "4"), ("verify",), ("diff", "0"), ("runs",), ("search", "readers")):
        answer = said(*command, *form, left=left)
        assert answer.code == 0, answer.output
        for line in answer.output.splitlines() if form else ():
            json.loads(line)
    numbers = {name: row.number for name, row in left.documents.items()}
    for name in ("line", "clipboard", "bidi") if form else TITLES:
        answer = said("show", str(numbers[name]), *form, left=left)
        assert answer.code == 0
        assert f"/story/{name}?" in answer.output
        assert said("revisions", str(numbers[name]), *form, left=left).code == 0


@pytest.mark.parametrize("page", ["fails", "garbled", "nowhere"])
def test_why(left: Left, page: str) -> None:
    answer = said("why", f"http://{HOST}/{page}", left=left)
    assert re.match("failed|rejected", answer.output), answer.output
    assert "u:p@" not in answer.output


def test_a_question_with_a_hostile_url(left: Left) -> None:
    answer = said_of_its_own("why", f"http://{HOST}/\x1b[31m\n{FORGED}\u202e", left=left)
    assert answer.code == 8
    answer = said_of_its_own("why", f"ftp://u:pass-in-url@{HOST}/\x1b[31m\n{FORGED}\u202e", left=left)
    assert answer.code == 2
    assert "pass-in-url" not in answer.output


def test_csv_computes_nothing(left: Left, tmp_path: Path) -> None:
    assert said("export", "csv", str(tmp_path / "t.csv"), left=left).code == 0
    text = (tmp_path / "t.csv").read_bytes().decode("utf-8-sig")
    csv.field_size_limit(10_000_000)
    rows = list(csv.DictReader(StringIO(text, newline="")))
    assert len(rows) == len(TITLES) + 4
    assert {row["number"] for row in rows} == {str(number) for number in range(len(rows))}
    assert any("HYPERLINK" in row["headline"] for row in rows)
    for separator in (",", ";", "\t"):
        cells = chain.from_iterable(csv.reader(StringIO(text, newline=""), delimiter=separator))
        assert [cell for cell in cells if _is_computed(cell)] == []
    assert [line for line in re.split("[\r\n]", text) if _is_computed(line)] == []
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]", text)


def _is_computed(cell: str) -> bool:
    begins = cell.lstrip(' \t\r\n"\u00a0\u200b\ufeff\u2028\u2029\x85')
    return len(begins) > 1 and begins[0] in _COMPUTED


def test_warc_files_hold_our_records_alone(left: Left) -> None:
    files = [*(left.archive / "warc").glob("*.warc.gz"), *(left.archive / "quarantine").glob("*.warc.gz")]
    kinds: Counter[str] = Counter()
    for file in files:
        kinds += _kinds(file)
    failed = len(list((left.archive / "quarantine").glob("*.warc.gz")))
    assert failed
    assert kinds == {"response": len(TITLES) + failed, "metadata": len(TITLES)}


def _kinds(file: Path) -> "Counter[str]":
    """As warcio and FastWARC read it, header by header."""
    data, kinds = file.read_bytes(), Counter[str]()
    for record in ArchiveIterator(BytesIO(data), check_digests="raise"):
        kinds[record.rec_type] += 1
        if record.rec_type == "response":
            names = Counter(name.lower() for name, _ in record.http_headers.headers)
            assert names["content-length"] == 1
            assert not [name for name in names if name.startswith("warc-")]
            body = record.raw_stream.read()
            assert len(body) == int(record.http_headers.get_header("Content-Length"))
            assert ACTS.search("".join(map("".join, record.http_headers.headers))) is None
    fast: Counter[str] = Counter()
    for found in FastIterator(BytesIO(data), verify_digests=False):
        fast[str(found.headers["WARC-Type"])] += 1
        assert found.headers["WARC-Target-URI"].isascii()
        assert found.headers["WARC-Target-URI"].isprintable()
    assert fast == kinds
    lines = chain.from_iterable(head.split(b"\r\n") for head in _heads(data))
    assert [line for line in lines if not _HEAD_LINE.fullmatch(line)] == []
    return kinds


def _heads(data: bytes) -> Iterator[bytes]:
    """Of each record, which is a gzip member of its own."""
    while data:
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        yield member.decompress(data).partition(b"\r\n\r\n")[0]
        data = member.unused_data


def test_json_is_json(left: Left, tmp_path: Path) -> None:
    assert said("export", "jsonl", str(tmp_path / "t.jsonl"), left=left).code == 0
    lines = (tmp_path / "t.jsonl").read_bytes().split(b"\n")[:-1]
    printed = said("export", "jsonl", "-", left=left).output.splitlines()
    assert [json.loads(line) for line in lines] == [json.loads(line) for line in printed]
    assert len(lines) == len((left.archive / "INDEX").read_bytes().split(b"\n")[:-1]) == len(TITLES) + 4
    for line in chain(lines, (left.archive / "INDEX").read_bytes().split(b"\n")[:-1]):
        json.loads(line)
        # Python reads a lone surrogate that is written out; others do not.
        assert not re.search(rb"\\ud[89a-f]", line)
    for segment in (left.archive / "log").iterdir():
        assert all(map(json.loads, gzip.decompress(segment.read_bytes()).decode().split("\n")[:-1]))


def test_tables_hold_the_same(left: Left, tmp_path: Path) -> None:
    for form, name in (("sqlite", "t.db"), ("parquet", "t.parquet"), ("wacz", "t.wacz"), ("folder", "plain")):
        assert said("export", form, str(tmp_path / name), left=left).code == 0
    expected = {row.number: (row.headline, row.text) for row in left.documents.values()}
    with closing(sqlite3.connect(tmp_path / "t.db")) as database:
        found = database.execute("SELECT number, headline, text FROM documents WHERE url IS NOT NULL")
        assert {number: (headline, text) for number, headline, text in found} == expected
    columns = pq.read_table(tmp_path / "t.parquet", columns=["number", "headline", "text"]).to_pylist()
    assert {row["number"]: (row["headline"], row["text"]) for row in columns if row["number"] > 3} == expected


def test_names_of_files_are_ours(left: Left, tmp_path: Path) -> None:
    """Of the archive and of what is taken out of it; the folder has nothing else."""
    said("export", "folder", str(tmp_path / "plain"), left=left)
    names = {path.name for folder in (left.archive, tmp_path) for path in folder.rglob("*")}
    assert {name for name in names if not _OURS.fullmatch(name)} == set()
    assert {path.name for path in left.archive.parent.iterdir()} == {
        "archive",
        "log",
        "pipelines.toml",
        "publishers.toml",
    }


def test_what_a_dry_run_and_a_check_say(left: Left, tmp_path: Path) -> None:
    with hostile_web() as proxy:
        dry = crawl(proxy, tmp_path / "archive", "-a", "dry_run=1", "--loglevel", "ERROR", extra=left.config)
        env = environment(proxy, str(tmp_path / "archive"), left.config)
        arguments = ["publishers", "check", "hostile", "--samples", "2", "-s", "DOWNLOAD_DELAY=0"]
        check = run_warm("scrapy", arguments, env)
    lines = dry.output.splitlines()
    assert len(lines) > len(TITLES)
    assert any("HYPERLINK" in line for line in lines)
    cells = [line.split("\t") for line in lines]
    assert {len(row) for row in cells} == {5}
    assert [cell for cell in chain.from_iterable(cells) if _is_computed(cell)] == []
    said_of_both = dry.output + (check.stdout + check.stderr).decode()
    assert "partly" in said_of_both, said_of_both
    assert_nothing_acts(said_of_both)
