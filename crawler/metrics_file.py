"""The metrics of a run as a file of this machine, for the textfile collector of Prometheus' node exporter."""

import logging
import os
from contextlib import suppress
from pathlib import Path

logger = logging.getLogger(__name__)

# The collector runs as another user.
_MODE = 0o644


def write_metrics(file: Path, text: str) -> None:
    """At once or not at all: who reads meanwhile sees the file of before. That it fails costs no crawl."""
    if file.exists() and not file.is_file():
        logger.error("%s: the metrics cannot be written (no ordinary file)", file)
        return
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.chmod(_MODE)
        temporary.replace(file)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        logger.error("%s: the metrics cannot be written (%s)", file, error.strerror)
