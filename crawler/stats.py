"""Scrapy's counts of a crawl, without what is left in them for callers of old."""

from scrapy.statscollectors import MemoryStatsCollector


class Stats(MemoryStatsCollector):
    """Scrapy's looks at each use of each method whether somebody still names a spider (2.14 to 2.19)."""

    __getattribute__ = object.__getattribute__
