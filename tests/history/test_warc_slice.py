"""A slice of a WARC file: what is wanted is found, and damage costs no more than it hits."""

import gzip
import random
from pathlib import Path
from typing import Any

import pytest

from bench.news_warcs import Record, member
from crawler.history.wanted import Wanted
from crawler.history.warc_places import WarcFile
from crawler.history.warc_slice import Question, Slice, SliceReader
from crawler.publishers import Publisher
from crawler.window import Window
from pipelines.document import Capture

PUBLISHER = Publisher(id="daily", name="The Daily", home="https://www.daily.example/", language="en")
QUESTION = Question(Wanted.of([PUBLISHER]), Window("2019", "2020"), "test")
PAGE = b"<html><body><p>Bytes and more of them.</p></body></html>"


def record(name: str, *, host: str = "www.daily.example", **changes: Any) -> Record:
    whole = Record(f"https://{host}/2020/03/05/{name}.html", PAGE, "text/html", "2020-03-05T12:00:00Z")
    return whole._replace(**changes)


def read(file: Path, start: int = 0) -> list[Slice]:
    """All slices to the end of the file."""
    slices: list[Slice] = []
    at: int | None = start
    while at is not None:
        part = SliceReader(WarcFile("a", str(file), "a.warc.gz"), QUESTION, lambda *_: True).read(at)
        assert part.trouble is None
        assert part.end is None or part.end > at
        slices.append(part)
        at = part.end
    return slices


def urls(slices: list[Slice]) -> list[str]:
    return [capture.url for part in slices for capture in part.captures]


def passed_over(slices: list[Slice]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for part in slices:
        for reason, count in part.passed_over.items():
            counts[reason] = counts.get(reason, 0) + count
    return counts


def test_what_is_wanted_and_what_is_not(tmp_path: Path) -> None:
    records = [
        record("one"),
        record("elsewhere", host="www.weekly.example"),
        record("below", host="opinion.daily.example"),
        record("moved", status="301 Moved Permanently"),
        record("unchanged", status="304 Not Modified"),
        record("gone", status="404 Not Found"),
        record("seen-again", kind="revisit"),
        record("asked", kind="request"),
        record("early", date="2018-12-31T23:59:59Z"),
        record("undated", date="yesterday"),
        Record("https://www.daily.example/tag/bytes", PAGE, "text/html"),
        Record("https://www.daily.example/2018/03/05/old-story.html", PAGE, "text/html"),
        Record("dns:www.daily.example", PAGE, "text/html"),
        record("large")._replace(body=b"x" * (11 * 1024 * 1024)),
    ]
    file = tmp_path / "a.warc.gz"
    file.write_bytes(b"".join(member(each, place) for place, each in enumerate(records)))
    slices = read(file)
    assert urls(slices) == [record("one").url, record("below", host="opinion.daily.example").url]
    assert passed_over(slices) == {
        "elsewhere": 2,
        "http_status": 3,
        "revisit": 1,
        "outside_dates": 2,
        "no_http": 1,
        "no_article": 1,
        "too_large": 1,
    }
    assert sum(part.records for part in slices) == 13


def test_a_capture_says_where_it_comes_from(tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    file.write_bytes(member(record("one"), 0))
    (capture,) = read(file)[0].captures
    assert isinstance(capture, Capture)
    assert (capture.publisher, capture.discovered_via) == ("daily", "a.warc.gz")
    assert capture.captured is not None
    assert capture.captured.isoformat() == "2020-03-05T12:00:00+00:00"
    assert capture.body == PAGE
    assert ("Content-Type", "text/html") in capture.headers


@pytest.mark.parametrize("encoding", ["gzip", "chunked"])
def test_encodings_are_undone(tmp_path: Path, encoding: str) -> None:
    packed = gzip.compress(PAGE) if encoding == "gzip" else b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)
    name = "Content-Encoding" if encoding == "gzip" else "Transfer-Encoding"
    file = tmp_path / "a.warc.gz"
    file.write_bytes(
        member(record("one")._replace(body=packed, content_type=f"text/html\r\n{name}: {encoding}"), 0)
    )
    assert [capture.body for capture in read(file)[0].captures] == [PAGE]


def test_a_header_that_lies_of_its_encoding(tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    file.write_bytes(member(record("one", content_type="text/html\r\nContent-Encoding: gzip"), 0))
    assert [capture.body for capture in read(file)[0].captures] == [PAGE]


def test_a_chunked_body_whose_encoding_was_undone(tmp_path: Path) -> None:
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)
    said = "text/html\r\nContent-Encoding: br\r\nTransfer-Encoding: chunked"
    file = tmp_path / "a.warc.gz"
    file.write_bytes(member(record("one", body=chunked, content_type=said), 0))
    assert [capture.body for capture in read(file)[0].captures] == [PAGE]


def test_it_goes_on_where_a_slice_ended(tmp_path: Path) -> None:
    bodies = PAGE + b" " * 900_000
    members = [member(record(f"story-{place}")._replace(body=bodies), place) for place in range(12)]
    file = tmp_path / "a.warc.gz"
    file.write_bytes(b"".join(members))
    slices = read(file)
    assert len(slices) > 2
    assert urls(slices) == [record(f"story-{place}").url for place in range(12)]
    ends = [part.end for part in slices if part.end is not None]
    assert all(end in [len(b"".join(members[:place])) for place in range(12)] for end in ends)
    assert urls(read(file, ends[0])) == urls(slices[1:])


@pytest.mark.parametrize("seed", range(12))
def test_damage_costs_the_records_that_it_hits(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    members = [member(record(f"story-{place}"), place) for place in range(40)]
    whole, starts, at = b"".join(members), [], 0
    for each in members:
        starts.append((at, at + len(each)))
        at += len(each)
    damaged, hit = _damaged(bytearray(whole), chance)
    untouched = [
        place for place, (start, end) in enumerate(starts) if all(not start <= byte < end for byte in hit)
    ]
    file = tmp_path / "a.warc.gz"
    file.write_bytes(damaged)
    slices = read(file)
    assert [record(f"story-{place}").url for place in untouched] == urls(slices)
    assert any(part.problem for part in slices)


def _damaged(data: bytearray, chance: random.Random) -> tuple[bytes, list[int]]:
    """With flipped bytes, or a hole of zeros, or an end cut off; and which bytes are not as they were."""
    kind = chance.choice(("flip", "hole", "cut"))
    at = chance.randrange(200, len(data) - 600)
    if kind == "cut":
        return bytes(data[:at]), list(range(at, len(data)))
    hit = [at] if kind == "flip" else list(range(at, at + chance.randrange(20, 500)))
    for byte in hit:
        data[byte] = data[byte] ^ 0x55 if kind == "flip" else 0
    return bytes(data), hit


@pytest.mark.parametrize(
    "data",
    [b"no WARC at all\n" * 500, b"", b"\x1f\x8b\x08", gzip.compress(b"text" * 999)],
    ids=["text", "empty", "cut short", "gzipped text"],
)
def test_what_is_no_warc_file(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a.warc.gz"
    file.write_bytes(data)
    slices = read(file)
    assert urls(slices) == []
    assert bool(data) == any(part.problem for part in slices)


def test_records_without_compression(tmp_path: Path) -> None:
    members = [gzip.decompress(member(record(f"story-{place}"), place)) for place in range(5)]
    file = tmp_path / "a.warc"
    file.write_bytes(b"".join(members))
    assert urls(read(file)) == [record(f"story-{place}").url for place in range(5)]
