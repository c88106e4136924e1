"""The example of docs/reading.md for Spark, where that is installed: it takes Java and 450 megabytes."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import pytest

from tests.docs.examples import REMOVED, examples

_TIMEOUT_S = 600.0


@pytest.mark.slow
def test_spark(folder: Path) -> None:
    """Spark writes of itself to standard error, whatever happens."""
    if find_spec("pyspark") is None or which("java") is None:
        pytest.skip("needs pyspark and Java: absent")
    (code,) = examples("## Spark and others", "python")
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
        check=True,
    )
    counted, lengths = (_rows(part) for part in done.stdout.split("\n\n")[:2])
    assert counted == [["en", "5"], ["zh-Hans", "1"]]
    assert [number for number, _ in lengths] == [str(number) for number in range(REMOVED)]


def _rows(shown: str) -> list[list[str]]:
    """The cells of a table as Spark draws it, without its head."""
    lines = [line for line in shown.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]
