"""Labelled pages: our own, which come with the project, and those that may lie beside it."""

import gzip
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.document import Capture

PROJECT = Path(__file__).resolve().parent.parent
OWN = PROJECT / "quality" / "own"
SHARED = PROJECT.parent / "shared" / "data"
ABSENT = "needs ../shared/data: absent"

# Later than any page that is labelled.
_FETCHED = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Page(NamedTuple):
    """A page and what is known of it; `origin` is the set that it belongs to, `own` for ours."""

    name: str
    origin: str
    url: str
    body: bytes
    label: Mapping[str, Any]

    def capture(self) -> Capture:
        """As a crawl would have it, from a server that says nothing of the charset."""
        return Capture(
            url=self.url,
            final_url=self.url,
            fetched=_FETCHED,
            status=200,
            headers=(("Content-Type", "text/html"),),
            body=self.body,
            publisher=None,
            discovered_via=None,
        )


def shared_data() -> Path | None:
    """The folder with other people's labelled data, where it lies beside the project."""
    return SHARED if (SHARED / "pages" / "manifest.jsonl").is_file() else None


def shared_pages(*origins: str) -> Iterator[Page]:
    """Pages of these sets, in the order of the manifest, which is their label; none where they are absent."""
    folder = shared_data()
    if folder is None:
        return
    with (folder / "pages" / "manifest.jsonl").open(encoding="utf-8") as lines:
        labels = [label for label in map(json.loads, lines) if label["origin"] in origins]
    for place, label in enumerate(labels):
        body = gzip.decompress((folder / "pages" / label["file"]).read_bytes())
        url = label.get("url") or f"https://{label['origin']}.example/{place}.html"
        yield Page(label["file"], label["origin"], url, body, label)


def own_pages() -> Iterator[Page]:
    """Our pages: each a `.html` with its label in a `.json` of the same name, keys as in the manifest."""
    for file in sorted((OWN / "pages").glob("*.html")):
        label = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        yield Page(file.name, "own", label["url"], file.read_bytes(), label)
