"""A folder of WARC files as a news crawl of the whole web leaves it: of its pages few are anybody's who asks.

Records of real pages where they lie beside the project, else of our own, each under many made-up hosts; pages
of the demo's publishers that are not related; and the planted ones, related stories of theirs. The same
bytes on every run, but for the real pages.
"""

import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from bench.local_site import local_pages
from bench.pages import has_shared_pages, shared_pages
from demo.site.content import Story, load_stories
from demo.site.pages import article_page

PLANTED_SHARE, OTHERS_SHARE = 0.01, 0.02
"""Of all records: related pages of the publishers, and other pages of theirs."""

_OWN_PAGES = 200
_RECORDS_PER_FILE = 5000


class Record(NamedTuple):
    """`date` as in WARC-Date."""

    url: str
    body: bytes
    content_type: str
    date: str = "2020-03-05T12:00:00Z"
    status: str = "200 OK"
    kind: str = "response"


@dataclass(frozen=True, slots=True)
class Planted:
    """`urls` are those of the related pages; `others` how many more pages the publishers have there."""

    folder: Path
    records: int
    urls: frozenset[str]
    others: int
    bytes: int


def build(folder: Path, records: int, *, real: bool | None = None) -> Planted:
    """Writes the files; `real` None takes real pages where there are any."""
    chance = random.Random(records)
    stories = load_stories()
    related = [story for story in stories if story.related]
    unrelated = [story for story in stories if not story.related]
    planted = [_of_story(place, related, stories) for place in range(max(1, int(records * PLANTED_SHARE)))]
    others = [_of_story(place, unrelated, stories) for place in range(int(records * OTHERS_SHARE))]
    rest = records - len(planted) - len(others)
    order: list[Record | int] = [*planted, *others, *range(rest)]
    chance.shuffle(order)
    strangers = _strangers(has_shared_pages() if real is None else real, max(1, records // 15))
    every = (each if isinstance(each, Record) else _of_stranger(each, strangers) for each in order)
    size = write_files(folder, every)
    return Planted(folder, records, frozenset(record.url for record in planted), len(others), size)


def write_files(folder: Path, records: Iterator[Record]) -> int:
    """The bytes written, in files of 5,000 records."""
    folder.mkdir(parents=True, exist_ok=True)
    size = number = 0
    members = (member(record, place) for place, record in enumerate(records))
    while (first := next(members, None)) is not None:
        name = f"CC-NEWS-202003{number % 28 + 1:02}000000-{number:05}.warc.gz"
        with (folder / name).open("wb") as file:
            size += file.write(first)
            for _, data in zip(range(_RECORDS_PER_FILE - 1), members, strict=False):
                size += file.write(data)
        number += 1
    return size


def member(record: Record, place: int) -> bytes:
    """The record as a gzip member."""
    http = (
        f"HTTP/1.1 {record.status}\r\nContent-Type: {record.content_type}\r\n"
        f"X-Crawl-Content-Encoding: gzip\r\nContent-Length: {len(record.body)}\r\n\r\n"
    ).encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: {record.kind}\r\nWARC-Record-ID: <urn:uuid:{place:032x}>\r\n"
        f"WARC-Target-URI: {record.url}\r\nWARC-Date: {record.date}\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http) + len(record.body)}\r\n\r\n"
    ).encode()
    packer = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(head + http + record.body + b"\r\n\r\n") + packer.flush()


def _of_story(place: int, chosen: Sequence[Story], stories: Sequence[Story]) -> Record:
    """The same story again and again, each time under another address."""
    story = chosen[place % len(chosen)]
    mates = [mate for mate in stories if mate.host == story.host]
    parts = urlsplit(story.url)
    url = f"http://{parts.netloc}{parts.path}" + (
        f"?edition={place // len(chosen)}" if place >= len(chosen) else ""
    )
    body = article_page(story, mates, url)
    return Record(url, body, f"text/html; charset={story.host.charset}")


def _of_stranger(place: int, strangers: Sequence[tuple[str, bytes]]) -> Record:
    content_type, body = strangers[place % len(strangers)]
    url = f"https://www.paper-{place % 997}.example/2020/03/05/story-{place}.html"
    return Record(url, body, content_type)


def _strangers(real: bool, own_pages: int) -> list[tuple[str, bytes]]:
    own = [(page.content_type, page.body) for page in local_pages(min(own_pages, _OWN_PAGES))]
    return [*((page.content_type, page.body) for page in shared_pages()), *own] if real else own
