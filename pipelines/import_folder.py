"""A folder of texts that are to be imported: read once to see whether all is well, and again one by one."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pipelines.document import text_bytes
from pipelines.errors import ConfigurationError

_NAME = re.compile(r"(\d{3,})_[0-9a-f]{16}\.txt")


class FolderText(NamedTuple):
    """A text by its place and its bytes. `line_sha256` is that of the text with one newline at its end.

    It is how a text that lacks the final newline is seen to be the same as one that has it.
    """

    path: Path
    sha256: str
    line_sha256: str

    @property
    def name(self) -> str:
        return self.path.name

    def read(self) -> bytes:
        """The bytes. Raises ConfigurationError where they are not what they were."""
        data = _bytes(self.path)
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise ConfigurationError(f"{shown(self.path)} has changed meanwhile; import again")
        return data


def read_folder(folder: Path) -> tuple[FolderText, ...]:
    """Every `*.txt`, in order of number where all are named as those of an archive, otherwise of name.

    Names that begin with a dot are passed over. Raises ConfigurationError where there is no text, or where
    one is empty or not UTF-8.
    """
    if not folder.is_dir():
        raise ConfigurationError(f"{shown(folder)} is no folder; name one with texts named *.txt")
    paths = [path for path in folder.glob("*.txt") if not path.name.startswith(".") and path.is_file()]
    if not paths:
        raise ConfigurationError(f"{shown(folder)}: no texts named *.txt; name another folder")
    return tuple(sorted(map(_read, paths), key=_place))


def are_numbered(texts: Iterable[FolderText]) -> bool:
    """Whether each has the name of its place: `000_<16 hex>.txt` and so on, without gaps."""
    return all(_number(text.name) == place for place, text in enumerate(texts))


def shown(path: Path) -> str:
    """A path as it may be printed, whatever its bytes are."""
    name = str(path)
    return name if name.isprintable() else ascii(name)


def _read(path: Path) -> FolderText:
    data = _bytes(path)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"{shown(path)}: not UTF-8 at byte {error.start}; convert the file"
        ) from error
    if not text.removeprefix("\ufeff").strip():
        raise ConfigurationError(f"{shown(path)}: the text is empty; take it out of the folder")
    line = hashlib.sha256(text_bytes(text.removesuffix("\n"))).hexdigest()
    return FolderText(path, hashlib.sha256(data).hexdigest(), line)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{shown(path)}: cannot be read ({error.strerror}); mend its permissions, or take it away"
        raise ConfigurationError(message) from error


def _number(name: str) -> int | None:
    match = _NAME.fullmatch(name)
    return int(match[1]) if match and match[1] == f"{int(match[1]):03}" else None


def _place(text: FolderText) -> tuple[int, str]:
    number = _number(text.name)
    return (-1 if number is None else number, text.name)
