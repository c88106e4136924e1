"""The texts that a new project begins with: a folder of text, Markdown and HTML, each read to plain text."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from pipelines.begin.markdown import plain_markdown
from pipelines.document import Capture, text_bytes
from pipelines.errors import ConfigurationError, Rejected, StageFailed
from pipelines.import_folder import shown
from pipelines.seeds import SeedFile

_NUMBERED = re.compile(r"(\d{3,})_[0-9a-f]{16}\.txt")
_LEAST_CHARACTERS = 1


class OwnText(NamedTuple):
    """A text, where it came from, and the bytes that it is to have as a seed."""

    path: Path
    data: bytes

    def seed(self, number: int) -> SeedFile:
        """The file of this number, named by its SHA-256; a name that is one of a seed already stays."""
        match = _NUMBERED.fullmatch(self.path.name)
        digits = hashlib.sha256(self.data).hexdigest()[:16]
        is_named = match is not None and int(match[1]) == number
        return SeedFile(self.path.name if is_named else f"{number:03d}_{digits}.txt", self.data)


def read_texts(folder: Path) -> tuple[OwnText, ...]:
    """Every `.txt`, `.md` and `.html` of the folder, by name; hidden files are passed over.

    Raises ConfigurationError, naming the file, where there is none, or one is no text, empty, or there twice.
    """
    if not folder.is_dir():
        raise ConfigurationError(
            f"{shown(folder)} is no folder; --texts names one with .txt, .md or .html files"
        )
    paths = sorted(path for path in folder.iterdir() if _is_text(path))
    if not paths:
        raise ConfigurationError(
            f"{shown(folder)}: no .txt, .md or .html file; put the texts there, one a file"
        )
    texts = tuple(OwnText(path, _READERS[path.suffix.lower()](path)) for path in paths)
    _refuse_twins(texts)
    return texts


def passed_over(folder: Path) -> tuple[str, ...]:
    """The names of files and folders there that are none of these, as they may be printed."""
    others = (path for path in sorted(folder.iterdir()) if not _is_text(path))
    return tuple(shown(Path(path.name)) for path in others if not path.name.startswith("."))


def _is_text(path: Path) -> bool:
    return path.suffix.lower() in _READERS and path.is_file() and not path.name.startswith(".")


def _plain(path: Path) -> bytes:
    """As it is."""
    return _decoded(path).encode()


def _markdown(path: Path) -> bytes:
    text = plain_markdown(_decoded(path))
    if not text:
        raise ConfigurationError(f"{shown(path)}: the text is empty; take it out of the folder")
    return text_bytes(text)


def _html(path: Path) -> bytes:
    """The headline, then the article, as a crawl would read them."""
    # The libraries take a second to load, and most folders hold plain texts.
    from pipelines.extract import extract

    try:
        article = extract(_capture(path), min_characters=_LEAST_CHARACTERS)
    except (Rejected, StageFailed) as error:
        what = f"no article can be read in it ({error.args[0]})"
        raise ConfigurationError(f"{shown(path)}: {what}; save its text as .txt") from error
    lines = article.text.split("\n")
    is_told = article.headline is None or article.headline in lines[:3]
    return text_bytes("\n".join(lines if is_told else [str(article.headline), *lines]))


_READERS: Mapping[str, Callable[[Path], bytes]] = {
    ".txt": _plain,
    ".text": _plain,
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _html,
    ".htm": _html,
}


def _decoded(path: Path) -> str:
    data = _bytes(path)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        what = "is no text" if b"\0" in data else f"is not UTF-8 at byte {error.start}"
        raise ConfigurationError(f"{shown(path)} {what}; convert it, or take it out of the folder") from error
    if "\0" in text:
        raise ConfigurationError(f"{shown(path)} is no text; take it out of the folder")
    if not text.removeprefix("\ufeff").strip():
        raise ConfigurationError(f"{shown(path)}: the text is empty; take it out of the folder")
    return text


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{shown(path)}: cannot be read ({error.strerror}); mend its permissions, or take it away"
        raise ConfigurationError(message) from error


def _capture(path: Path) -> Capture:
    address = "http://page.invalid/"
    return Capture(
        url=address,
        final_url=address,
        fetched=datetime.now(UTC).replace(microsecond=0),
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=_bytes(path),
        publisher=None,
        discovered_via=None,
    )


def _refuse_twins(texts: Sequence[OwnText]) -> None:
    for one, other in _twins(texts):
        names = f"{shown(one.path)} and {shown(Path(other.path.name))}"
        raise ConfigurationError(f"{names} are the same text; take one of them out of the folder")


def _twins(texts: Sequence[OwnText]) -> Iterator[tuple[OwnText, OwnText]]:
    first: dict[bytes, OwnText] = {}
    for text in texts:
        twin = first.setdefault(b" ".join(text.data.split()), text)
        if twin is not text:
            yield twin, text
