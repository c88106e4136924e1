"""4 GiB of zeros cost less than 100 MB of memory, whatever they come as, and the crawl goes on."""

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines.archive import Archive, RunRecord
from tests.bombs.bombs import BOMBS, Bomb, publishers_toml, routes
from tests.bombs.bounded_crawl import configuration
from tests.bombs.peaks import Peaks
from tests.bombs.raw_web import raw_web
from tests.crawl.crawling import TIMEOUT_S, crawling, last_record
from tests.warm_process import WarmProcess

MOST_GROWTH = 100 * 1000**2
_LOOK_EVERY_S = 0.3
_FEW = tuple(
    bomb for bomb in BOMBS if bomb.name in ("page-zstd", "listing-gzip", "sitemap-gzip", "robots-identity")
)


class Survived(NamedTuple):
    """One crawl over bombs, one request at a time."""

    growth: dict[str, int]
    record: RunRecord
    ends: dict[str, str]
    output: str

    def problem(self, url: str) -> str:
        """Of a listing."""
        return next(each.problem for each in self.record.listings if each.url == url) or ""


def survived(folder: Path, bombs: tuple[Bomb, ...]) -> Survived:
    """The crawl, and how much its processes grew from each request to the next."""
    peaks, lie = Peaks(), {bomb.url for bomb in bombs}
    configured = configuration(folder, publishers_toml(bombs))
    with (
        raw_web(routes(bombs), lambda url: peaks.next(url, calm=url in lie)) as web,
        crawling(web.proxy, folder / "archive", "-s", "CONCURRENT_REQUESTS=1", extra=configured) as crawl,
    ):
        peaks.pid = crawl.pid
        output = _output(crawl, peaks)
    opened = Archive.open(str(folder / "archive"))
    ends = {row.url or "": "archived" for row in opened.rows()}
    ends |= {row.url: row.cause for row in opened.failures()}
    return Survived(peaks.growth, last_record(folder / "archive"), ends, output)


def _output(crawl: WarmProcess, peaks: Peaks) -> str:
    """All of it."""
    for _ in range(int(TIMEOUT_S / _LOOK_EVERY_S)):
        try:
            return crawl.communicate(timeout=_LOOK_EVERY_S)[0]
        except subprocess.TimeoutExpired:
            peaks.look()
    raise AssertionError("the crawl does not end")


def assert_harmless(went: Survived, bombs: tuple[Bomb, ...]) -> None:
    """Whatever was going on, not only while a bomb was read."""
    assert max(went.growth.values()) < MOST_GROWTH, went.growth
    for bomb in bombs:
        assert bomb.url in went.growth, "nobody looked"
        assert went.ends[bomb.good] == "archived"
        _assert_told(went, bomb)
    assert "Traceback" not in went.output


def _assert_told(went: Survived, bomb: Bomb) -> None:
    if bomb.place == "page":
        assert went.ends[bomb.url] == "too_large"
    elif bomb.place != "robots.txt":
        assert went.problem(bomb.url).startswith("too_large")


def test_a_few_of_them_do_no_harm(tmp_path: Path) -> None:
    assert_harmless(survived(tmp_path, _FEW), _FEW)


@pytest.mark.slow
def test_all_twenty_do_no_harm(tmp_path: Path) -> None:
    went = survived(tmp_path, BOMBS)
    for bomb in BOMBS:
        sys.stdout.write(f"{bomb.place:<12} {bomb.coding:<9} {went.growth.get(bomb.url, 0) / 1e6:6.1f} MB\n")
    assert_harmless(went, BOMBS)
