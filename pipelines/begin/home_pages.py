"""A list of home pages, one a line, as the publishers of a new project."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipelines.errors import ConfigurationError
from pipelines.import_folder import shown
from pipelines.names.entity_draft import quoted
from pipelines.page.site import publisher_id
from pipelines.redaction import secret_in
from pipelines.urls import canonical_url, host_of

_ADDRESS = re.compile(r"\S+://\S+")
_AROUND_NAMES = " \t,;|=-–—\"'"

_HEAD = """\
# Who is read: one [[publisher]] table each, with where its articles are listed. Where nothing is named, a
# crawl looks at the home page, at robots.txt and at the usual places of feeds and sitemaps.
#
#   scrapy publishers add --write            the listings of all that have none
#   scrapy publishers add https://… --write  one publisher more
#   scrapy publishers check                  does each listing still say what it should?
"""


class HomePage(NamedTuple):
    """A line of the list: `line` is its number, `name` what stands beside the address, or the host."""

    line: int
    name: str
    url: str


def read_home_pages(path: Path) -> tuple[HomePage, ...]:
    """Every line that is neither empty nor begins with `#`: an address, with a name before or behind it.

    Raises ConfigurationError naming the line.
    """
    pages = tuple(_page(path, number, line) for number, line in _lines(path))
    if not pages:
        raise ConfigurationError(f"{shown(path)}: no address in it; write one home page a line")
    _refuse_twins(path, pages)
    return pages


def publishers_toml(pages: Sequence[HomePage], language: str) -> str:
    """The file; `language` is what they are said to write. Every page is looked at by itself all the same."""
    return "\n".join(
        [_HEAD, *(_table(page, name, language) for page, name in zip(pages, _ids(pages), strict=True))]
    )


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        message = f"{shown(path)}: cannot be read ({error.strerror}); --publishers names a file of home pages"
        raise ConfigurationError(message) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"{shown(path)}: not UTF-8 at byte {error.start}; convert the file"
        ) from error
    for number, line in enumerate(text.splitlines(), 1):
        told = re.split(r"(?:^|\s)#", line, maxsplit=1)[0].strip()
        if told:
            yield number, told


def _page(path: Path, number: int, line: str) -> HomePage:
    found = _ADDRESS.findall(line)
    if not found:
        raise _wrong(
            path, number, f"no address in {line[:60]!r}; write it with its scheme, https://daily.example/"
        )
    if len(found) > 1:
        raise _wrong(path, number, "more than one address; write one home page a line")
    url = found[0].strip("<>,;|\"'")
    try:
        canonical = canonical_url(url)
    except ValueError as error:
        raise _wrong(path, number, f"{error}; write it out, as https://daily.example/") from error
    if secret := secret_in(url):
        raise _wrong(
            path, number, f"the address holds {secret}, and this file is read by others; leave it out"
        )
    name = " ".join(line.replace(found[0], " ").strip(_AROUND_NAMES).split())
    return HomePage(number, name or host_of(canonical), canonical)


def _refuse_twins(path: Path, pages: Sequence[HomePage]) -> None:
    first: dict[str, int] = {}
    for page in pages:
        line = first.setdefault(host_of(page.url), page.line)
        if line != page.line:
            raise _wrong(path, page.line, f"{host_of(page.url)} stands in line {line} already; take one out")


def _ids(pages: Sequence[HomePage]) -> list[str]:
    """By the host's name; by the whole host where two would be called alike."""
    short = [publisher_id(page.url) for page in pages]
    whole = [re.sub(r"[^a-z0-9]+", "-", host_of(page.url)).strip("-") for page in pages]
    return [one if short.count(one) == 1 else other for one, other in zip(short, whole, strict=True)]


def _table(page: HomePage, identifier: str, language: str) -> str:
    return (
        f"[[publisher]]\nid = {quoted(identifier)}\nname = {quoted(page.name)}\nhome = {quoted(page.url)}\n"
        f"language = {quoted(language)}\nextension = true\n"
    )


def _wrong(path: Path, line: int, what: str) -> ConfigurationError:
    return ConfigurationError(f"{shown(path)}, line {line}: {what}")
