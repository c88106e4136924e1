"""Saved pages to serve: real ones where they lie beside the project, else pages made from the demo web's."""

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipelines.urls import canonical_url, url_key

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared" / "data" / "pages"

_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class SavedPage:
    """One page under the URL it is served at: http, canonical, its key (`url_key`) unlike every other's.

    `gzipped` is the body as it travels. `title` and `published` (ISO 8601) are what a listing would say.
    `content_type` has no charset where it is not known what the server said. `copy_of` is the URL of the page
    of which this one is a copy, `wanted` the text that people found on it; None where nobody looked.
    """

    url: str
    gzipped: bytes
    title: str | None
    published: str | None
    content_type: str = "text/html"
    copy_of: str | None = None
    wanted: str | None = None

    @property
    def body(self) -> bytes:
        """The body without its Content-Encoding."""
        return gzip.decompress(self.gzipped)

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc


def has_shared_pages(folder: Path = SHARED) -> bool:
    """Whether the real pages lie where they are looked for."""
    return (folder / "manifest.jsonl").is_file()


def shared_pages(folder: Path = SHARED) -> tuple[SavedPage, ...]:
    """Every page of the manifest, in its order.

    A page of which no URL is known, or only one that another page has, is given a host of its own.
    """
    taken: set[str] = set()
    return tuple(_page(folder, line, taken) for line in _manifest(folder))


def spread(pages: Sequence[SavedPage], count: int | None) -> tuple[SavedPage, ...]:
    """`count` of the pages, evenly from first to last; all of them where there are no more, or for None."""
    if count is None or count >= len(pages):
        return tuple(pages)
    return tuple(pages[place * len(pages) // count] for place in range(count))


def _manifest(folder: Path) -> Iterator[dict[str, Any]]:
    with (folder / "manifest.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _page(folder: Path, line: dict[str, Any], taken: set[str]) -> SavedPage:
    url = _free_url((str(line.get("url") or ""), _made_up(line)), taken)
    return SavedPage(
        url=url,
        gzipped=(folder / line["file"]).read_bytes(),
        title=line.get("title") or line.get("silver_title"),
        published=_iso(line.get("date") or line.get("silver_date")),
        wanted=line.get("text"),
    )


def _free_url(candidates: Iterable[str], taken: set[str]) -> str:
    for candidate in candidates:
        if not candidate.startswith(("http://", "https://")):
            continue
        url = canonical_url(f"http://{candidate.split('://', 1)[1]}")
        if url_key(url) not in taken:
            taken.add(url_key(url))
            return url
    raise ValueError(f"no URL of its own for {list(candidates)}")


def _made_up(line: dict[str, Any]) -> str:
    stem = Path(line["file"]).name.removesuffix(".gz").removesuffix(".html")
    name = _NOT_IN_NAMES.sub("-", stem.lower()).strip("-")
    return f"http://{line['origin']}.example/saved/{name}-article.html"


def _iso(date: object) -> str | None:
    return str(date).strip().replace(" ", "T") if date else None
