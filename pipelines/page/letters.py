"""Text as its letters and digits alone, to compare wordings."""

import re

from pipelines.nfkc import nfkc
from pipelines.page.stream_safe import stream_safe

_NOT_LETTERS = re.compile(r"[\W_]+")
_ASCII_FOLDED = bytes(range(256)).lower()
_ASCII_NOT_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())


def letters(text: str) -> str:
    """NFKC, without punctuation and spaces, case folded."""
    if text.isascii():
        return text.encode("ascii").translate(_ASCII_FOLDED, _ASCII_NOT_LETTERS).decode("ascii")
    return _NOT_LETTERS.sub("", nfkc(stream_safe(text))).casefold()


def share_held(said: str, whole: str, size: int) -> float:
    """Share of the runs of `size` letters of `said` that are in `whole`: 0 to 1, 0 for fewer letters."""
    runs = [said[at : at + size] for at in range(len(said) - size + 1)]
    return sum(run in whole for run in runs) / len(runs) if runs else 0.0
