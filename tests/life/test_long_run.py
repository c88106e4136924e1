"""One crawl of thousands of pages: what it holds in memory and open, as the pages go by."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from tests.crawl.crawling import ROOT, last_record, starting
from tests.life.many_pages import PUBLISHER, ManyPages, many_pages

_PAGES = 3000
_LOOK_EVERY_S = 0.5
_TIMEOUT_S = 1800.0
_CONFIG = """
[archive]
commit_every_s = 5

[workers]
processes = 1
max_pages = 100000

[seeds]
folder = "{root}/seeds"
publishers = "publishers.toml"
gazetteer = "{root}/seeds/entities.toml"

[crawl]
contact = "life@kestrel-post.example"
"""
_SETTINGS = (
    "LEAST_CHANCE=0",
    "CONCURRENT_REQUESTS_PER_DOMAIN=8",
    "ARTICLES_PER_PUBLISHER=100000",
    "LOG_LEVEL=WARNING",
)
# What is known of a page is kept until the end, a tenth of a kilobyte. But the columns are written now and
# then, which takes twenty megabytes for a while: as many kilobytes a page, if that falls on the end.
_MOST_KB_A_PAGE = 20.0


class Look(NamedTuple):
    """A crawl under way: pages served, memory of its main process and its worker, files open in each."""

    pages: int
    main_kb: float
    worker_kb: float
    main_fds: int
    worker_fds: int


@pytest.mark.slow
def test_a_long_run_holds_little_more_at_its_end(tmp_path: Path) -> None:
    (tmp_path / "pipelines.toml").write_text(_CONFIG.format(root=ROOT), encoding="utf-8")
    (tmp_path / "publishers.toml").write_text(PUBLISHER, encoding="utf-8")
    extra = {"CORPUS_CONFIG": str(tmp_path / "pipelines.toml")}
    settings = [part for setting in _SETTINGS for part in ("-s", setting)]
    with (
        many_pages(_PAGES) as web,
        starting(web.proxy, tmp_path / "archive", *settings, extra=extra) as process,
    ):
        looks = list(_looks(web, process))
        output, _ = process.communicate(timeout=_TIMEOUT_S)
    assert process.returncode == 0, output
    record = last_record(tmp_path / "archive")
    assert record.fetched == _PAGES
    second = [look for look in looks if look.pages >= _PAGES / 2]
    main, worker = _kb_a_page(second, "main_kb"), _kb_a_page(second, "worker_kb")
    sys.stdout.write(
        f"{record.archived} archived of {record.fetched}; second half: main {main:.2f} kB a page, worker "
        f"{worker:.2f}; {looks[0]} … {second[0]} … {looks[-1]}\n"
    )
    assert main < _MOST_KB_A_PAGE
    assert worker < _MOST_KB_A_PAGE / 4
    for name in ("main_fds", "worker_fds"):
        assert (
            max(getattr(each, name) for each in second) <= max(getattr(each, name) for each in looks[:20]) + 2
        )


def _looks(web: ManyPages, process: "subprocess.Popen[str]") -> Iterator[Look]:
    """From the hundredth page until the last."""
    until, main = time.monotonic() + _TIMEOUT_S, psutil.Process(process.pid)
    while process.poll() is None and web.served < _PAGES:
        assert time.monotonic() < until
        time.sleep(_LOOK_EVERY_S)
        if web.served >= 100:
            worker = max(main.children(recursive=True), key=lambda child: child.memory_info().rss)
            yield Look(web.served, _kb(main), _kb(worker), main.num_fds(), worker.num_fds())


def _kb(process: psutil.Process) -> float:
    return process.memory_info().rss / 1024


def _kb_a_page(looks: Sequence[Look], name: str) -> float:
    """The slope of the line through the looks."""
    pages, kb = [look.pages for look in looks], [getattr(look, name) for look in looks]
    return statistics.linear_regression(pages, kb).slope
