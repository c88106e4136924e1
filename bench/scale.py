"""`python -m bench scale`: what an archive costs to open, to add to and to look into as it grows.

Makes archives of invented texts in a temporary folder; a million documents take 20 minutes and 8 gigabytes.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.pages import PROJECT
from bench.synthetic import RARE_PUBLISHER

_CORPUS = (sys.executable, "-m", "pipelines.cli")
# The copy of a large file that takes turns with it is used again only after a minute.
_REST_S = 61.0

_ROWS = (
    ("open for writing, s", "open_s", "{:.2f}"),
    ("  of CPU", "open_cpu_s", "{:.2f}"),
    ("  requests", "open_requests", "{:.0f}"),
    ("  peak memory, MB", "add_peak_mb", "{:.0f}"),
    ("commit 50 documents, s", "commit_s", "{:.2f}"),
    ("  and close, s", "close_s", "{:.2f}"),
    ("  requests", "add_requests", "{:.0f}"),
    ("  sent to the store, MB", "sent_mb", "{:.1f}"),
    ("  written to disk, MB, first time", "disk_mb_first", "{:.1f}"),
    ("  written to disk, MB, later", "disk_mb", "{:.1f}"),
    ("corpus ls, a publisher of 50, s", "ls_s", "{:.2f}"),
    ("  of CPU", "ls_cpu_s", "{:.2f}"),
    ("corpus ls, a rare publisher, s", "ls_rare_s", "{:.2f}"),
    ("  of CPU", "ls_rare_cpu_s", "{:.2f}"),
    ("  peak memory, MB", "ls_rare_peak_mb", "{:.0f}"),
    ("open for reading, s", "read_open_s", "{:.2f}"),
    ("get a document, ms", "get_ms", "{:.1f}"),
    ("find a URL, s", "by_url_s", "{:.2f}"),
    ("corpus verify --sample 20, s", "verify_s", "{:.2f}"),
    ("corpus report, s", "report_s", "{:.2f}"),
    ("  of CPU", "report_cpu_s", "{:.2f}"),
    ("  peak memory, MB", "report_peak_mb", "{:.0f}"),
    ("archive, MB", "size_mb", "{:.0f}"),
    ("made in, s", "build_s", "{:.0f}"),
)


class StepFailed(Exception):
    """A process that was to be measured failed."""


class Run(NamedTuple):
    """A process that ended well: wall and CPU time, peak resident memory, what it said."""

    seconds: float
    cpu_s: float
    peak_mb: float
    output: str


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where everything ran, however slow; 1 otherwise."""
    options = _options(arguments)
    measured = []
    try:
        for documents in options.documents:
            with tempfile.TemporaryDirectory(prefix="bench-", dir=options.folder) as folder:
                measured.append(measure(Path(folder), documents))
            print(f"{documents} documents measured", file=sys.stderr, flush=True)
    except StepFailed as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(json.dumps(measured) if options.json else table(measured))
    return 0


def measure(folder: Path, documents: int) -> dict[str, float]:
    """Makes the archive in `folder` and measures. Raises StepFailed."""
    began = time.monotonic()
    # In a process of its own: what this one holds would count as memory of those that it starts.
    _run([sys.executable, "-m", "bench.synthetic", str(folder), str(documents)])
    built = time.monotonic() - began
    first = _step("add", folder)
    time.sleep(_REST_S if first["disk_mb"] > 2 * first["sent_mb"] + 10 else 0)
    figures = {**_step("add", folder), **_step("get", folder), "disk_mb_first": first["disk_mb"]}
    figures |= {"documents": documents, "build_s": built, "size_mb": _size(folder) / 1e6}
    for name, arguments in _looks().items():
        run = _run([*_CORPUS, *arguments, "--archive", str(folder)])
        figures |= {f"{name}_s": run.seconds, f"{name}_cpu_s": run.cpu_s, f"{name}_peak_mb": run.peak_mb}
    return figures


def table(measured: Sequence[Mapping[str, float]]) -> str:
    """A column for each size."""
    sizes = "".join(f"{each['documents']:>14,}" for each in measured)
    lines = [f"{'documents':<38}{sizes}"]
    for label, name, form in _ROWS:
        lines.append(f"{label:<38}" + "".join(f"{form.format(each[name]):>14}" for each in measured))
    return "\n".join(lines)


def _looks() -> Mapping[str, Sequence[str]]:
    return {
        "ls": ("ls", "--publisher", "publisher7"),
        "ls_rare": ("ls", "--publisher", RARE_PUBLISHER),
        "report": ("report", "-o", "-"),
        "verify": ("verify", "--sample", "20"),
    }


def _step(name: str, folder: Path) -> dict[str, float]:
    run = _run([sys.executable, "-m", "bench.scale_step", name, str(folder)])
    figures: dict[str, float] = json.loads(run.output)
    return {**figures, f"{name}_peak_mb": run.peak_mb}


def _run(command: Sequence[str]) -> Run:
    """Raises StepFailed."""
    with tempfile.TemporaryFile("w+") as output:
        began = time.monotonic()
        process = subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise StepFailed(f"{' '.join(command[:5])} … ended with exit code {process.returncode}")
        output.seek(0)
        cpu_s = usage.ru_utime + usage.ru_stime
        return Run(seconds, cpu_s, usage.ru_maxrss / 1024, output.read())


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench scale", description=__doc__)
    parser.add_argument(
        "--documents", type=int, nargs="+", default=[10_000, 100_000], help="sizes to measure"
    )
    parser.add_argument(
        "--folder", type=Path, help="where to make the archives (default: a temporary folder)"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser.parse_args(arguments)
