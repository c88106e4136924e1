"""`python -m bench known`: what a crawl holds of all that an archive knows, and how fast that answers.

Invented columns, by the row group, go the way that those of an archive go when it is opened. Ten million
URLs, a million of them documents with their near-keys, take some minutes.
"""

import argparse
import gc
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import psutil
import pyarrow as pa

from bench.pages import PROJECT
from pipelines.archive.catalogue import Catalogue, Parts
from pipelines.archive.digests import KEY_BYTES
from pipelines.archive.known import Known
from pipelines.archive.parquet import GROUP_ROWS

_Asked = TypeVar("_Asked")

_NEAR_KEYS = 32
_ASKED = 20_000
_SECOND = np.timedelta64(1, "s")
_BEGIN = np.datetime64("2019-01-01T00:00:00")
_SECONDS = 7 * 365 * 86_400
_REASONS = ("unrelated", "http_404", "near_duplicate", "not_an_article", "language")
_ROWS = (
    ("before, MB", "before_mb", "{:.0f}"),
    ("held, MB", "held_mb", "{:.0f}"),
    ("  in arrays, bytes a URL", "bytes_a_url", "{:.1f}"),
    ("  in arrays, bytes a document besides", "bytes_a_document", "{:.0f}"),
    ("peak while it is read, MB", "peak_mb", "{:.0f}"),
    ("read, CPU s", "read_cpu_s", "{:.1f}"),
    ("a URL that is known, µs", "known_us", "{:.1f}"),
    ("a URL that is not, µs", "unknown_us", "{:.1f}"),
    ("near-keys of a text, µs", "near_us", "{:.0f}"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where it could be measured."""
    options = _options(arguments)
    if options.alone:
        print(json.dumps(measure(options.urls, options.documents)))
        return 0
    # In a process of its own, which holds nothing else.
    figures = _measured(options.urls, options.documents)
    print(f"{options.urls:,} URLs, {options.documents:,} of them documents with {_NEAR_KEYS} near-keys each")
    for label, name, form in _ROWS:
        print(f"{label:<38}{form.format(figures[name]):>10}")
    return 0


def measure(urls: int, documents: int) -> dict[str, float]:
    """Of so many URLs, of which so many are documents."""
    columns, before = Columns(), _resident_mb()
    began = time.process_time()
    catalogue = Catalogue(columns.documents(documents), columns.turned_away(urls - documents))
    read = time.process_time() - began - columns.made_in_s
    held, peak = _resident_mb() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    known = random.choices(columns.sample, k=_ASKED)
    assert all(catalogue.verdict(digest) is not None for digest in known[:100])
    unknown = [random.randbytes(KEY_BYTES) for _ in range(_ASKED)]
    texts = [random.randbytes(4 * _NEAR_KEYS).hex() for _ in range(_ASKED // _NEAR_KEYS)]
    return {
        **_in_arrays(catalogue.parts, urls, documents),
        "before_mb": before,
        "held_mb": held,
        "peak_mb": peak,
        "read_cpu_s": read,
        "known_us": _us_each(catalogue.verdict, known),
        "unknown_us": _us_each(catalogue.verdict, unknown),
        "near_us": _us_each(Known(lambda _: None, catalogue).near, texts),
    }


class Columns:
    """Row groups as an archive has them, the same ones every time, but for the columns that nobody reads.

    `sample` are some of the digests of URL keys, `made_in_s` is the CPU time that it took to invent them.
    """

    def __init__(self) -> None:
        self.sample: list[bytes] = []
        self.made_in_s = 0.0
        self._chance = np.random.default_rng(7)
        self._moments: dict[int, pa.Array] = {}

    def documents(self, count: int) -> Iterator[pa.Table]:
        """Those of INDEX.parquet."""
        for first in range(0, count, GROUP_ROWS):
            yield self._timed(self._documents, min(GROUP_ROWS, count - first), first)

    def turned_away(self, count: int) -> Iterator[pa.Table]:
        """Those of REJECTED.parquet."""
        for first in range(0, count, GROUP_ROWS):
            yield self._timed(self._turned_away, min(GROUP_ROWS, count - first), first)

    def _timed(self, make: Callable[[int, int], pa.Table], rows: int, first: int) -> pa.Table:
        began = time.process_time()
        table = make(rows, first)
        self.made_in_s += time.process_time() - began
        return table

    def _documents(self, rows: int, first: int) -> pa.Table:
        sha256 = self._chance.bytes(32 * rows).hex().encode()
        return pa.table(
            {
                "sha256": _strings(sha256, rows),
                "newline_sha256": pa.nulls(rows, pa.string()),
                "published": self._times(rows),
                "fetched": self._times(rows),
                "warc": pa.array([f"warc/{first:010}.warc.gz"] * rows, pa.string()),
                "status": pa.array(["live"] * rows, pa.string()),
                "segment": pa.array(range(first, first + rows), pa.int32()),
                "key_digests": self._keys(rows),
                "near_keys": _binaries(self._chance.bytes(4 * _NEAR_KEYS * rows), rows),
            }
        )

    def _turned_away(self, rows: int, first: int) -> pa.Table:
        reasons = [_REASONS[(first + row) % len(_REASONS)] for row in range(rows)]
        return pa.table(
            {
                "stage": pa.array(["relevance"] * rows, pa.string()),
                "reason": pa.array(reasons, pa.string()),
                "time": self._times(rows),
                "published": self._times(rows),
                "kind": pa.array(["rejected"] * rows, pa.string()),
                "key_digests": self._keys(rows),
            }
        )

    def _keys(self, rows: int) -> pa.Array:
        data = self._chance.bytes(KEY_BYTES * rows)
        self.sample += [data[at : at + KEY_BYTES] for at in range(0, 16 * KEY_BYTES, KEY_BYTES)]
        offsets = pa.array(range(rows + 1), pa.int32())
        return pa.ListArray.from_arrays(offsets, _binaries(data, rows))

    def _times(self, rows: int) -> pa.Array:
        """The same ones in every group: who packs them does not see it."""
        if rows not in self._moments:
            moments = _BEGIN + self._chance.integers(0, _SECONDS, rows) * _SECOND
            self._moments[rows] = pa.array([f"{moment}Z" for moment in moments.astype(str)], pa.string())
        return self._moments[rows]


def _strings(data: bytes, rows: int) -> pa.Array:
    return pa.StringArray.from_buffers(rows, _offsets(data, rows), pa.py_buffer(data))


def _binaries(data: bytes, rows: int) -> pa.Array:
    return pa.BinaryArray.from_buffers(pa.binary(), rows, [None, _offsets(data, rows), pa.py_buffer(data)])


def _offsets(data: bytes, rows: int) -> pa.Buffer:
    """Of texts of one length."""
    return pa.py_buffer(np.arange(rows + 1, dtype=np.int32) * np.int32(len(data) // rows))


def _measured(urls: int, documents: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.known_size", "--alone", f"--urls={urls}"]
    done = subprocess.run(
        [*command, f"--documents={documents}"], cwd=PROJECT, stdout=subprocess.PIPE, check=True
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _in_arrays(parts: Parts, urls: int, documents: int) -> dict[str, float]:
    pages, texts, near = parts.packed
    digests, times, published = pages[:3]
    of_pages = _bytes(digests.high, digests.low, digests.values, times, published)
    of_documents = _bytes(texts.high, texts.low, texts.values, *near.places, parts.segments)
    return {"bytes_a_url": of_pages / urls, "bytes_a_document": of_documents / max(1, documents)}


def _bytes(*arrays: npt.NDArray[Any]) -> int:
    return sum(array.nbytes for array in arrays)


def _us_each(ask: Callable[[_Asked], object], each: Sequence[_Asked]) -> float:
    began = time.process_time()
    for one in each:
        ask(one)
    return 1e6 * (time.process_time() - began) / len(each)


def _resident_mb() -> float:
    gc.collect()
    return psutil.Process().memory_info().rss / 2**20


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench known", description=__doc__)
    parser.add_argument("--urls", type=int, default=10_000_000, help="(default: %(default)s)")
    parser.add_argument("--documents", type=int, default=1_000_000, help="(default: %(default)s)")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
