"""Standard output and standard error where whoever started the crawl closed them (`>&-`), or they broke.

Without, the first file or connection that is opened takes their number, and what anybody prints goes into it.
"""

import os
import sys
from pathlib import Path
from typing import TextIO

_STREAMS = {0: os.O_RDONLY, 1: os.O_WRONLY, 2: os.O_WRONLY}


def open_closed_streams() -> None:
    """What is closed leads to nowhere from now on."""
    for number, way in _STREAMS.items():
        try:
            os.fstat(number)
        except OSError:
            _lead_nowhere(number, way)
    # None where it was closed before Python began; by now its number may be another file's.
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _lead_nowhere(number: int, way: int) -> None:
    opened = os.open(os.devnull, way)
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)
