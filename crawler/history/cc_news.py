"""CC-NEWS, the news crawl of Common Crawl: WARC files by month, read for the pages of the publishers."""

from collections.abc import AsyncIterator

from scrapy import Request

from crawler.history.source import Errand
from pipelines.document import Capture


class CcNews:
    """A source of captures."""

    def __init__(self, errand: Errand) -> None:
        self._errand = errand

    async def start(self) -> AsyncIterator[Request | Capture]:
        """The wanted pages, file by file."""
        nothing: tuple[Capture, ...] = ()
        for capture in nothing:
            yield capture
