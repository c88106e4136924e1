"""Captures as any WARC tool sees them."""

import gzip
import hashlib
import io
import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.cli import main as warcio

from pipelines.archive import Archive, ArchiveWriter
from pipelines.archive.store import Store
from pipelines.archive.warc import (
    WarcFile,
    is_one_member,
    quarantine_file,
    quarantine_key,
    read_response,
)
from pipelines.document import Capture
from tests.archive.pages import capture, document, judge

NAMES = ["ByteDance", "字节跳动", "TikTok"]


@pytest.fixture
def archive(store: Store) -> Archive:
    writer = ArchiveWriter.open(store, run="r", software="s")
    writer.commit([document(name) for name in NAMES], judge)
    return Archive.open(store)


def test_records_say_what_was_fetched(archive: Archive) -> None:
    key = archive.get(0).warc
    assert key is not None
    records = []
    for record in ArchiveIterator(io.BytesIO(archive.store.get(key).data), check_digests="raise"):
        headers = dict(record.http_headers.headers) if record.http_headers else {}
        records.append(
            (record.rec_type, dict(record.rec_headers.headers), headers, record.content_stream().read())
        )
    assert [kind for kind, *_ in records] == ["response", "metadata"] * len(NAMES)
    for number in range(len(NAMES)):
        row = archive.get(number)
        (_, about, http, body), (_, meta, _, data) = records[2 * number : 2 * number + 2]
        assert about["WARC-Date"] == row.fetched
        assert (
            about["WARC-Payload-Digest"] == row.payload_digest == f"sha256:{hashlib.sha256(body).hexdigest()}"
        )
        assert body == f"<p>{row.text.removesuffix(chr(10))}</p>".encode()
        assert http["Content-Length"] == str(len(body))
        assert (http["X-Archive-Orig-Content-Encoding"], http["X-Archive-Orig-Content-Length"]) == (
            "gzip",
            "7",
        )
        assert "Content-Encoding" not in http
        assert meta["WARC-Refers-To"] == meta["WARC-Concurrent-To"] == about["WARC-Record-ID"]
        assert meta["Content-Type"] == "application/json"
        assert "WARC-Payload-Digest" not in meta
        told = json.loads(data)
        assert told["text"] == row.text
        assert told["mentions"] == [{"entity": "bytedance", "start": 0, "end": 1}]
        assert not {"number", "file", "warc", "offset"} & set(told)


def test_each_record_can_be_read_on_its_own(archive: Archive) -> None:
    for row in archive.rows():
        assert row.warc is not None
        assert row.offset is not None
        assert row.length is not None
        record = read_response(archive.store.get(row.warc, row.offset, row.offset + row.length).data)
        assert (record.sound, record.payload_digest) == (True, row.payload_digest)


@pytest.mark.parametrize("size", [0, 1, 100_000])
def test_a_member_says_neither_when_nor_where_it_was_made(size: int) -> None:
    data = quarantine_file(capture("a", random.Random(size).randbytes(size)))[1]
    assert data[:10] == b"\x1f\x8b\x08\0\0\0\0\0\0\x03"
    assert is_one_member(data)
    assert not is_one_member(data + b"\0")
    assert len(gzip.decompress(data)) > size


def test_warcio_check_passes(tmp_path: Path) -> None:
    file = WarcFile("warc/x")
    for name in NAMES:
        file.add(capture(name, name.encode()), b'{"a":1}')
    file.add(capture("empty", b""), b"{}")
    path = tmp_path / "x.warc.gz"
    path.write_bytes(file.data)
    with pytest.raises(SystemExit) as ended:
        warcio(["check", str(path)])
    assert ended.value.code == 0


_printable = st.text(max_size=20)


@given(
    st.lists(st.tuples(_printable, _printable), max_size=5),
    st.binary(max_size=200),
    st.integers(100, 599),
    _printable,
)
def test_no_header_body_or_url_breaks_a_record(
    headers: list[tuple[str, str]], body: bytes, status: int, path: str
) -> None:
    hostile = Capture.model_validate(
        capture("x", body).model_dump()
        | {"headers": headers, "status": status, "final_url": f"http://a.test/{path}"}
    )
    file = WarcFile("warc/x")
    position = file.add(hostile, b"{}")
    assert position.offset == 0
    record = read_response(file.data[: position.length])
    assert record.sound
    assert record.payload == body
    parsed = next(iter(ArchiveIterator(io.BytesIO(file.data))))
    assert len(parsed.http_headers.headers) == len(headers) + 1
    assert quarantine_key(record.url, body) == quarantine_file(hostile)[0]


def test_a_header_cannot_smuggle_another_in() -> None:
    evil = capture("x").model_copy(update={"headers": (("X-A", "1\r\nSet-Cookie: evil"),)})
    file = WarcFile("warc/x")
    file.add(evil, b"{}")
    parsed = next(iter(ArchiveIterator(io.BytesIO(file.data))))
    assert parsed.http_headers.headers == [("X-A", "1 Set-Cookie: evil"), ("Content-Length", "12")]


def test_a_flipped_byte_in_a_record_is_noticed_or_harmless() -> None:
    file = WarcFile("warc/x")
    position = file.add(capture("x", b"body " * 50), b"{}")
    rng = random.Random(3)
    for _ in range(200):
        data = bytearray(file.data[: position.length])
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        try:
            record = read_response(bytes(data))
        except ValueError:
            continue
        assert not record.sound or record.payload == b"body " * 50
