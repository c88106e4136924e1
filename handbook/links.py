"""The links of a page as they must be in the site, where some files stand elsewhere than in the project."""

import posixpath
import re
from collections.abc import Callable, Mapping

from handbook.places import ROOT, place_of

_FENCED = re.compile(r"(^ *```.*?^ *```$)", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"(\]\()([^)\s]+)(\))")


class BrokenLink(Exception):
    """A page links to a file that is not there."""


def linked(text: str, source: str, pages: Mapping[str, str]) -> tuple[str, set[str]]:
    """The text of the page `source` with its links turned, and the files that it links to and are no pages.

    `pages` as in places.py. Raises BrokenLink.
    """
    files: set[str] = set()

    def turned(match: re.Match[str]) -> str:
        return match[1] + _turned(match[2], source, pages, files.add) + match[3]

    parts = _FENCED.split(text)
    return "".join(part if at % 2 else _LINK.sub(turned, part) for at, part in enumerate(parts)), files


def _turned(link: str, source: str, pages: Mapping[str, str], note: Callable[[str], None]) -> str:
    path, hash_sign, anchor = link.partition("#")
    if not path or "://" in link or link.startswith("mailto:"):
        return link
    target = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    if target not in pages:
        if not (ROOT / target).is_file():
            raise BrokenLink(f"{source} links to {link}, and there is no file {target}")
        note(target)
    place = pages.get(target) or place_of(target)
    return posixpath.relpath(place, posixpath.dirname(pages[source]) or ".") + hash_sign + anchor
