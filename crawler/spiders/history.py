"""`scrapy crawl history`: the pages of a time that is past, from where they can still be had."""

from collections.abc import AsyncIterator, Callable
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler

from crawler.discovery.candidate import Candidate
from crawler.history.allowance import Allowance
from crawler.history.cc_news import CcNews
from crawler.history.cdx import Cdx
from crawler.history.month_archives import MonthArchives
from crawler.history.passage import Passage
from crawler.history.rescue import Rescue
from crawler.history.source import Errand, Source
from crawler.run import CrawlRun
from crawler.spiders.arguments import Arguments, HistoryArguments, history_arguments
from pipelines.document import Capture

# Captures on their way through the pipeline: enough to keep the workers at it, and few enough for the memory.
_MOST_UNDER_WAY = 32
_MOST_BYTES_UNDER_WAY = 32 * 1024 * 1024


class HistorySpider(Spider):
    """Asks one source after the other: the publishers' own archives, CC-NEWS, web archives."""

    name = "history"

    def __init__(self, run: CrawlRun, arguments: HistoryArguments, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.run = run
        self._arguments = arguments
        self._read: MonthArchives | None = None
        self._passage = Passage(run.ingest, _MOST_UNDER_WAY, _MOST_BYTES_UNDER_WAY)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Hears of each item when the pipeline is done with it."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.kept, signals.item_scraped)
        crawler.signals.connect(spider.lost, signals.item_dropped)
        crawler.signals.connect(spider.lost, signals.item_error)
        return spider

    @staticmethod
    def arguments(given: Arguments) -> HistoryArguments:
        """Raises ConfigurationError."""
        return history_arguments(given)

    async def start(self) -> AsyncIterator[Request | Capture]:
        """All that the sources have; captures wait while too many are under way."""
        for source in self._sources():
            async for found in source.start():
                if not isinstance(found, Capture):
                    yield found
                elif self._arguments.dry_run:
                    self.run.tell_candidate(_candidate(found))
                else:
                    await self._passage.enter(found)
                    self.run.tally.fetched(found.publisher)
                    yield found

    async def kept(self, item: object) -> None:
        """An item's outcome is in the hands of the archive."""
        await self._passage.leave(item, lost=False)

    async def lost(self, item: object) -> None:
        """The crawl was interrupted, or a fault of ours let go of it."""
        await self._passage.leave(item, lost=True)

    def closed(self, reason: str) -> None:
        """Scrapy calls it at the end; "finished" is the one reason that is nobody's interruption."""
        if reason == "finished" and self._read is not None:
            self._read.leave_the_rest()

    def _sources(self) -> list[Source]:
        errand = Errand(
            self.run,
            self._arguments,
            self.settings,
            self._passage,
            Allowance(self._arguments.limit),
            self._send,
        )
        makers: dict[str, Callable[[Errand], Source]] = {
            "archives": self._archives,
            "ccnews": CcNews,
            "cdx": Rescue if self._arguments.gone else Cdx,
        }
        return [make(errand) for name, make in makers.items() if name in self._wanted()]

    def _archives(self, errand: Errand) -> Source:
        self._read = MonthArchives(errand)
        return self._read

    def _send(self, request: Request) -> None:
        assert self.crawler.engine is not None
        self.crawler.engine.crawl(request)

    def _wanted(self) -> tuple[str, ...]:
        """Those that are named; else the publishers' own archives, and whatever is set up."""
        asked, configured = self._arguments, self.run.config.history
        ccnews = ("ccnews",) if asked.ccnews or configured.ccnews else ()
        cdx = ("cdx",) if asked.cdx or configured.cdx else ()
        return asked.sources or ("archives", *ccnews, *cdx)


def _candidate(capture: Capture) -> Candidate:
    return Candidate(
        capture.url,
        capture.publisher or "",
        capture.listed_headline,
        capture.listed_published,
        capture.discovered_via or "",
    )
