"""A process that fetches and archives nothing: opened, put to work, closed in order when interrupted."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.addresses.proof import Proof
from crawler.checking.fetcher import Fetcher
from crawler.interrupt import Interrupt

Work = Callable[[Fetcher], Awaitable[None]]


@dataclass(slots=True)
class Session:
    """`interrupted` is set by the first signal. `error` is what the work raised."""

    work: Work
    ingest: None = None
    interrupted: bool = False
    error: Exception | None = None


class WorkSpider(Spider):
    """Scrapy's frame for the work: while it goes on, the spider is open."""

    name = "look"
    custom_settings = {"ITEM_PIPELINES": {}}  # noqa: RUF012 - Scrapy's own type

    def __init__(self, session: Session, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._session = session

    async def start(self) -> AsyncIterator[Request]:
        """Do the work; requests go by the fetcher, none by the scheduler."""
        try:
            await self._session.work(Fetcher(self.crawler))
        except Exception as error:  # noqa: BLE001 - raised again where the process has ended
            self._session.error = error
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request


def run_session(settings: Settings, work: Work) -> bool:
    """Do the work; whether it came to its end. Raises what the work raises."""
    session = Session(work)
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(WorkSpider)
    proof = Proof(crawler)
    process.crawl(crawler, session=session)
    with Interrupt(crawler, session):
        process.start(install_signal_handlers=False)
    proof.require()
    if session.error is not None:
        raise session.error
    return not session.interrupted
