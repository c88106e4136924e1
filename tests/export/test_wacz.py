"""WACZ: what its own validator, two WARC readers and a replay tool's way of looking up make of it."""

import gzip
import hashlib
import json
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator

from pipelines.archive import Archive, DocumentRow, Store, open_store
from pipelines.archive.warc import target_uri
from pipelines.errors import ArchiveDamaged
from pipelines.export import Exported, Format, export
from pipelines.export.sorting import Sorter
from pipelines.export.wacz import write_wacz
from pipelines.export.zipnum import blocks
from tests.archive.pages import document, judge, opened
from tests.docs.examples import REPLAY
from tests.export.archives import captured, documents


@pytest.fixture
def wacz(archive: Archive, folder: Path) -> Path:
    export(documents(archive), archive.store, Format.WACZ, folder / "all.wacz")
    return folder / "all.wacz"


def validate(path: Path) -> str:
    """What `wacz validate` says; fails the test where it is not content."""
    if not (REPLAY / "wacz").exists():
        pytest.skip("needs wacz in an environment of its own: make test installs it")
    command = [str(REPLAY / "wacz"), "validate", "-f", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def lines(data: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """Key (with its timestamp) and fields of every line of a CDXJ."""
    for line in data.decode().splitlines():
        key, _, fields = line.partition(" {")
        yield key, json.loads("{" + fields)


@pytest.mark.parametrize(("first", "step", "warc_bytes"), [(0, 1, 1 << 30), (1, 2, 1500), (99, 1, 1 << 30)])
def test_the_validator_of_its_makers_is_content(
    archive: Archive, folder: Path, first: int, step: int, warc_bytes: int
) -> None:
    """All, some in more than one WARC file, none."""
    write_wacz(captured(archive)[first::step], folder / "d.wacz", archive.store, warc_bytes)
    told = validate(folder / "d.wacz")
    assert "Version detected as 1.1.1" in told
    assert "Validation succeeded, the passed WACZ is valid" in told


def test_the_validator_can_see(wacz: Path) -> None:
    with ZipFile(wacz, "a") as file:
        file.writestr("archive/more.warc.gz", b"")
    with pytest.raises(AssertionError, match="not listed in the datapackage"):
        validate(wacz)


def test_manifest_lists_every_file_with_its_digest(wacz: Path) -> None:
    with ZipFile(wacz) as file:
        manifest = json.loads(file.read("datapackage.json"))
        digest = json.loads(file.read("datapackage-digest.json"))
        assert digest["hash"] == f"sha256:{hashlib.sha256(file.read('datapackage.json')).hexdigest()}"
        listed = {each["path"]: (each["hash"], each["bytes"]) for each in manifest["resources"]}
        others = [name for name in file.namelist() if not name.startswith("datapackage")]
        assert list(listed) == others
        for name in others:
            data = file.read(name)
            assert listed[name] == (f"sha256:{hashlib.sha256(data).hexdigest()}", len(data))
    assert (manifest["profile"], manifest["wacz_version"]) == ("data-package", "1.1.1")
    assert manifest["created"] == "2026-11-22T01:02:03Z"


def test_what_is_packed_already_is_stored(wacz: Path) -> None:
    with ZipFile(wacz) as file:
        stored = {info.filename for info in file.infolist() if info.compress_type == ZIP_STORED}
    assert stored == {"archive/data-00000.warc.gz", "indexes/index.cdx.gz"}


def test_members_are_those_of_the_archive(archive: Archive, wacz: Path) -> None:
    wanted = b"".join(archive.store.get(key).data for key, _ in archive.store.list("warc/0"))
    with ZipFile(wacz) as file:
        assert file.read("archive/data-00000.warc.gz") == wanted


def test_two_readers_read_every_record(archive: Archive, wacz: Path) -> None:
    rows = captured(archive)
    with ZipFile(wacz) as file:
        data = file.read("archive/data-00000.warc.gz")
    told = []
    for record in ArchiveIterator(BytesIO(data), check_digests="raise"):
        told.append((record.rec_type, record.rec_headers.get_header("WARC-Payload-Digest")))
        record.raw_stream.read()
    assert [digest for kind, digest in told if kind == "response"] == [row.payload_digest for row in rows]
    assert [kind for kind, _ in told] == ["response", "metadata"] * len(rows)
    records = FastIterator(BytesIO(data), parse_http=False)
    fast = [(record.record_type, record.verify_block_digest()) for record in records]
    assert fast == [(WarcRecordType.response, True), (WarcRecordType.metadata, True)] * len(rows)


def test_each_page_is_found_by_its_index(archive: Archive, wacz: Path) -> None:
    """As a replay tool does: pointer, block, line, record."""
    with ZipFile(wacz) as file:
        packed, pointers = file.read("indexes/index.cdx.gz"), list(lines(file.read("indexes/index.idx")))
        assert pointers[0] == ("!meta 0", {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"})
        found = []
        for key, place in pointers[1:]:
            block = gzip.decompress(packed[place["offset"] : place["offset"] + place["length"]])
            assert next(lines(block))[0] == key
            found += list(lines(block))
        assert found == list(lines(gzip.decompress(packed)))
        assert [key for key, _ in found] == sorted(key for key, _ in found)
        payloads = dict(_payload(file, fields) for _, fields in found)
    expected = {target_uri(row.url or ""): archive_payload(archive, row) for row in captured(archive)}
    assert payloads == expected


def _payload(file: ZipFile, fields: dict[str, Any]) -> tuple[str, bytes]:
    start, length = int(fields["offset"]), int(fields["length"])
    data = file.read(f"archive/{fields['filename']}")[start : start + length]
    record = next(iter(ArchiveIterator(BytesIO(data))))
    assert record.rec_headers.get_header("WARC-Payload-Digest") == fields["digest"]
    assert (fields["mime"], fields["status"]) == ("text/html", "200")
    return fields["url"], record.raw_stream.read()


def archive_payload(archive: Archive, row: DocumentRow) -> bytes:
    assert row.warc is not None
    assert row.offset is not None
    assert row.length is not None
    data = archive.store.get(row.warc, row.offset, row.offset + row.length).data
    payload: bytes = next(iter(ArchiveIterator(BytesIO(data)))).raw_stream.read()
    return payload


def test_pages_have_title_and_text(archive: Archive, wacz: Path) -> None:
    with ZipFile(wacz) as file:
        header, *pages = file.read("pages/pages.jsonl").split(b"\n")[:-1]
    assert json.loads(header)["format"] == "json-pages-1.0"
    assert [json.loads(page) for page in pages] == [
        {"id": str(row.number), "url": row.url, "ts": row.fetched, "title": row.headline, "text": row.text}
        for row in captured(archive)
    ]


def test_only_the_captures_of_what_is_wanted(archive: Archive, folder: Path) -> None:
    rows = captured(archive)[1::2]
    exported = export(rows, archive.store, Format.WACZ, folder / "some.wacz")
    assert exported == Exported(3, 0)
    with ZipFile(folder / "some.wacz") as file:
        data = file.read("archive/data-00000.warc.gz")
    uris = [record.rec_headers.get_header("WARC-Target-URI") for record in ArchiveIterator(BytesIO(data))]
    assert uris[::2] == uris[1::2] == [row.url and row.url.replace("é", "%C3%A9") for row in rows]


def test_documents_without_capture_are_counted(archive: Archive, folder: Path) -> None:
    assert export(documents(archive), archive.store, Format.WACZ, folder / "all.wacz") == Exported(7, 4)


def test_a_full_warc_file_is_followed_by_another(archive: Archive, folder: Path) -> None:
    write_wacz(captured(archive), folder / "many.wacz", archive.store, warc_bytes=1500)
    with ZipFile(folder / "many.wacz") as file:
        names = [name for name in file.namelist() if name.startswith("archive/")]
        found = list(lines(gzip.decompress(file.read("indexes/index.cdx.gz"))))
        assert len(dict(_payload(file, fields) for _, fields in found)) == len(captured(archive))
    assert names == [f"archive/data-{at:05}.warc.gz" for at in range(len(names))]
    assert len(names) > 2


def test_twice_the_same_bytes(archive: Archive, folder: Path) -> None:
    for name in ("a.wacz", "b.wacz"):
        export(captured(archive), archive.store, Format.WACZ, folder / name)
    assert (folder / "a.wacz").read_bytes() == (folder / "b.wacz").read_bytes()


def test_an_empty_one_is_valid(archive: Archive, folder: Path) -> None:
    for name in ("a.wacz", "b.wacz"):
        export([], archive.store, Format.WACZ, folder / name)
    assert (folder / "a.wacz").read_bytes() == (folder / "b.wacz").read_bytes()
    with ZipFile(folder / "a.wacz") as file:
        (record,) = ArchiveIterator(BytesIO(file.read("archive/data-00000.warc.gz")))
        assert record.rec_type == "warcinfo"


@pytest.mark.s3
def test_out_of_a_bucket(s3_archive: Archive, archive: Archive, folder: Path) -> None:
    export(captured(s3_archive), s3_archive.store, Format.WACZ, folder / "s3.wacz")
    with ZipFile(folder / "s3.wacz") as file:
        found = list(lines(gzip.decompress(file.read("indexes/index.cdx.gz"))))
    expected = sorted(target_uri(row.url or "") for row in captured(archive))
    assert sorted(fields["url"] for _, fields in found) == expected


@pytest.fixture
def own(tmp_path: Path) -> Store:
    """An archive that may be damaged, its pages longer than what is read at once."""
    store = open_store(str(tmp_path / "own"))
    noise = "".join(hashlib.sha256(str(at).encode()).hexdigest() for at in range(4000))
    opened(store).commit([document("a"), document("b", noise), document("c")], judge)
    return store


def test_long_records_are_whole(own: Store, folder: Path) -> None:
    rows = captured(Archive.open(own))
    (key,) = {row.warc for row in rows}
    assert key is not None
    export(rows[1:], own, Format.WACZ, folder / "long.wacz")
    with ZipFile(folder / "long.wacz") as file:
        assert own.get(key).data.endswith(file.read("archive/data-00000.warc.gz"))
        assert file.getinfo("archive/data-00000.warc.gz").file_size > 200_000


@pytest.mark.parametrize("where", ["body", "behind", "cut response", "cut metadata", "swapped", "missing"])
def test_a_damaged_capture_stops_the_export(own: Store, folder: Path, where: str) -> None:
    rows = captured(Archive.open(own))
    (key,) = {row.warc for row in rows}
    last = rows[-1]
    assert key is not None
    assert last.offset is not None
    assert last.length is not None
    data = bytearray(own.get(key).data)
    match where:
        case "body":
            data[last.offset + last.length // 2] ^= 1
        case "behind":
            data[last.offset + last.length + 40] ^= 1
        case "cut response":
            del data[last.offset + 20 :]
        case "cut metadata":
            del data[-5:]
        case "swapped":
            rows[-1] = last.model_copy(update={"offset": rows[0].offset, "length": rows[0].length})
    if where == "missing":
        own.delete(key)
    else:
        own.put(key, bytes(data))
    with pytest.raises(ArchiveDamaged, match=key):
        export(rows, own, Format.WACZ, folder / "d.wacz")
    assert list(folder.iterdir()) == []


def test_lines_are_sorted_whatever_fits_in_memory(folder: Path) -> None:
    wanted = [f"{(at * 7919) % 1000:04} line\n".encode() for at in range(1000)]
    for at_once in (1, 7, 999, 1000, 1001):
        with Sorter(folder, at_once) as sorter:
            for line in wanted:
                sorter.add(line)
            assert list(sorter.sorted()) == sorted(wanted)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("count", [0, 1, 1023, 1024, 1025, 3000])
def test_blocks_hold_all_lines(count: int) -> None:
    wanted = [f"com,example)/{at:05} 20261122010203 {{}}\n".encode() for at in range(count)]
    made = list(blocks(wanted, "index.cdx.gz"))
    assert gzip.decompress(b"".join(block.data for block in made)) == b"".join(wanted)
    assert len(made) == -(-count // 1024)
