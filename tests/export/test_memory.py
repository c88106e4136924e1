"""Memory does not grow with the number of documents: measured in processes of their own."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.archive import open_store
from pipelines.export import Format
from tests.archive.pages import document, judge, opened

_STATUS = Path("/proc/self/status")
_CHILD = """
import re, sys
from itertools import islice
from pathlib import Path
from pipelines.archive import Archive, open_store
from pipelines.export import Format, export
from tests.export.archives import captured, many

wanted, target, count, place = Format(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
rows = islice(Archive.open(place).documents(), count) if wanted is Format.WACZ else many(count)
assert export(rows, open_store(place), wanted, target).documents == count
print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""

# Noise of allocators, and what a format keeps of each document (the names of a folder, pointers of an index).
_ALLOWED_KB = 25_000

pytestmark = pytest.mark.skipif(not _STATUS.exists(), reason="needs /proc/self/status: absent")


def peak_kb(wanted: Format, folder: Path, count: int, place: str = "nowhere") -> int:
    """Of a process that exports so many documents, of 20 kB each where they are made up."""
    target = folder / f"{count}.wacz"
    command = [sys.executable, "-c", _CHILD, wanted, str(target), str(count), place]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout)


def test_memory_stays_when_documents_grow(folder: Path) -> None:
    """By 60 MB of text."""
    assert peak_kb(Format.JSONL, folder, 3_100) - peak_kb(Format.JSONL, folder, 100) < _ALLOWED_KB


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wanted", "few", "many"),
    [(Format.PARQUET, 8_000, 14_000), (Format.FOLDER, 100, 3_100), (Format.SQLITE, 100, 3_100)],
)
def test_memory_stays_when_documents_grow_in(folder: Path, wanted: Format, few: int, many: int) -> None:
    """By 60 MB of text or more. Parquet needs some row groups until its allocator has what it needs."""
    assert peak_kb(wanted, folder, many) - peak_kb(wanted, folder, few) < _ALLOWED_KB


@pytest.mark.slow
def test_memory_stays_when_captures_grow(folder: Path, tmp_path: Path) -> None:
    """By 60 MB of captures that do not pack."""
    place = str(tmp_path / "archive")
    writer = opened(open_store(place))
    for first in range(0, 2_200, 50):
        batch = [document(str(number), _noise(number)) for number in range(first, first + 50)]
        writer.commit(batch, judge)
    grown = peak_kb(Format.WACZ, folder, 2_200, place) - peak_kb(Format.WACZ, folder, 200, place)
    assert (folder / "2200.wacz").stat().st_size - (folder / "200.wacz").stat().st_size > 60_000_000
    assert grown < _ALLOWED_KB


def _noise(number: int) -> str:
    return random.Random(number).randbytes(16_000).hex()
