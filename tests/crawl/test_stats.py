"""What Scrapy counts: the same as ever, and its bytes only for who has them dumped."""

from types import SimpleNamespace
from typing import cast

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.statscollectors import MemoryStatsCollector

from crawler.stats import DumpedDownloads, Stats

PAGE = Request("http://daily.example/a", headers={"Accept": "text/html"})


def _crawler(*, dumped: bool) -> Crawler:
    crawler = SimpleNamespace(settings=Settings({"STATS_DUMP": dumped}), spider=None)
    crawler.stats = Stats(cast(Crawler, crawler))
    return cast(Crawler, crawler)


def test_the_same_counts_as_scrapy() -> None:
    ours, theirs = Stats(_crawler(dumped=False)), MemoryStatsCollector(_crawler(dumped=False))
    for stats in (ours, theirs):
        stats.open_spider()
        stats.inc_value("a")
        stats.inc_value("a", 2, 10)
        stats.max_value("b", 3)
        stats.set_value("c", "x")
        stats.close_spider(reason="finished")
    assert ours.get_stats() == theirs.get_stats() == {"a": 3, "b": 3, "c": "x"}


def test_nobody_has_them_dumped() -> None:
    with pytest.raises(NotConfigured):
        DumpedDownloads.from_crawler(_crawler(dumped=False))


def test_somebody_has_them_dumped() -> None:
    crawler = _crawler(dumped=True)
    downloads = DumpedDownloads.from_crawler(crawler)
    downloads.process_request(PAGE)
    downloads.process_response(PAGE, Response(PAGE.url, body=b"a page"))
    told = crawler.stats.get_stats()
    assert (told["downloader/request_count"], told["downloader/response_status_count/200"]) == (1, 1)
    assert told["downloader/request_bytes"] > 40
