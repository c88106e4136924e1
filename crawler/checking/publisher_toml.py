"""A publisher as a `[[publisher]]` table of seeds/publishers.toml, written as people write them."""

import json
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from crawler.publishers import Entry, Publisher, load_publishers
from pipelines.errors import ConfigurationError

_LISTS = ("feeds", "news_sitemaps", "sitemaps", "sections")


def to_toml(publisher: Publisher) -> str:
    """One listing a line; what has its default is left out. Ends in a newline."""
    return "\n".join(_lines(publisher)) + "\n"


def refuse_known(publisher: Publisher, known: Sequence[Publisher], file: Path) -> None:
    """Raises ConfigurationError where the id or the host is in the file already."""
    for other in known:
        shared = set(other.domains) & set(publisher.domains)
        if shared:
            raise ConfigurationError(
                f"{file}: {min(shared)} belongs to publisher {other.id!r} already; add listings to its entry"
            )
        if other.id == publisher.id:
            raise ConfigurationError(f"{file}: the id {publisher.id!r} is taken; give another with --id")


def append(publisher: Publisher, file: Path) -> None:
    """At the end of the file, whole or not at all. Raises ConfigurationError where that cannot be written."""
    before = file.read_text(encoding="utf-8")
    _write(f"{before.rstrip()}\n\n{to_toml(publisher)}", file)


def insert_listings(publishers: Sequence[Publisher], file: Path) -> None:
    """Into the entries of these, which have none, behind all that stands there. Raises as `append` does."""
    text = file.read_text(encoding="utf-8")
    for publisher in publishers:
        text = _with_listings(text, publisher)
    _write(text, file)


def _with_listings(text: str, publisher: Publisher) -> str:
    lines = text.splitlines(keepends=True)
    starts = [place for place, line in enumerate(lines) if line.startswith("[[publisher]]")]
    for start, end in pairwise([*starts, len(lines)]):
        table = tomllib.loads("".join(lines[start:end]))["publisher"][0]
        if table["id"] == publisher.id:
            while lines[end - 1].lstrip().startswith("#") or not lines[end - 1].strip():
                end -= 1
            last = lines[end - 1].rstrip("\n") + "\n"
            return "".join([*lines[: end - 1], last, *_listings(publisher), *lines[end:]])
    return text


def _listings(publisher: Publisher) -> Iterator[str]:
    for name in _LISTS:
        yield from (f"{line}\n" for line in _list(name, getattr(publisher, name)))


def _write(text: str, file: Path) -> None:
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".adding-") as folder:
            new = Path(folder) / file.name
            new.write_text(text, encoding="utf-8")
            load_publishers(new)
            new.chmod(file.stat().st_mode)
            new.replace(file.resolve())
    except OSError as error:
        message = f"{file}: cannot be written ({error.strerror}); add what is printed by hand"
        raise ConfigurationError(message) from error


def _lines(publisher: Publisher) -> Iterator[str]:
    yield "[[publisher]]"
    yield f"id = {_text(publisher.id)}"
    yield f"name = {_text(publisher.name)}"
    yield f"home = {_text(publisher.home)}"
    yield f"language = {_text(publisher.language)}"
    yield "named_in = []"
    yield "extension = true"
    if publisher.note:
        yield f"note = {_text(publisher.note)}"
    if publisher.render:
        yield "render = true"
    for name in _LISTS:
        yield from _list(name, getattr(publisher, name))


def _list(name: str, entries: Sequence[Entry]) -> Iterator[str]:
    if not entries:
        return
    yield f"{name} = ["
    for entry in entries:
        note = f", note = {_text(entry.note)}" if entry.note else ""
        yield f"  {{ url = {_text(entry.url)}, seen = {_text(entry.seen)}{note} }},"
    yield "]"


def _text(text: str) -> str:
    """A basic string of TOML, whose escapes JSON shares but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
