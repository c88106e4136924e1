"""The seed texts that a corpus begins with. Their bytes and names are never touched."""

import re
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pipelines.document import Article
from pipelines.errors import ConfigurationError

_NAME = re.compile(r"^(\d{3,})_[0-9a-f]{16}\.txt$")

_OPENING_LINES = 4
_HEADLINE = re.compile(r"^(?!By |.*[.。!?] ?\S)(?=\S+(\s\S+){3}|[\u3400-\u9fff]{6}).{10,200}$")


class SeedFile(NamedTuple):
    """One seed: its file name and its bytes."""

    name: str
    data: bytes

    def article(self) -> Article:
        """The seed as a reader sees it; its headline is None where no line looks like one."""
        text = self.data.decode("utf-8")
        return Article.of_text(text, _headline(text), "seed")


def _headline(text: str) -> str | None:
    """The first of the opening lines that is a sentence long: no byline, no counter, no paragraph."""
    lines = (line.strip() for line in text.removeprefix("\ufeff").splitlines())
    opening = islice(filter(None, lines), _OPENING_LINES)
    return next((line for line in opening if _HEADLINE.match(line)), None)


def load_seeds(folder: Path) -> tuple[SeedFile, ...]:
    """All files `NNN_<16 hex>.txt` of `folder`, numbered from 000 without gaps.

    Raises ConfigurationError where there are none, a number is missing or double, or a text is not UTF-8.
    """
    paths = sorted((path for path in folder.glob("*.txt") if _NAME.match(path.name)), key=_number)
    if not paths:
        message = f"{folder}: no texts named NNN_<16 hex>.txt; `folder` under [seeds] says where they lie"
        raise ConfigurationError(message)
    for expected, path in enumerate(paths):
        if _number(path) != expected:
            message = f"{path}: seeds are numbered from 000 without gaps; {expected:03d} was expected"
            raise ConfigurationError(message)
    return tuple(_read(path) for path in paths)


def _number(path: Path) -> int:
    return int(path.name.partition("_")[0])


def _read(path: Path) -> SeedFile:
    data = path.read_bytes()
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: not UTF-8 at byte {error.start}; convert the file") from error
    return SeedFile(path.name, data)
