"""`python -m bench start`: how long a crawl takes to its first request, and a run that finds nothing new.

Each round is a crawl into a fresh folder and one more on the unchanged web. Seconds from the start of the
process. CPU is that of the crawl's own process, without its workers.
"""

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.choice import Choice, default_source
from bench.crawl import command, configure, environment
from bench.pages import PROJECT
from bench.web import begun, first_asked, web_of_choice

_ROW = "{:<34}{:>10}{:>10}{:>10}{:>10}"


class Started(NamedTuple):
    """`request_s` to the first request, `page_s` to the first page, None where none was asked for."""

    request_s: float
    page_s: float | None
    wall_s: float
    own_cpu_s: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a table; 0 where every crawl ended well."""
    parser = argparse.ArgumentParser(prog="python -m bench start", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=int, default=20)
    options = parser.parse_args(arguments)
    choice = Choice(default_source(), options.pages)
    pages = choice.pages()
    first, again = list[Started](), list[Started]()
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch, web_of_choice(choice) as proxy:
        for number in range(options.rounds):
            folder = Path(scratch) / str(number)
            folder.mkdir()
            configure(folder, pages, 0.0)
            first.append(_run(proxy, folder))
            again.append(_run(proxy, folder))
    print(_ROW.format("median, s", "request", "page", "end", "own CPU"))
    print(_line(f"a new archive, {options.pages} pages", first))
    print(_line("the same web again", again))
    share = median(run.wall_s for run in again) / median(run.wall_s for run in first)
    print(f"The second run took {share:.1%} of the first one's time.")
    return 0


def _run(proxy: str, folder: Path) -> Started:
    """Raises CalledProcessError with the end of the log."""
    began = time.monotonic()
    begun(proxy), first_asked(proxy)
    with (
        (folder / "crawl.log").open("wb") as log,
        subprocess.Popen(
            command(),
            cwd=PROJECT,
            env=environment(proxy, str(folder / "archive"), folder),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        ) as process,
    ):
        _, status, used = os.wait4(process.pid, 0)
        ended = time.monotonic()
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, "crawl", (folder / "crawl.log").read_text())
    page = first_asked(proxy)
    own_s = used.ru_utime + used.ru_stime
    return Started(begun(proxy) - began, page - began if page else None, ended - began, own_s)


def _line(label: str, runs: Sequence[Started]) -> str:
    pages = [run.page_s for run in runs if run.page_s is not None]
    cells = (
        f"{median(run.request_s for run in runs):.2f}",
        f"{median(pages):.2f}" if pages else "-",
        f"{median(run.wall_s for run in runs):.2f}",
        f"{median(run.own_cpu_s for run in runs):.2f}",
    )
    return _ROW.format(label, *cells)
