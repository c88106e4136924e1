"""`make bench ARGS='lookup ARCHIVE'`: the lookup database of an archive: made, asked, brought up to date.

Prints CPU seconds and seconds on the clock; the database is made in a folder that is gone afterwards.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pipelines.archive import open_store
from pipelines.browse.choice import Choice
from pipelines.browse.search_page import search_facts
from pipelines.browse.site import Site
from pipelines.lookup import open_lookup, update

# Common words and rare ones, phrases, both languages, and what nothing answers to.
QUESTIONS = (
    "张一鸣", "community group buying", '"community group buying"', "社区团购", "抖音", "字节跳动",
    "ByteDance", "TikTok", "腾讯", "微信", "short video", '"short video"', "court", "data privacy",
    "regulators OR court", "bytedance -tiktok", "短视频", "用户增长", "中国市场", "监管 广告",
    "algorithm founder", "revenue quarter", "算法", "收入", "lighthouse", '"a lighthouse in the fog"',
    "雾中灯塔", "雾", "growth market platform", "platform -china", "字節跳動", "社區團購", "tenc*",
    "cour*", "facebook wechat", "市场 OR 平台", "zuckerberg", "nosuchword", "没有这个词", "app users",
    "feed", "video feed users growth", "founder court data", "今日头条", "张一鸣 OR 马化腾",
    "tiktok bytedance douyin", "广告收入", "平台监管", "short", "video",
)  # fmt: skip


class Taken(NamedTuple):
    """Seconds of one call."""

    clock_s: float
    cpu_s: float


def main(arguments: Sequence[str]) -> int:
    """0 where everything ran, whatever the figures."""
    parser = argparse.ArgumentParser(prog="make bench ARGS='lookup …'", description=__doc__)
    parser.add_argument("archive", help="folder or s3://bucket/prefix")
    store = open_store(parser.parse_args(arguments).archive)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lookup.db"
        made = _taken(lambda: update(file, store))
        print(f"made: {_told(made)}, {file.stat().st_size / 1e6:.0f} MB")
        print(f"nothing new: {_told(_taken(lambda: update(file, store)))}")
        with open_lookup(store, file) as lookup:
            site = Site(file, store, "bench")
            _tell("search", lookup.search)
            _tell("page with facets", lambda q: search_facts(lookup.database, site, Choice(q=q)))
    return 0


def _taken(call: Callable[[], object]) -> Taken:
    clock, cpu = time.perf_counter(), time.process_time()
    call()
    return Taken(time.perf_counter() - clock, time.process_time() - cpu)


def _told(taken: Taken) -> str:
    return f"{taken.clock_s:.2f} s, {taken.cpu_s:.2f} s of CPU"


def _tell(what: str, ask: Callable[[str], object]) -> None:
    taken = [_taken(partial(ask, each)) for each in QUESTIONS]
    for name, seconds in (
        ("on the clock", [each.clock_s for each in taken]),
        ("of CPU", [each.cpu_s for each in taken]),
    ):
        ninth = statistics.quantiles(seconds, n=10)[-1]
        figures = (statistics.median(seconds), ninth, max(seconds))
        told = ", ".join(
            f"{name} {1000 * value:.0f} ms" for name, value in zip(_FIGURES, figures, strict=True)
        )
        print(f"{what}, {name}: {told}")


_FIGURES = ("median", "ninth decile", "worst")
