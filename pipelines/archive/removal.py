"""Taking a document out: the commit of a tombstone, and what follows it in text, report, captures and log.

The line that carried the text becomes a stub last, so wherever a stub stands the rest is done, and whoever
meets a tombstone without one completes the removal.
"""

import gzip
import hashlib
import json
import struct
import uuid
import zlib
from collections.abc import Callable

from pipelines.archive.digests import newline_sha256
from pipelines.archive.patience import WITH_OTHERS
from pipelines.archive.rows import DocumentRow, IndexRow, RemovedRow, TombstoneRow, json_line
from pipelines.archive.run_reports import delete_run_reports
from pipelines.archive.segment import decode, pack, segment_key
from pipelines.archive.store import Changed, KeyMissing, Store
from pipelines.archive.warc import CONCURRENT, segment_and_commit
from pipelines.errors import StoreError

_HAS_COMMENT = 0x10
# Longer than the headers of any record: a URL is the longest of them.
_HEAD_BYTES = 1 << 16


def tombstone(
    store: Store, row: DocumentRow, listed: IndexRow, segment: int, reason: str, time: str
) -> TombstoneRow:
    """What has to be committed to remove `row` of `segment`, of which INDEX has `listed`.

    Reads its captures. Raises StoreError.
    """
    stub = RemovedRow(
        digest=hashlib.sha256(json_line(row)).hexdigest(),
        keys=row.keys,
        row=listed.model_copy(update={"status": "removed"}),
        newline_sha256=newline_sha256(row.text),
    )
    grave = TombstoneRow(
        number=row.number, segment=segment, reason=reason, time=time, stub=stub, warc_sha256=None
    )
    if row.warc is None or not has_own_capture(grave):
        return grave
    try:
        data = without_captures(store.get(row.warc).data, grave)
    except KeyMissing:
        return grave
    return grave.model_copy(update={"warc_sha256": hashlib.sha256(data).hexdigest()})


def bury(store: Store, grave: TombstoneRow) -> None:
    """Makes the text go from everywhere but the indexes; twice is as good as once. Raises StoreError.

    The report of its run goes too, which can be made anew.
    """
    store.delete(grave.stub.row.file)
    segment = segment_key(grave.segment)
    if is_stubbed_at(store, grave):
        return
    delete_run_reports(store, grave.stub.row.run)
    if grave.stub.row.warc is not None and has_own_capture(grave):
        _rewrite(store, grave.stub.row.warc, lambda data: without_captures(data, grave))
    _rewrite(store, segment, lambda data: with_stub(data, grave))


def has_own_capture(grave: TombstoneRow) -> bool:
    """Whether a removed document came with its capture: that of one read anew is of an earlier commit."""
    named = segment_and_commit(grave.stub.row.warc or "")
    return named is not None and named[0] == grave.segment


def is_stubbed_at(store: Store, grave: TombstoneRow) -> bool:
    """Whether the stub stands where the document stood."""
    segment = decode(grave.segment, store.get(segment_key(grave.segment)).data)
    return grave.stub in segment.rows


def with_stub(data: bytes, grave: TombstoneRow) -> bytes:
    """The segment with the stub in the place of the document's line; every other line stays as it is."""
    lines = gzip.decompress(data)[:-1].split(b"\n")
    stub = json_line(grave.stub)
    digests = [hashlib.sha256(line).hexdigest() for line in lines]
    return pack(
        [stub if digest == grave.stub.digest else line for line, digest in zip(lines, digests, strict=True)]
    )


def without_captures(data: bytes, grave: TombstoneRow) -> bytes:
    """The WARC file with padding in the place of the response and of all records behind it that belong to it.

    It is as long as before, so that every other record stays where INDEX and CDXJ say.
    """
    row = grave.stub.row
    start, length = row.offset or 0, row.length or 0
    if _member_length(data[start:]) != length:
        # The padding, as long as all these records, is there: a removal was broken off before its stub.
        return data
    end = start + length + _member_length(data[start + length :])
    while _belongs_to_the_one_before(data[end:]):
        end += _member_length(data[end:])
    return data[:start] + _padding(end - start, grave) + data[end:]


def _belongs_to_the_one_before(data: bytes) -> bool:
    """Whether a further page of the same article comes next: a document's first response says nothing so."""
    if not data:
        return False
    unpacked = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, _HEAD_BYTES)
    return f"\r\n{CONCURRENT}:".encode() in unpacked.partition(b"\r\n\r\n")[0]


def _padding(size: int, grave: TombstoneRow) -> bytes:
    """A WARC record as one gzip member of exactly `size` bytes, filled up by a comment in its gzip header."""
    record = _record(grave)
    stored = b"\x01" + struct.pack("<HH", len(record), len(record) ^ 0xFFFF) + record
    tail = stored + struct.pack("<II", zlib.crc32(record), len(record))
    head = struct.pack("<BBBBIBB", 0x1F, 0x8B, 8, _HAS_COMMENT, 0, 0, 0xFF)
    comment = size - len(head) - 1 - len(tail)
    if comment < 0:
        raise ValueError(f"document {grave.number}: its captures are too short to be replaced")
    return head + b" " * comment + b"\0" + tail


def _record(grave: TombstoneRow) -> bytes:
    block = json.dumps({"number": grave.number, "status": "removed"}).encode()
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{grave.stub.row.warc}#removed-{grave.number}")
    headers = (
        "WARC/1.1\r\n"
        "WARC-Type: metadata\r\n"
        f"WARC-Record-ID: <urn:uuid:{name}>\r\n"
        f"WARC-Date: {grave.time}\r\n"
        f"WARC-Block-Digest: sha256:{hashlib.sha256(block).hexdigest()}\r\n"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return headers.encode() + block + b"\r\n\r\n"


def _member_length(data: bytes) -> int:
    """Bytes of the gzip member that `data` begins with; none where nothing follows."""
    if not data:
        return 0
    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    member.decompress(data)
    return len(data) - len(member.unused_data)


def _rewrite(store: Store, key: str, change: Callable[[bytes], bytes]) -> None:
    for _ in WITH_OTHERS.attempt():
        try:
            blob = store.get(key)
            data = change(blob.data)
            if data != blob.data:
                store.put_if_match(key, data, blob.tag)
            return
        except KeyMissing:
            return
        except Changed:
            continue
    raise StoreError(f"{store.url}: others keep changing {key}; remove the document again")
