"""`python -m bench.scale_step add|get URL`: one thing done to a large archive, in a process of its own.

Prints its figures as JSON.
"""

import json
import random
import secrets
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.counting import CountingStore
from bench.synthetic import PER_SEGMENT
from pipelines.archive import Archive, ArchiveWriter, open_store
from tests.archive.pages import document, judge

Figures = Mapping[str, float]


def add(url: str) -> Figures:
    """Opens for writing, commits fifty documents, closes."""
    store = CountingStore(open_store(url))
    began, began_cpu = time.monotonic(), time.process_time()
    writer = ArchiveWriter.open(store, run="scale", software="bench/1")
    opened, opened_cpu = time.monotonic(), time.process_time()
    opening, disk = store.requests.total(), _written_to_disk()
    name = secrets.token_hex(4)
    writer.commit([document(f"{name}-{number}") for number in range(PER_SEGMENT)], judge)
    committed = time.monotonic()
    writer.close()
    return {
        "open_s": opened - began,
        "open_cpu_s": opened_cpu - began_cpu,
        "open_requests": opening,
        "commit_s": committed - opened,
        "close_s": time.monotonic() - committed,
        "add_requests": store.requests.total() - opening,
        "sent_mb": store.sent / 1e6,
        "disk_mb": (_written_to_disk() - disk) / 1e6,
    }


def get(url: str) -> Figures:
    """Opens for reading and gets documents here and there."""
    store = CountingStore(open_store(url))
    began = time.monotonic()
    archive = Archive.open(store)
    opened = time.monotonic()
    # Not among the newest: those that `add` made have keys that are no URL's.
    numbers = [random.randrange(len(archive) // 2) for _ in range(20)]
    for number in numbers:
        archive.get(number)
    got = time.monotonic()
    page = archive.get(numbers[0]).url
    assert page is not None
    asked = time.monotonic()
    found = archive.by_url(page)
    assert found is not None
    assert found.number == numbers[0]
    return {
        "read_open_s": opened - began,
        "get_ms": 1000 * (got - opened) / len(numbers),
        "by_url_s": time.monotonic() - asked,
    }


def _written_to_disk() -> int:
    """Bytes that this process had the disk written with; 0 where the system does not tell."""
    try:
        lines = Path("/proc/self/io").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("write_bytes"))


STEPS: Mapping[str, Callable[[str], Figures]] = {"add": add, "get": get}

if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](sys.argv[2])))
