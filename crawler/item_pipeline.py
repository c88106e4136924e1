"""Scrapy's one pipeline entry: captures go to the stages, outcomes to the archive, and it pushes back."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.run import CrawlRun
from crawler.seen import OUTSIDE_DATES
from pipelines.document import Capture, Document, Failure, Outcome, Rejection
from pipelines.page.link import Link
from pipelines.page.passing import PASSING
from pipelines.processed import outcome_of
from pipelines.steady_pool import WorkersFailed

logger = logging.getLogger(__name__)

Item = Capture | Rejection | Failure


class PagePipeline:
    """Takes the pages of a publisher in the order they came: of two copies always the same one stays."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._turns: dict[str | None, asyncio.Event] = {}
        self._clock: asyncio.Task[None] | None = None
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way in."""
        return cls(crawler)

    @property
    def _run(self) -> CrawlRun:
        run: CrawlRun = self._crawler.spider.run  # type: ignore[union-attr]
        return run

    async def open_spider(self) -> None:
        """Commit by time as well as by count."""
        self._clock = asyncio.create_task(self._commit_by_time())

    async def close_spider(self) -> None:
        """The crawl command commits the rest."""
        if self._clock is not None:
            self._clock.cancel()

    async def process_item(self, item: Item) -> Item:
        """Back when the page is judged and, where too much waits to be stored, stored."""
        before = self._turns.get(item.publisher)
        turn = self._turns[item.publisher] = asyncio.Event()
        try:
            outcome, links = await self._outcome(item)
            if before is not None:
                await before.wait()
            full = self._run.ingest.accept(outcome) if self._run.ingest is not None else None
            self._tell(item, outcome)
        except asyncio.CancelledError as cancelled:
            raise DropItem("the crawl was interrupted", log_level="DEBUG") from cancelled
        except WorkersFailed as failed:
            self._ended(item, related=None)
            self._stop("workers", f"{failed}; the crawl ends")
            raise DropItem("no worker looks at it", log_level="DEBUG") from failed
        except Exception:
            # A fault of ours: the page is lost, and the next one of its publisher is asked for all the same.
            self._ended(item, related=None)
            raise
        finally:
            turn.set()
        await self._follow(outcome, links)
        if full is not None:
            await asyncio.wrap_future(full)
        await self._stop_if_unstorable()
        return item

    async def _outcome(self, item: Item) -> tuple[Outcome, Sequence[Link]]:
        if not isinstance(item, Capture):
            return item, ()
        processed = await self._run.pool.process(item)
        self._run.tally.timed(item.url, processed.stage_ms)
        return self._within_dates(outcome_of(item, processed)), processed.links

    def _tell(self, item: Item, outcome: Outcome) -> None:
        """Before the next page of the publisher has its turn."""
        related = belongs(outcome)
        if related:
            self._run.tally.related(item.publisher, item.url)
        self._ended(item, related=related)

    def _ended(self, item: Item, *, related: bool | None) -> None:
        if self._run.follower is not None:
            self._run.follower.ended(item.publisher or "", item.url, related=related)

    async def _follow(self, outcome: Outcome, links: Sequence[Link]) -> None:
        if self._run.follower is not None and isinstance(outcome, Document) and links:
            await self._run.follower.linked(outcome, links)

    def _within_dates(self, outcome: Outcome) -> Outcome:
        if not isinstance(outcome, Document) or self._run.window.holds(outcome.article.published):
            return outcome
        detail = f"published {outcome.article.published}"
        return Rejection.of(outcome.capture, "dates", OUTSIDE_DATES, detail, outcome.article.published)

    async def _commit_by_time(self) -> None:
        while True:
            await asyncio.sleep(self._run.commit_every_s)
            if self._run.ingest is not None and self._run.ingest.pending:
                await asyncio.wrap_future(self._run.ingest.commit())
                await self._stop_if_unstorable()

    async def _stop_if_unstorable(self) -> None:
        ingest = self._run.ingest
        if ingest is not None and ingest.error is not None:
            self._stop("store", f"the archive cannot be written: {ingest.error}; the crawl ends")

    def _stop(self, reason: str, told: str) -> None:
        engine = self._crawler.engine
        if engine is None or self._run.stopping:
            return
        self._run.stopping = True
        logger.error("%s", told)
        self._closing = asyncio.ensure_future(engine.close_spider_async(reason=reason))


def belongs(outcome: Outcome) -> bool | None:
    """Whether a page belongs, copies included; None where what came in its place tells nothing of it."""
    if isinstance(outcome, Document):
        return True
    if isinstance(outcome, Failure) or outcome.stage == "fetch" or outcome.reason in PASSING:
        return None
    return False
