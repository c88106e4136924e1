"""The pages that sitemaps name, for libraries that want URLs. Standard library only."""

import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

_LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def listed_urls(listings: Path) -> list[str]:
    """`listings` names the home page of a publisher on each line; each page once, in their order."""
    return list(dict.fromkeys(_urls(listings)))


def _urls(listings: Path) -> Iterator[str]:
    for home in listings.read_text(encoding="utf-8").split():
        with urllib.request.urlopen(f"{home}sitemap.xml", timeout=30) as answer:
            for loc in ElementTree.fromstring(answer.read()).iter(_LOC):
                yield (loc.text or "").strip()


def arguments() -> tuple[Path, Path]:
    """Of the command line: the file of listings, and the folder for documents, which is made."""
    listings, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    return listings, folder
