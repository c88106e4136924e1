"""`python -m bench.synthetic FOLDER DOCUMENTS`: an archive of any size, of short invented texts.

It is sound in every byte. Segments, texts, captures and INDEX are composed here; the rest is left to a
writer, as after a killed crawl.
"""

import gzip
import hashlib
import random
import sys
import uuid
import zlib
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pipelines.archive import ArchiveWriter, DocumentRow, RejectionRow, open_store
from pipelines.archive.compose import text_key
from pipelines.archive.index import INDEX, index_line
from pipelines.archive.rows import LogRow
from pipelines.archive.segment import Capsule, Origin, Place, encode, segment_key
from pipelines.archive.warc import warc_key
from pipelines.document import Mention

PER_SEGMENT = 50
REJECTED_PER_SEGMENT = 10
PUBLISHERS = 50
RARE_PUBLISHER, ONE_IN = "gazette", 10_000
# A writer brings the columns up after so many documents, so that it need not hold them all.
_STEP = 100_000
_NEAR_KEYS = 32
_TIME = "2026-11-22T01:02:03Z"
_ENGLISH = (
    "ByteDance", "Tencent", "TikTok", "WeChat", "Facebook", "short", "video", "feed", "users", "growth",
    "market", "platform", "app", "China", "court", "data", "privacy", "regulators", "revenue", "quarter",
    "algorithm", "court", "founder",
)  # fmt: skip
_CHINESE = (
    "字节跳动", "腾讯", "抖音", "微信", "短视频", "用户", "增长", "市场", "平台", "中国",
    "监管", "广告", "收入", "算法",
)  # fmt: skip


class Page(NamedTuple):
    """What one document is made of."""

    number: int
    text: str
    url: str
    publisher: str
    is_chinese: bool
    near_keys: str


class _Page(NamedTuple):
    """What of a page its records name."""

    number: int
    url: str
    time: str


def build(folder: Path, documents: int) -> None:
    """An archive of so many documents in `folder`, which is empty; always the same one but for commit ids."""
    for name in ("log", "warc"):
        (folder / name).mkdir(parents=True)
    dice, place = random.Random(documents), Place(0, 0, None, None)
    with (folder / INDEX).open("wb") as index:
        for first in range(0, documents, PER_SEGMENT):
            pages = [_page(dice, number) for number in range(first, min(first + PER_SEGMENT, documents))]
            place = _write_segment(folder, place, pages, index)
            if place.first_number % _STEP < PER_SEGMENT:
                index.flush()
                _derive(folder)
    _derive(folder)


def _derive(folder: Path) -> None:
    ArchiveWriter.open(open_store(str(folder)), run="derive", software="bench/1").close()


def _page(dice: random.Random, number: int) -> Page:
    is_chinese = number % 3 == 0
    publisher = RARE_PUBLISHER if number % ONE_IN == 7 else f"publisher{number % PUBLISHERS}"
    words = dice.choices(_CHINESE, k=60) if is_chinese else dice.choices(_ENGLISH, k=65)
    text = f"{number} {('' if is_chinese else ' ').join(words)}\n"
    slug = "-".join(dice.choices(_ENGLISH, k=6)).lower()
    day = f"20{number % 27:02}/{number % 12 + 1:02}"
    url = f"https://www.{publisher}.example/{day}/{slug}-{dice.getrandbits(32):08x}"
    return Page(number, text, url, publisher, is_chinese, dice.randbytes(4 * _NEAR_KEYS).hex())


def _write_segment(folder: Path, place: Place, pages: list[Page], index: BinaryIO) -> Place:
    commit = f"{place.segment:016x}"
    key = warc_key(place.segment, commit)
    captures, rows = bytearray(), list[LogRow]()
    for page in pages:
        record, about = capture(page.number, page.url, _payload(page), _TIME)
        row = _document(page, key, len(captures), len(record))
        captures += record + about
        (folder / row.file).write_bytes(page.text.encode())
        index.write(index_line(row))
        rows.append(row)
    rows += [_rejection(place.segment, each) for each in range(REJECTED_PER_SEGMENT)]
    (folder / key).write_bytes(captures)
    origin = Origin(commit, "synthetic", "bench/1", _TIME)
    data = encode(place, origin, rows, Capsule(key, bytes(captures)))
    (folder / segment_key(place.segment)).write_bytes(data)
    header = gzip.decompress(data).partition(b"\n")[0]
    first_number = place.first_number + len(pages)
    return Place(place.segment + 1, first_number, _sha256(header), _sha256(data))


def _document(page: Page, warc: str, offset: int, length: int) -> DocumentRow:
    """Not validated, which would take most of the time; the archive's readers do it."""
    data = page.text.encode()
    sha256, words = _sha256(data), page.text.split()
    return DocumentRow.model_construct(
        number=page.number,
        file=text_key(page.number, sha256),
        sha256=sha256,
        bytes=len(data),
        url=page.url,
        canonical_url=page.url,
        headline=page.text[-40:-1] if page.is_chinese else " ".join(words[1:9]),
        authors=(f"Author {page.number % 997}",),
        published=f"20{page.number % 27:02}-{page.number % 12 + 1:02}-11T10:00:00Z",
        modified=None,
        publisher=page.publisher,
        language="zh-Hans" if page.is_chinese else "en",
        language_confidence=0.97,
        entities=("bytedance", "tencent"),
        relevance=0.7,
        near_duplicate_of=None,
        revision_of=None,
        access="free",
        fetched=_TIME,
        discovered_via=f"https://www.{page.publisher}.example/feed",
        extractor="trafilatura 2.3.1",
        tagger="gazetteer 1",
        warc=warc,
        offset=offset,
        length=length,
        payload_digest=f"sha256:{_sha256(_payload(page))}",
        run="synthetic",
        status="live",
        kind="document",
        requested_url=page.url,
        http_status=200,
        http_headers=(("Content-Type", "text/html; charset=utf-8"),),
        keys=(_key(page.url),),
        near_keys=page.near_keys,
        mentions=(Mention.model_construct(entity="bytedance", start=0, end=4),),
        threshold=0.5,
        evidence=(),
        text=page.text,
    )


def _rejection(segment: int, each: int) -> RejectionRow:
    url = f"https://www.publisher{each}.example/rejected/{segment}-{each}"
    return RejectionRow.model_construct(
        kind="rejected",
        url=url,
        final_url=url,
        keys=(_key(url),),
        publisher=f"publisher{each}",
        discovered_via=f"https://www.publisher{each}.example/feed",
        stage="relevance",
        reason="unrelated",
        detail="0.12 < 0.50",
        time=_TIME,
        published=None,
    )


def _payload(page: Page) -> bytes:
    return f"<p>{page.text.strip()}</p>".encode()


def capture(number: int, url: str, payload: bytes, time: str) -> tuple[bytes, bytes]:
    """A response and a metadata record as the archive writes them, in a fraction of warcio's time."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(payload)
    page = _Page(number, url, time)
    response = _record(page, "response", "application/http; msgtype=response", http, payload)
    return response, _record(page, "metadata", "application/json", b"", b"{}")


def _record(page: _Page, kind: str, content_type: str, http: bytes, payload: bytes) -> bytes:
    digest = f"WARC-Payload-Digest: sha256:{_sha256(payload)}\r\n" if http else ""
    headers = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\n"
        f"WARC-Record-ID: <urn:uuid:{uuid.UUID(int=2 * page.number + bool(http))}>\r\n"
        f"WARC-Target-URI: {page.url}\r\nWARC-Date: {page.time}\r\n{digest}"
        f"WARC-Block-Digest: sha256:{_sha256(http + payload)}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(http + payload)}\r\n\r\n"
    )
    member = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return member.compress(headers.encode() + http + payload + b"\r\n\r\n") + member.flush()


def _key(url: str) -> str:
    """What url_key makes of such a URL, in a hundredth of the time."""
    return url.removeprefix("https://www.")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    build(Path(sys.argv[1]), int(sys.argv[2]))
