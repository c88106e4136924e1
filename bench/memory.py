"""`python -m bench memory`: what each process of one long crawl holds, as the pages go by.

The pages are short ones of our own, one in ten of them related. Twenty thousand take a quarter of an hour on
an idle machine.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

from bench.pages import PROJECT
from tests.life.many_pages import PUBLISHER, ManyPages, many_pages

_CONFIG = """
[workers]
processes = {processes}

[seeds]
folder = "{seeds}"
publishers = "publishers.toml"
gazetteer = "{seeds}/entities.toml"

[crawl]
contact = "bench@bench.example"
"""
_SETTINGS = (
    "DOWNLOAD_DELAY=0",
    "CONCURRENT_REQUESTS_PER_DOMAIN=8",
    "ARTICLES_PER_PUBLISHER=100000",
    "LEAST_CHANCE=0",
    "LOG_LEVEL=WARNING",
)
_LOOK_EVERY_S = 1.0
# Until then everything is loaded, and every cache is full that has a bound.
_SETTLED_FROM = 0.1
_FEW = 20


class Look(NamedTuple):
    """A process when so many pages were served, its resident and its proportional memory; 0: unknown."""

    pages: int
    pid: int
    role: str
    rss_mb: float
    pss_mb: float


class Slope(NamedTuple):
    """How the memory of one role goes on, the first tenth of the pages left out."""

    role: str
    processes: int
    first_mb: float
    last_mb: float
    mb_per_1000: float


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where the crawl ended well, however much it held; 1 otherwise."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.folder) as folder:
        looks, code = watch(Path(folder), options.pages, options.processes)
    if code:
        print(f"error: the crawl ended with exit code {code}", file=sys.stderr)
        return 1
    print(table(looks, options.pages))
    if options.json:
        options.json.write_text(json.dumps([tuple(look) for look in looks]) + "\n", encoding="utf-8")
    if options.plot:
        # matplotlib takes a second to import.
        from bench.memory_plot import plot

        plot(looks, options.plot)
    return 0


def watch(folder: Path, pages: int, processes: int) -> tuple[list[Look], int]:
    """One crawl of so many pages into `folder`, looked at every second; and its exit code."""
    config = folder / "pipelines.toml"
    config.write_text(_CONFIG.format(processes=processes, seeds=PROJECT / "seeds"), encoding="utf-8")
    (folder / "publishers.toml").write_text(PUBLISHER, encoding="utf-8")
    settings = [part for setting in _SETTINGS for part in ("-s", setting)]
    with many_pages(pages) as web:
        environment = {
            **os.environ,
            "http_proxy": web.proxy,
            "no_proxy": "127.0.0.1,localhost",
            "ARCHIVE_URL": str(folder / "archive"),
            "CORPUS_CONFIG": str(config),
        }
        command = [sys.executable, "-m", "scrapy", "crawl", "news", *settings]
        with subprocess.Popen(command, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL) as crawl:
            looks = list(_looks(web, crawl, pages))
            return looks, crawl.wait()


def slopes(looks: Sequence[Look], pages: int) -> list[Slope]:
    """Of each role; where processes follow one another, of all that it had."""
    of_role: defaultdict[str, list[Look]] = defaultdict(list)
    for look in looks:
        if look.pages >= _SETTLED_FROM * pages:
            of_role[look.role].append(look)
    return [_slope(role, found) for role, found in sorted(of_role.items()) if len(found) > _FEW]


def table(looks: Sequence[Look], pages: int) -> str:
    """A line for each role."""
    lines = [f"{pages:<16}{'processes':>10}{'first MB':>10}{'last MB':>10}{'MB per 1,000 pages':>20}"]
    for slope in slopes(looks, pages):
        held = f"{slope.first_mb:>10.1f}{slope.last_mb:>10.1f}{slope.mb_per_1000:>20.2f}"
        lines.append(f"{slope.role:<16}{slope.processes:>10}{held}")
    return "\n".join(lines)


def _slope(role: str, looks: Sequence[Look]) -> Slope:
    """The line through all looks, and the means of the first and the last of them."""
    held, at = [look.rss_mb for look in looks], [look.pages for look in looks]
    few = max(_FEW // 2, len(looks) // 20)
    return Slope(
        role,
        len({look.pid for look in looks}),
        statistics.fmean(held[:few]),
        statistics.fmean(held[-few:]),
        1000 * statistics.linear_regression(at, held).slope,
    )


def _looks(web: ManyPages, crawl: "subprocess.Popen[bytes]", pages: int) -> Iterator[Look]:
    """Until the last page is served; what the end of a crawl takes is another matter."""
    main_process = psutil.Process(crawl.pid)
    while crawl.poll() is None and web.served < pages:
        time.sleep(_LOOK_EVERY_S)
        try:
            tree = [main_process, *main_process.children(recursive=True)]
        except psutil.Error:
            return
        for process in tree:
            look = _look(web.served, process, crawl.pid)
            if look is not None:
                yield look


def _look(pages: int, process: psutil.Process, main_pid: int) -> Look | None:
    try:
        memory = process.memory_full_info()
        role = "main" if process.pid == main_pid else _role(process, main_pid)
    except psutil.Error:
        return None
    return Look(pages, process.pid, role, memory.rss / 2**20, getattr(memory, "pss", 0) / 2**20)


def _role(process: psutil.Process, main_pid: int) -> str:
    """The server that workers are forked from, or one of these. Raises psutil.Error."""
    if "resource_tracker" in " ".join(process.cmdline()):
        return "resource tracker"
    return "fork server" if process.ppid() == main_pid else "worker"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench memory", description=__doc__)
    parser.add_argument("--pages", type=int, default=3000, help="(default: %(default)s)")
    parser.add_argument("--processes", type=int, default=2, help="workers (default: %(default)s)")
    parser.add_argument("--plot", type=Path, help="draw it into this SVG file")
    parser.add_argument("--json", type=Path, help="write every look into this file")
    parser.add_argument("--folder", type=Path, help="where to crawl into (default: a temporary folder)")
    return parser.parse_args(arguments)
