"""What a crawl of the hostile web left: its archive, its log, what it said."""

import re
from dataclasses import dataclass
from pathlib import Path

from pipelines.archive import Archive, DocumentRow
from tests.crawl.crawling import ROOT, Crawled, crawl
from tests.output.hostile_web import HOST, hostile_web

# What moves a cursor, rings, starts a line, turns the reading round or hides: all that C0, C1, the formats of
# Unicode and its separators have, but for what ends our own lines.
ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_CONFIG = f"""
[workers]
processes = 1
[relevance]
threshold = 0
[duplicates]
reject_from = 1
link_from = 1
[seeds]
folder = "{ROOT}/seeds"
publishers = "publishers.toml"
gazetteer = "{ROOT}/seeds/entities.toml"
[crawl]
contact = "a@b.example"
"""
_PUBLISHERS = f"""
[[publisher]]
id = "hostile"
name = "\\u001b[31mHostile"
home = "http://{HOST}/"
language = "en"
feeds = [
    {{ url = "http://{HOST}/feed.xml", seen = "here" }},
    {{ url = "http://{HOST}/broken.xml", seen = "here" }},
]
"""


@dataclass(frozen=True)
class Left:
    """`documents` are those with a page, by the last part of their path: the name of their title."""

    archive: Path
    crawled: Crawled
    log: str
    documents: dict[str, DocumentRow]
    config: dict[str, str]


def crawl_hostile_web(folder: Path) -> Left:
    """One crawl at DEBUG into a file."""
    (folder / "pipelines.toml").write_text(_CONFIG, encoding="utf-8")
    (folder / "publishers.toml").write_text(_PUBLISHERS, encoding="utf-8")
    config = {"CORPUS_CONFIG": str(folder / "pipelines.toml")}
    with hostile_web() as proxy:
        crawled = crawl(
            proxy,
            folder / "archive",
            *("--loglevel", "DEBUG", "--logfile", str(folder / "log"), "-s", "RETRY_TIMES=0"),
            extra=config,
        )
    assert crawled.code == 0, crawled.output
    documents = (row for row in Archive.open(str(folder / "archive")).documents() if row.url is not None)
    named = {str(row.url).partition("?")[0].rpartition("/")[2]: row for row in documents}
    return Left(
        folder / "archive",
        crawled,
        (folder / "log").read_bytes().decode("utf-8", "surrogateescape"),
        named,
        config,
    )
