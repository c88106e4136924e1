"""Scrapy's counts of a crawl, without what nobody looks at."""

from typing import Self

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.stats import DownloaderStats
from scrapy.exceptions import NotConfigured
from scrapy.statscollectors import MemoryStatsCollector


class Stats(MemoryStatsCollector):
    """Scrapy's looks at each use of each method whether somebody still names a spider (2.14 to 2.19)."""

    __getattribute__ = object.__getattribute__


class DumpedDownloads(DownloaderStats):
    """Requests and answers, for who has them dumped: for its bytes each request is written out once more.

    What the live view shows of them is counted where the pace of a host is kept.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way in."""
        if not crawler.settings.getbool("STATS_DUMP"):
            raise NotConfigured
        return super().from_crawler(crawler)
